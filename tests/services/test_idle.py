"""How long a sign-in may be left alone is the clinic's to set; what ended one is kept with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from journal import clock
from journal.crypto.sign_ins import Cookie
from journal.extensions import db
from journal.models import Clinic, SignIn
from journal.services.people import accounts
from journal.services.sign_in import idle, sign_ins
from journal.services.sign_in.idle import EndedBy
from journal.services.work import unit_of_work
from tests.services.hands import overwrite, seen_last, stored
from tests.support.cast import Cast, Member
from tests.support.rules import set_rules

pytestmark = pytest.mark.usefixtures("inside")

START = datetime.now(UTC) + timedelta(days=1)  # what goes by the real clock instead fails at once, however late it runs
MINUTE = timedelta(minutes=1)


def begin(member: Member) -> Cookie:
    with clock.at(START):
        return sign_ins.begin(accounts.check_password(member.email, member.password))


def is_open(cookie: Cookie, after: timedelta) -> bool:
    db.session.remove()
    with clock.at(START + after):
        found = sign_ins.find(cookie)
    return found is not None and found.actor is not None


def ended_by(cookie: Cookie) -> str | None:
    [row] = stored(SignIn, SignIn.id_hash == cookie.id_hash())
    assert (row["ended_by"] is None) is (row["ended_at"] is None) is (row["key_sealed"] is not None)
    return str(row["ended_by"]) if row["ended_by"] else None


@pytest.mark.parametrize(("part", "minutes"), [("patient", 7), ("therapist", 50), ("manager", 50)])
def test_the_clinic_sets_how_long(cast: Cast, part: str, minutes: int) -> None:
    set_rules(cast.clinic_id, idle_patient_minutes=7, idle_staff_minutes=50)
    cookie = begin(getattr(cast, part))
    seen_last(START, SignIn.id_hash == cookie.id_hash())
    assert is_open(cookie, minutes * MINUTE - timedelta(seconds=1))
    seen_last(START, SignIn.id_hash == cookie.id_hash())
    assert not is_open(cookie, minutes * MINUTE)
    assert ended_by(cookie) == EndedBy.IDLE


@pytest.mark.parametrize(("part", "minutes"), [("patient", 7), ("therapist", 50)])
def test_sweeping_goes_by_what_the_clinic_set(cast: Cast, part: str, minutes: int) -> None:
    set_rules(cast.clinic_id, idle_patient_minutes=7, idle_staff_minutes=50)
    cookie = begin(getattr(cast, part))
    for seconds, expected in ((-1, None), (0, "idle")):
        with clock.at(START + minutes * MINUTE + timedelta(seconds=seconds)):
            sign_ins.sweep()
        assert ended_by(cookie) == expected


def test_the_page_is_told_how_long_it_has(cast: Cast) -> None:
    cookie = begin(cast.patient)
    seen = []
    for seconds in (0, 30, 61, 90):
        db.session.remove()
        with clock.at(START + timedelta(seconds=seconds)):
            found = sign_ins.find(cookie)
        assert found is not None
        seen.append(round((found.idle_at - START).total_seconds()))
    assert seen == [1800, 1800, 1861, 1861]
    for step in range(1, 25):
        is_open(cookie, step * 29 * MINUTE)
    with clock.at(START + timedelta(hours=11, minutes=45)):
        found = sign_ins.find(cookie)
    assert found is not None
    assert found.idle_at == found.expires_at


def test_what_ended_a_sign_in_stays_what_it_was(cast: Cast) -> None:
    first, second, third = begin(cast.patient), begin(cast.patient), begin(cast.patient)
    with clock.at(START):
        found = sign_ins.find(first)
        assert found is not None
        sign_ins.end(found)
    assert not is_open(second, 31 * MINUTE)
    with clock.at(START + timedelta(hours=13)):
        sign_ins.sweep()
    assert [ended_by(each) for each in (first, second, third)] == ["sign_out", "idle", "time"]
    assert not idle.end(found.id, EndedBy.LIST)
    assert ended_by(first) == EndedBy.SIGN_OUT


def test_ending_all_also_ends_what_could_be_taken_up_again(cast: Cast) -> None:
    paused, going_on, others = begin(cast.patient), begin(cast.patient), begin(cast.other_patient)
    overwrite(SignIn, SignIn.id_hash == paused.id_hash(), ended_by="idle", ended_at=START, key_sealed=None)
    with unit_of_work():
        accounts.end_sign_ins(cast.patient.id)
    assert [ended_by(each) for each in (paused, going_on, others)] == ["list", "list", None]


@pytest.mark.parametrize("minutes", [0, 31, 100_000])
@pytest.mark.parametrize("part", ["patient", "therapist"])
def test_minutes_that_no_manager_set_make_it_as_short_as_can_be(cast: Cast, part: str, minutes: int) -> None:
    cookie = begin(getattr(cast, part))
    overwrite(Clinic, Clinic.id == cast.clinic_id, idle_patient_minutes=minutes, idle_staff_minutes=minutes)
    assert is_open(cookie, 5 * MINUTE - timedelta(seconds=1))
    seen_last(START, SignIn.id_hash == cookie.id_hash())
    assert not is_open(cookie, 5 * MINUTE)
    assert ended_by(cookie) == EndedBy.IDLE


def test_minutes_out_of_range_are_the_nearest_that_can_be_set(cast: Cast) -> None:
    set_rules(cast.clinic_id, idle_patient_minutes=100_000)
    cookie = begin(cast.patient)
    seen_last(START, SignIn.id_hash == cookie.id_hash())
    assert not is_open(cookie, 120 * MINUTE)


def test_what_was_begun_by_a_clock_that_is_set_back_is_over_and_is_not_revived(cast: Cast) -> None:
    cookie = begin(cast.patient)
    assert is_open(cookie, -idle.AHEAD)
    assert not is_open(cookie, -2 * idle.AHEAD)
    assert ended_by(cookie) == EndedBy.TIME
    assert not is_open(cookie, MINUTE)
