"""Limits on tries: counted once for all processes, slowing strangers, and locking nobody out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from journal import clock
from journal.crypto.errors import Busy
from journal.extensions import db
from journal.models import Throttle
from journal.services.sign_in import devices, throttles
from journal.services.sign_in.slots import WrongSignIn
from journal.services.sign_in.throttles import PASSWORD, TooMany
from journal.services.work import unit_of_work
from tests.services.hands import stored
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")

START = datetime.now(UTC) + timedelta(days=1)  # what goes by the real clock instead fails at once, however late it runs
HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"
WHO = "maya@people.example"


def known_device(member: Member) -> str:
    """The cookie of a browser in which somebody has signed in."""
    token = devices.make_token()
    with unit_of_work():
        devices.remember(member.clinic_id, member.id, token)
    return token


def wait(address: str = HOME, device: str | None = None, after: float = 0, who: str = WHO) -> int:
    """Tries once in vain, that many seconds after the start; gives how long the answer says to wait."""
    with clock.at(START + timedelta(seconds=after)):
        try:
            throttles.admit(PASSWORD, who, address, device)
        except TooMany as error:
            return error.retry_after
        throttles.failed(PASSWORD, who, address, device)
        return 0


def test_five_wrong_tries_are_free_and_then_the_waits_grow_to_a_quarter_of_an_hour() -> None:
    assert [wait() for _ in range(5)] == [0] * 5
    seconds = 0.0
    for expected in (15, 30, 60, 120, 240, 480, 900, 900):
        assert wait(after=seconds) == expected
        assert wait(after=seconds + expected - 1) == 1
        seconds += expected
        assert wait(after=seconds) == 0


def test_the_answer_says_how_long_and_that_nothing_is_locked() -> None:
    assert TooMany(30).in_words == "Too many tries from here. Wait 30 seconds and try again; nothing is locked."
    assert "Wait 15 minutes and" in TooMany(900).in_words
    assert "Wait 1 second and" in TooMany(1).in_words


def test_a_right_try_makes_this_account_free_again_from_here() -> None:
    for _ in range(5):
        wait()
    with clock.at(START + timedelta(seconds=15)), throttles.attempt(PASSWORD, WHO, HOME):
        pass
    assert [wait(after=16) for _ in range(5)] == [0] * 5
    assert wait(after=16) == 15


def test_right_tries_never_use_up_what_many_share() -> None:
    for number in range(100):
        with clock.at(START), throttles.attempt(PASSWORD, f"person-{number}@people.example", HOME):
            pass
    assert wait() == 0


def test_load_is_no_wrong_try() -> None:
    for _ in range(40):
        with clock.at(START), pytest.raises(Busy), throttles.attempt(PASSWORD, WHO, HOME):
            raise Busy
    assert wait() == 0


def test_what_is_raised_inside_is_a_wrong_try() -> None:
    for _ in range(5):
        with clock.at(START), pytest.raises(WrongSignIn), throttles.attempt(PASSWORD, WHO, HOME):
            raise WrongSignIn
    assert wait() == 15


def test_what_is_refused_is_not_counted() -> None:
    for _ in range(50):
        wait()
    assert wait(after=15) == 0
    assert wait(after=15) == 30


def test_a_stranger_slows_themselves_and_not_the_person() -> None:
    for _ in range(10):
        wait(ELSEWHERE)
    assert wait(ELSEWHERE) > 0
    assert wait(HOME) == 0


def test_an_address_that_tries_many_accounts_is_slowed_for_all_of_them_for_a_while(cast: Cast) -> None:
    tried = [wait(who=f"person-{number}@people.example") for number in range(61)]
    assert (tried[:60], tried[60]) == ([0] * 60, 15)
    assert wait(ELSEWHERE) == 0
    assert wait(HOME, known_device(cast.patient)) == 0
    assert wait(after=3601) == 0


def test_an_attack_from_many_addresses_slows_unknown_browsers_and_not_a_known_one(cast: Cast) -> None:
    mine, another = known_device(cast.patient), known_device(cast.other_patient)
    tried = [wait(f"203.0.113.{number}") for number in range(200)]
    assert (tried[:20], set(tried[20:])) == ([0] * 20, {15})
    assert wait("192.0.2.1") == 15
    assert wait("192.0.2.1", another) == wait("192.0.2.1", "x" * 43) == wait("192.0.2.1", "x") == 15
    assert [wait("192.0.2.1", mine) for _ in range(5)] == [0] * 5
    assert wait("192.0.2.1", mine) == 15
    assert wait("192.0.2.1", mine, after=15) == 0


@pytest.mark.parametrize("who", ["maya@people.example", "nobody@people.example"])
def test_an_email_that_nobody_has_is_limited_in_the_same_way(cast: Cast, who: str) -> None:
    assert [wait(who=who) for _ in range(6)] == [0, 0, 0, 0, 0, 15]


def test_an_email_is_the_same_however_it_is_typed() -> None:
    assert [wait(who=who) for who in (WHO, WHO.upper(), f" {WHO}", WHO.title(), f"{WHO} ", WHO)][5] == 15


def test_kinds_are_counted_apart(cast: Cast) -> None:
    for _ in range(5):
        wait(who=str(cast.patient.id))
    with clock.at(START):
        throttles.admit(throttles.CODE, cast.patient.id, HOME)


def test_addresses_of_one_household_are_one() -> None:
    for number in range(5):
        wait(f"2001:db8:0:1::{number}")
    assert wait("2001:db8:0:1:ffff::1") == 15
    assert wait("2001:db8:0:2::1") == 0
    for _ in range(5):
        wait(ELSEWHERE)
    assert wait(f"::ffff:{ELSEWHERE}") == 15


def test_neither_who_nor_where_can_be_read_or_guessed_from_the_rows() -> None:
    wait()
    rows = stored(Throttle)
    assert len(rows) == 3
    assert not [row for row in rows if HOME.encode() in row["key_mac"] or WHO.encode() in row["key_mac"]]
    assert {len(row["key_mac"]) for row in rows} == {36}


def test_counts_that_hold_nobody_up_are_swept() -> None:
    wait()
    db.session.remove()
    with clock.at(START + throttles.KEPT - timedelta(minutes=1)):
        throttles.sweep()
    assert stored(Throttle)
    with clock.at(START + throttles.KEPT + timedelta(minutes=1)):
        throttles.sweep()
    assert stored(Throttle) == []


@pytest.mark.parametrize(
    ("kind", "longest"),
    [(PASSWORD, 30), (throttles.PASSKEY, 30), (throttles.CODE, 120), (throttles.RECOVERY, 0)],
)
def test_what_strangers_do_keeps_a_new_device_waiting_for_a_moment_only(kind: str, longest: int) -> None:
    """Many addresses at once make the waits as long as they can be; somebody then comes with a new device."""
    seconds = 0.0
    for number in range(60):
        with clock.at(START + timedelta(seconds=seconds)):
            throttles.admit(kind, WHO, f"203.0.113.{number}")
            throttles.failed(kind, WHO, f"203.0.113.{number}")
        seconds += longest
    with clock.at(START + timedelta(seconds=seconds - longest)):
        if longest == 0:
            throttles.admit(kind, WHO, HOME)
            return
        with pytest.raises(TooMany) as refused:
            throttles.admit(kind, WHO, HOME)
    assert refused.value.retry_after == longest
