"""A kit never skips a second factor: the new password counts once that is proved."""

from __future__ import annotations

import pytest
from flask import Flask

from journal.crypto.errors import Busy
from journal.extensions import db
from journal.models import Notice, Person, SignIn, Slot
from journal.services.audit import verification
from journal.services.people import accounts
from journal.services.recovery import kits, recoveries
from journal.services.sign_in import factors, sign_ins
from journal.services.sign_in.slots import WrongSignIn
from journal.services.sign_in.throttles import TooMany
from tests.services.hands import at_once, overwrite, stored
from tests.services.recovering import HERE, NEW, pending, recover, still_as_before
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_nothing_is_changed_until_the_second_factor_is_proved(cast: Cast) -> None:
    recovered = recover(cast.therapist)
    assert recovered.kit is None
    still_as_before(cast.therapist)
    actor, sign_in = pending(recovered)
    still_as_before(cast.therapist)
    assert recoveries.finish(actor, sign_in)
    accounts.check_password(cast.therapist.email, NEW)
    with pytest.raises(WrongSignIn):
        accounts.check_password(cast.therapist.email, cast.therapist.password)
    with pytest.raises(WrongSignIn):
        recover(cast.therapist)
    assert kits.state(actor).state == kits.USED
    assert factors.kinds(cast.therapist.id) == {"totp"}
    assert [row["kind"] for row in stored(Notice, Notice.person_id == cast.therapist.id)][-1] == "kit_used"
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_sign_in_without_a_recovery_finishes_none(cast: Cast) -> None:
    found = sign_ins.find(
        sign_ins.begin(accounts.check_password(cast.therapist.email, cast.therapist.password), "pending")
    )
    assert found is not None
    assert found.waiting is not None
    assert not recoveries.finish(found.waiting, found.id)


def test_a_code_that_was_used_meanwhile_finishes_nothing(cast: Cast) -> None:
    first, second = pending(recover(cast.therapist)), pending(recover(cast.therapist, f"{NEW} indeed"))
    assert recoveries.finish(*first)
    with pytest.raises(WrongSignIn):
        recoveries.finish(*second)
    accounts.check_password(cast.therapist.email, NEW)


def test_a_new_password_laid_beside_another_sign_in_is_refused(cast: Cast) -> None:
    recovered = recover(cast.therapist)
    actor, sign_in = pending(recovered)
    mine = stored(SignIn, SignIn.id == sign_in)[0]["new_password_sealed"]
    other, other_id = pending(recover(cast.therapist))
    overwrite(SignIn, SignIn.id == other_id, new_password_sealed=mine)
    with pytest.raises(WrongSignIn):
        recoveries.finish(other, other_id)
    assert actor.id == other.id


def test_twenty_at_once_with_one_code_are_one(app: Flask, cast: Cast) -> None:
    sign_ins_of = [pending(recover(cast.therapist, f"{NEW} {number}")) for number in range(20)]
    answers = at_once(app, lambda number: recoveries.finish(*sign_ins_of[number]), 20)
    assert answers.count(True) == 1, answers
    assert {type(answer) for answer in answers if answer is not True} == {WrongSignIn}
    db.session.remove()


def test_a_second_factor_deleted_in_the_database_is_still_asked_for(cast: Cast) -> None:
    overwrite(Person, Person.id == cast.therapist.id, factors=None)
    with pytest.raises(WrongSignIn):
        recover(cast.therapist)


def test_a_stranger_tries_only_so_often_and_locks_nobody_out(cast: Cast) -> None:
    for _ in range(40):
        try:
            with pytest.raises((WrongSignIn, Busy)):
                recoveries.try_recover(cast.patient.email, cast.other_patient.kit_code, NEW, *HERE)
        except TooMany:
            break
    else:
        raise AssertionError("a stranger may try for ever")
    elsewhere = ("198.51.100.9", None)
    assert recoveries.try_recover(cast.patient.email, cast.patient.kit_code, NEW, *elsewhere).kit is not None
    assert len(stored(Slot, Slot.person_id == cast.patient.id)) == 2
