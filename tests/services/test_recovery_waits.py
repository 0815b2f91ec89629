"""Where the second factor is lost too, the kit opens the account after a wait that can be called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from journal import clock
from journal.models import Notice, RecoveryWait, Totp
from journal.services.audit import verification
from journal.services.people import accounts
from journal.services.recovery import recoveries, recovery_waits
from journal.services.recovery.recovery_waits import NoSuchWait, NothingToWaitFor
from journal.services.sign_in import factors, sign_ins
from journal.services.sign_in.slots import WrongSignIn
from tests.services.hands import overwrite, put, remove, stored
from tests.services.recovering import NEW, ask, pending, recover, still_as_before
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")

OVER = recovery_waits.WAIT + timedelta(minutes=1)


def test_a_wait_lets_somebody_in_who_has_lost_the_second_factor_too(cast: Cast) -> None:
    waiting = ask(cast.therapist)
    assert waiting.ready_at - waiting.asked_at == recovery_waits.WAIT
    assert ask(cast.therapist) == waiting
    assert recover(cast.therapist).kit is None
    with clock.at(clock.now() + OVER):
        recovered = recover(cast.therapist)
        assert recovered.kit is not None
        assert factors.level_after_password(recovered.unlocked) == sign_ins.ENROL
        assert stored(Totp, Totp.person_id == cast.therapist.id) == []
        accounts.check_password(cast.therapist.email, NEW)
        with pytest.raises(WrongSignIn):
            recover(cast.therapist)
    kinds = [row["kind"] for row in stored(Notice, Notice.person_id == cast.therapist.id)]
    assert kinds.count("recovery_waiting") == 1
    assert list(verification.verify(cast.clinic_id)) == []


def cancel_by_link(member: Member) -> None:
    path = recovery_waits.cancel_path(member.id)
    assert path is not None
    wait_id, token = path.split("/")[-2:]
    row = stored(RecoveryWait)[0]
    assert str(row["id"]) == wait_id
    assert recovery_waits.can_be_cancelled(row["id"], token)
    for wrong in ("", "00", token[:-1] + ("1" if token[-1] == "0" else "0")):
        with pytest.raises(NoSuchWait):
            recovery_waits.cancel_by_link(row["id"], wrong)
    recovery_waits.cancel_by_link(row["id"], token)
    with pytest.raises(NoSuchWait):
        recovery_waits.cancel_by_link(row["id"], token)


def second_factor(member: Member) -> None:
    recoveries.finish(*pending(recover(member, "a password that was found again")))


CANCELLED: dict[str, Callable[[Member], Any]] = {
    "by a sign-in": lambda member: recovery_waits.cancel(member.actor()),
    "by the link in the mail": cancel_by_link,
    "by the second factor that was found again": second_factor,
}


@pytest.mark.parametrize("how", CANCELLED)
def test_a_wait_that_was_called_off_lets_nobody_in(cast: Cast, how: str) -> None:
    ask(cast.therapist)
    assert recovery_waits.of(cast.therapist.actor()) is not None
    CANCELLED[how](cast.therapist)
    assert recovery_waits.cancel_path(cast.therapist.id) is None
    with clock.at(clock.now() + OVER):
        if "second factor" in how:
            with pytest.raises(WrongSignIn):
                recover(cast.therapist)
        else:
            assert recover(cast.therapist).kit is None
            still_as_before(cast.therapist)


@pytest.mark.parametrize("column", ["ready_at", "cancelled_at", "person_id", "version"])
def test_a_wait_that_was_changed_in_the_database_lets_nobody_in(cast: Cast, column: str) -> None:
    ask(cast.therapist)
    past = clock.now() - timedelta(days=2)
    changed = {"ready_at": past, "cancelled_at": None, "person_id": cast.other_therapist.id, "version": 2}
    if column == "cancelled_at":
        recovery_waits.cancel(cast.therapist.actor())
    overwrite(RecoveryWait, RecoveryWait.person_id == cast.therapist.id, **{column: changed[column]})
    someone = cast.other_therapist if column == "person_id" else cast.therapist
    with clock.at(clock.now() + (timedelta(0) if column == "ready_at" else OVER)):
        assert recover(someone).kit is None


def test_who_has_no_second_factor_has_nothing_to_wait_for(cast: Cast) -> None:
    with pytest.raises(NothingToWaitFor):
        ask(cast.patient)
    assert stored(RecoveryWait) == []


def test_a_wait_that_is_hidden_for_its_time_is_found_when_the_audit_is_verified(cast: Cast) -> None:
    ask(cast.therapist)
    [row] = stored(RecoveryWait)
    remove(RecoveryWait, RecoveryWait.id == row["id"])
    assert recovery_waits.of(cast.therapist.actor()) is None
    assert list(verification.verify(cast.clinic_id)) == [f"recovery_wait {row['id']} was begun and is not there"]
    put(RecoveryWait, row)
    recovery_waits.cancel(cast.therapist.actor())
    assert list(verification.verify(cast.clinic_id)) == []
