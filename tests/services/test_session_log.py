"""The log of a session: entries kept once, asked about, marked, and corrected in the open."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import clock
from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.models import SessionRecord
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.clinics import clinic_settings
from journal.services.session_records import session_log, session_page, session_times, vitals, vitals_chart
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.session_records.session_log import EntryDoubted, TypedEntry
from tests.services.hands import stored
from tests.services.session_steps import NEW_YORK, nurse, prescriber, session_id
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber", "session_id"]  # fixtures

pytestmark = pytest.mark.usefixtures("inside")
CALM = {"systolic": 128, "diastolic": 82, "pulse": 70}


def test_an_entry_sent_twice_is_kept_once_also_when_it_waited(nurse: Member, session_id: UUID) -> None:
    actor, made = nurse.actor(), make_id()
    token = token_for_id(server_secret(), actor.id, made)
    for waited in (90, 130):
        typed = TypedEntry(CALM, "sleepy", waited=waited, id=made, token=token)
        assert session_log.add(actor, session_id, typed) == made
    other = session_log.add(actor, session_id, TypedEntry({"pulse": 90}, id=made, token=token))
    assert other != made  # other numbers, sent from a page that somebody went back to
    entries = session_page.page(actor, session_id).entries
    assert len(entries) == 2
    first = next(entry for entry in entries if entry.record.id == made)
    assert timedelta(seconds=80) < clock.now() - first.at < timedelta(seconds=120)
    assert list(verification.verify(actor.clinic_id)) == []


def test_what_is_implausible_is_asked_about_and_kept_when_meant(nurse: Member, session_id: UUID) -> None:
    actor = nurse.actor()
    slip = TypedEntry({"systolic": 1200, "diastolic": 80})
    with pytest.raises(EntryDoubted, match="1200") as doubt:
        session_log.add(actor, session_id, slip)
    assert not stored(SessionRecord)
    with pytest.raises(EntryDoubted):  # another number than the one that was asked about
        session_log.add(actor, session_id, TypedEntry({"systolic": 1300, "diastolic": 80}, meant=doubt.value.key))
    session_log.add(actor, session_id, TypedEntry(slip.measures, meant=doubt.value.key))
    (entry,) = session_page.page(actor, session_id).entries
    assert (entry.measures["systolic"], entry.meant) == (1200, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [(TypedEntry(), "Nothing was measured"), (TypedEntry({"systolic": 120}), "both numbers"),
     (TypedEntry({"distress": 11}), "0 to 10"), (TypedEntry({"oxygen": 101}), "1 to 100"),
     (TypedEntry(observation="x" * 2001), "at most 2,000"), (TypedEntry({"pulse": 0}), "1 to 9,999")],
)  # fmt: skip
def test_what_can_be_no_entry_is_refused(nurse: Member, session_id: UUID, typed: TypedEntry, said: str) -> None:
    with pytest.raises(RecordRefused, match=said):
        session_log.add(nurse.actor(), session_id, typed)
    assert not stored(SessionRecord)


def test_what_lies_outside_the_clinics_limits_is_marked_by_those_of_the_day(
    cast: Cast, nurse: Member, session_id: UUID
) -> None:
    actor = nurse.actor()
    session_log.add(actor, session_id, TypedEntry({"systolic": 165, "diastolic": 82, "oxygen": 97}))
    manager = cast.manager.actor()
    clinic_settings.change(manager, clinic_settings.settings(manager).version, {"systolic_most": 170})
    session_log.add(actor, session_id, TypedEntry({"systolic": 166, "diastolic": 82}))
    newer, older = session_page.page(actor, session_id).entries
    assert (older.outside, newer.outside) == ({"systolic"}, frozenset())


def test_a_correction_keeps_what_stood_there(cast: Cast, nurse: Member, prescriber: Member) -> None:
    session_id = session_times.check_in(nurse.actor(), cast.patient.id)
    first, second = nurse.actor(), prescriber.actor()
    made = session_log.add(first, session_id, TypedEntry(CALM, "sleepy"))
    session_log.correct(second, session_id, made, TypedEntry({"pulse": 90}, "sleepy"), 1)
    with pytest.raises(RecordMoved):
        session_log.correct(first, session_id, made, TypedEntry({"pulse": 91}), 1)
    entry = session_page.entry(first, session_id, made)
    assert (entry.measures, entry.record.author, entry.record.version) == ({"pulse": 90}, "Noor Haddad", 2)
    (before,) = entry.earlier
    assert (before["measures"], before["author"]) == (CALM, "Sam Ellery")
    with pytest.raises(NotAllowed):
        session_log.correct(first, session_id, uuid4(), TypedEntry(CALM), 1)
    assert list(verification.verify(cast.clinic_id)) == []


def test_times_of_entries(nurse: Member, session_id: UUID) -> None:
    actor = nurse.actor()
    local = clock.now().astimezone(NEW_YORK) - timedelta(minutes=10)
    minute = local.hour * 60 + local.minute
    session_log.add(actor, session_id, TypedEntry(CALM, at=minute, day=local.date()))
    (entry,) = session_page.page(actor, session_id).entries
    assert entry.at.astimezone(NEW_YORK).replace(second=0, microsecond=0) == local.replace(second=0, microsecond=0)
    with pytest.raises(RecordRefused, match="still to come"):
        session_log.add(actor, session_id, TypedEntry(CALM, at=minute, day=local.date() + timedelta(days=1)))
    with pytest.raises(RecordRefused, match="too far"):
        session_log.add(actor, session_id, TypedEntry(CALM, at=minute, day=local.date() - timedelta(days=3)))


def test_upper_and_lower_pressure_are_not_told_as_one_range() -> None:
    start = clock.now()
    readings = [
        (start, {"systolic": 132, "diastolic": 84, "pulse": 70}),
        (start + timedelta(minutes=5), {"systolic": 164, "diastolic": 84, "pulse": 82}),
    ]
    told = [strip.reach for strip in vitals_chart.strips(readings, {})]
    assert told == ["upper from 132 to 164, lower always 84", "from 70 to 82"]


@given(
    st.lists(st.dictionaries(st.sampled_from(sorted(vitals.MEASURES)), st.integers(0, 9999), min_size=1), max_size=30)
)
def test_a_chart_is_drawn_of_whatever_was_entered(values: list[dict[str, int]]) -> None:
    start = clock.now()
    readings = [(start + timedelta(minutes=number), each) for number, each in enumerate(values)]
    for strip in vitals_chart.strips(readings, {"systolic": (90, 160), "pulse": (50, None)}):
        for course in strip.courses:
            assert all(0 <= x <= vitals_chart.WIDTH and 0 <= y <= vitals_chart.HEIGHT for x, y in course.dots)
