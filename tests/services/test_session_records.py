"""The record of a session: who may write it, its parts, and refusals that lose nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal import clock
from journal.extensions import db
from journal.models import SessionRecord, TreatmentMember
from journal.permissions import NotAllowed
from journal.services.audit import audit, history, verification
from journal.services.session_records import record_rows, session_log, session_page, session_parts, session_times
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.session_records.session_log import EntryDoubted, TypedEntry
from journal.services.session_records.session_times import START
from journal.services.treatment import treatment_endings
from tests.services.hands import overwrite, stored
from tests.services.session_steps import nurse, prescriber, session_id
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber", "session_id"]  # fixtures

pytestmark = pytest.mark.usefixtures("inside")
GIVEN = {"route": "intramuscular", "dose": "40", "unit": "mg", "reason": "", "other_route": "", "at_home": False}


def part_of(nurse: Member, session_id: UUID, part: str) -> Any:
    view = session_page.record(nurse.actor(), session_id, part)
    assert view is not None
    return view


def test_a_part_is_saved_resumed_and_never_overwritten_unseen(nurse: Member, session_id: UUID) -> None:
    actor = nurse.actor()
    session_parts.save(actor, session_id, record_rows.GIVEN, GIVEN, 0)
    session_parts.save(actor, session_id, record_rows.GIVEN, GIVEN, 0)  # sent twice
    changed = {**GIVEN, "dose": "35", "reason": "asked for less"}
    with pytest.raises(RecordMoved, match="still here"):
        session_parts.save(actor, session_id, record_rows.GIVEN, changed, 0)
    session_parts.save(actor, session_id, record_rows.GIVEN, changed, 1)
    view = part_of(nurse, session_id, record_rows.GIVEN)
    assert (record_rows.says(view.value), view.version, view.author) == (changed, 2, "Sam Ellery")
    (before,) = view.earlier
    assert (before["dose"], before["reason"], before["author"]) == ("40", "", "Sam Ellery")
    session_parts.save(actor, session_id, record_rows.GIVEN, changed, 1)  # sent twice
    assert len(part_of(nurse, session_id, record_rows.GIVEN).earlier) == 1
    assert list(verification.verify(actor.clinic_id)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"unit": ""}, "40 of what"), ({"dose": ""}, "without a dose"), ({"dose": "forty"}, "as a number"),
     ({"unit": "grains"}, "needs its unit"), ({"route": "by air"}, "route"), ({"route": "other"}, "which other")],
)  # fmt: skip
def test_a_dose_needs_its_unit(nurse: Member, session_id: UUID, changed: dict[str, str], said: str) -> None:
    with pytest.raises(RecordRefused, match=said):
        session_parts.save(nurse.actor(), session_id, record_rows.GIVEN, {**GIVEN, **changed}, 0)
    assert not stored(SessionRecord)


def test_implausible_pressure_in_the_checklist_is_asked_about(nurse: Member, session_id: UUID) -> None:
    value = {"driver": "Ana", "systolic": 1200, "diastolic": 80}
    with pytest.raises(EntryDoubted) as doubt:
        session_parts.save(nurse.actor(), session_id, record_rows.READINESS, value, 0)
    session_parts.save(nurse.actor(), session_id, record_rows.READINESS, value, 0, doubt.value.key)
    assert part_of(nurse, session_id, record_rows.READINESS).value["systolic"] == 1200


def test_an_adverse_event_is_noted_once_and_carried_on(nurse: Member, session_id: UUID) -> None:
    actor = nurse.actor()
    value = {"what": "Nausea", "action": "", "outcome": ""}
    first = session_parts.add_event(actor, session_id, value, None, None, "")
    with pytest.raises(RecordRefused, match="what happened"):
        session_parts.add_event(actor, session_id, {**value, "what": ""}, None, None, "")
    session_parts.change_event(actor, session_id, first, {**value, "outcome": "Passed in ten minutes"}, None, 1)
    with pytest.raises(RecordMoved):
        session_parts.change_event(actor, session_id, first, value, None, 1)
    (event,) = session_page.page(actor, session_id).events
    assert event.value["outcome"] == "Passed in ten minutes"


@pytest.mark.parametrize("who", ["therapist", "other_therapist", "manager", "patient", "other_patient"])
def test_nobody_beside_the_team_reads_or_writes_it(cast: Cast, nurse: Member, session_id: UUID, who: str) -> None:
    session_parts.save(nurse.actor(), session_id, record_rows.GIVEN, GIVEN, 0)
    actor = getattr(cast, who).actor()
    for attempt in (
        lambda: session_page.page(actor, session_id),
        lambda: session_page.record(actor, session_id, record_rows.GIVEN),
        lambda: session_parts.save(actor, session_id, record_rows.DEBRIEF, {"note": "x"}, 0),
        lambda: session_log.add(actor, session_id, TypedEntry(observation="x")),
        lambda: session_times.set_time(actor, session_id, START, None, 1),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(NotAllowed):
        session_times.check_in(actor, cast.patient.id)


def told(cast: Cast) -> list[str]:
    return [each.before for each in history.page(cast.patient.actor()).told if "looked at" in each.before]


def test_whoever_looks_at_it_is_told_to_its_patient_once_an_hour(
    cast: Cast, prescriber: Member, nurse: Member, session_id: UUID
) -> None:
    session_page.page(nurse.actor(), session_id)
    assert told(cast) == []  # nothing was there to be seen
    session_parts.save(nurse.actor(), session_id, record_rows.DEBRIEF, {"note": "calm"}, 0)
    for _ in range(3):
        session_page.page(nurse.actor(), session_id)
    session_page.record(prescriber.actor(), session_id, record_rows.DEBRIEF)
    with clock.at(clock.now() + timedelta(hours=1)):
        session_page.page(nurse.actor(), session_id)
    names = ("Sam Ellery", "Noor Haddad", "Sam Ellery")
    assert told(cast) == [f"{name} looked at what is recorded of a session of yours." for name in names]
    assert list(verification.verify(cast.clinic_id)) == []


def test_where_the_receipt_cannot_be_written_nothing_is_shown(
    nurse: Member, session_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = nurse.actor()
    session_parts.save(actor, session_id, record_rows.DEBRIEF, {"note": "calm"}, 0)
    monkeypatch.setattr(audit, "write_pending", lambda: 1 / 0)
    for look in (lambda: session_page.page(actor, session_id),
                 lambda: session_page.record(actor, session_id, record_rows.DEBRIEF)):  # fmt: skip
        with pytest.raises(ZeroDivisionError):
            look()


def test_after_leaving_the_team_nothing_opens(cast: Cast, prescriber: Member) -> None:
    actor = prescriber.actor()
    session_id = session_times.check_in(actor, cast.patient.id)
    joined = stored(TreatmentMember)[0]["id"]
    session_parts.save(actor, session_id, record_rows.DEBRIEF, {"note": "calm"}, 0)
    treatment_endings.end(cast.manager.actor(), joined)
    db.session.remove()
    with pytest.raises(NotAllowed):
        session_page.page(prescriber.actor(), session_id)


def test_a_row_that_was_moved_to_another_part_is_not_shown(nurse: Member, session_id: UUID) -> None:
    session_parts.save(nurse.actor(), session_id, record_rows.DEBRIEF, {"note": "calm"}, 0)
    overwrite(SessionRecord, part=record_rows.SUPPORTS)
    assert not part_of(nurse, session_id, record_rows.SUPPORTS).readable


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), dose=st.text(max_size=12), unit=st.text(max_size=8))
def test_whatever_is_typed_is_kept_or_refused(nurse: Member, session_id: UUID, text: str, dose: str, unit: str) -> None:
    value = {**GIVEN, "reason": text, "dose": dose, "unit": unit}
    row = record_rows.one(session_id, record_rows.GIVEN)
    try:
        session_parts.save(nurse.actor(), session_id, record_rows.GIVEN, value, row.version if row else 0)
    except RecordRefused:
        return
    assert record_rows.says(part_of(nurse, session_id, record_rows.GIVEN).value) == value
