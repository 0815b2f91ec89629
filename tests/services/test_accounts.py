"""A password or a kit's code opens its own account, once where it is a code; nobody learns which half was wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from journal.crypto.errors import Busy, CodeMistyped
from journal.crypto.passwords import prove_password
from journal.crypto.recovery import make_code
from journal.extensions import db
from journal.models import AuditRow, Person, SignIn, Slot
from journal.services.audit import verification
from journal.services.people import accounts
from journal.services.recovery import recoveries
from journal.services.recovery.kits import Kit
from journal.services.recovery.recoveries import Recovered
from journal.services.sign_in import sign_ins, slots
from journal.services.sign_in.password_policy import WeakPassword
from journal.services.sign_in.slots import WrongSignIn
from tests.services.hands import at_once, overwrite, stored
from tests.support.cast import Cast, Member

NEW = "seven gulls on a tin roof"


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Any:
    with app.app_context():
        yield


def kit_of(recovered: Recovered) -> Kit:
    """The new kit of somebody of whom no second factor was asked."""
    assert recovered.kit is not None
    return recovered.kit


def refused(email: str, password: str) -> str:
    """That a sign-in is refused, and in which words."""
    with pytest.raises(WrongSignIn) as error:
        accounts.check_password(email, password)
    return repr(error.value)


def test_the_right_password_opens_the_account_however_the_address_is_typed(cast: Cast) -> None:
    for email in (cast.patient.email, cast.patient.email.upper(), f" {cast.patient.email} "):
        unlocked = accounts.check_password(email, cast.patient.password)
        assert (unlocked.person_id, unlocked.clinic_id) == (cast.patient.id, cast.clinic_id)


def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(cast: Cast) -> None:
    words = {
        refused(cast.patient.email, "not her password at all"),
        refused(cast.patient.email, ""),
        refused("nobody@people.example", cast.patient.password),
        refused(cast.therapist.email, cast.patient.password),
        refused("", ""),
    }
    assert words == {"WrongSignIn()"}


def test_an_unknown_address_costs_exactly_one_derivation_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    profiles: list[str] = []

    def counting(password: str, salt: bytes, profile: str) -> Any:
        profiles.append(profile)
        return prove_password(password, salt, profile)

    monkeypatch.setattr(accounts, "prove_password", counting)
    accounts.check_password(cast.patient.email, cast.patient.password)
    refused(cast.patient.email, "not her password at all")
    refused("nobody@people.example", "not her password at all")
    overwrite(Slot, Slot.person_id == cast.patient.id, profile="m=1,t=1")
    refused(cast.patient.email, cast.patient.password)
    assert profiles == ["test"] * 4


def of(member: Member, kind: str = slots.PASSWORD) -> Any:
    return (Slot.person_id == member.id) & (Slot.kind == kind)


TAMPERED: dict[str, Any] = {
    "kind": "passkey",
    "profile": "interleaf-2026",
    "salt": bytes(24),
    "epoch": 0,
    "verifier_sealed": b"",
    "account_key_sealed": bytes(301),
}


@pytest.mark.parametrize("column", TAMPERED)
def test_a_slot_that_was_tampered_with_opens_nothing(cast: Cast, column: str) -> None:
    overwrite(Slot, of(cast.patient), **{column: TAMPERED[column]})
    refused(cast.patient.email, cast.patient.password)


def test_a_code_slot_turned_into_a_password_slot_opens_nothing(cast: Cast) -> None:
    overwrite(Slot, of(cast.patient), kind="other")
    overwrite(Slot, of(cast.patient, slots.RECOVERY_CODE), kind=slots.PASSWORD)
    refused(cast.patient.email, cast.patient.kit_code)


def test_the_slot_of_another_person_does_not_let_them_in(cast: Cast) -> None:
    mine = stored(Slot, of(cast.other_patient))[0]
    names = ("salt", "profile", "epoch", "verifier_sealed", "account_key_sealed")
    overwrite(Slot, of(cast.patient), **{name: mine[name] for name in names})
    refused(cast.patient.email, cast.other_patient.password)
    refused(cast.patient.email, cast.patient.password)


FLIPPED: dict[str, Callable[[Any], Any]] = {
    "role": lambda _old: "manager",
    "status": lambda _old: "disabled",
    "epoch": lambda old: old + 1,
    "version": lambda old: old + 1,
    "email_index": lambda old: bytes(reversed(old)),
    "mac": lambda old: bytes(reversed(old)),
}


@pytest.mark.parametrize("column", FLIPPED)
def test_a_person_whose_row_was_changed_is_not_let_in(cast: Cast, column: str) -> None:
    old = stored(Person, Person.id == cast.patient.id)[0][column]
    overwrite(Person, Person.id == cast.patient.id, **{column: FLIPPED[column](old)})
    refused(cast.patient.email, cast.patient.password)
    with pytest.raises(WrongSignIn):
        recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW)


def test_a_kit_sets_a_new_password_and_opens_the_same_account(cast: Cast) -> None:
    before = accounts.check_password(cast.patient.email, cast.patient.password)
    recovered = recoveries.recover(cast.patient.email, cast.patient.kit_code.lower(), NEW)
    unlocked, kit = recovered.unlocked, kit_of(recovered)
    after = accounts.check_password(cast.patient.email, unicodedata.normalize("NFD", NEW))
    assert before.account_key.reveal() == unlocked.account_key.reveal() == after.account_key.reveal()
    assert kit.code != cast.patient.kit_code
    refused(cast.patient.email, cast.patient.password)
    assert stored(AuditRow)[-1]["act"] == "person.recovered"
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_code_works_once_and_its_successor_after_it(cast: Cast) -> None:
    kit = kit_of(recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW))
    with pytest.raises(WrongSignIn):
        recoveries.recover(cast.patient.email, cast.patient.kit_code, "another long enough phrase")
    assert kit_of(recoveries.recover(cast.patient.email, kit.code, "another long enough phrase")).code != kit.code


def test_a_recovery_ends_every_sign_in_that_was_open(cast: Cast) -> None:
    cookies = [sign_ins.begin(accounts.check_password(cast.patient.email, cast.patient.password)) for _ in range(2)]
    others = sign_ins.begin(accounts.check_password(cast.therapist.email, cast.therapist.password))
    recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW)
    rows = stored(SignIn, SignIn.person_id == cast.patient.id)
    assert [(row["key_sealed"], row["ended_at"] is None) for row in rows] == [(None, False)] * 2
    found = [sign_ins.find(cookie) for cookie in (*cookies, others)]
    assert [each is not None and each.actor is not None for each in found] == [False, False, True]


def test_a_refused_recovery_leaves_password_and_code_as_they_were(cast: Cast) -> None:
    for code, password, error in (
        (make_code(), NEW, WrongSignIn),
        (cast.other_patient.kit_code, NEW, WrongSignIn),
        (cast.patient.kit_code[:-1], NEW, CodeMistyped),
        ("", NEW, CodeMistyped),
        (cast.patient.kit_code, "short", WeakPassword),
    ):
        with pytest.raises(error):
            recoveries.recover(cast.patient.email, code, password)
    with pytest.raises(WrongSignIn):
        recoveries.recover("nobody@people.example", cast.patient.kit_code, NEW)
    accounts.check_password(cast.patient.email, cast.patient.password)
    recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW)


def test_a_code_used_twice_at_once_works_once(app: Flask, cast: Cast) -> None:
    def use(number: int) -> Any:
        return kit_of(recoveries.recover(cast.patient.email, cast.patient.kit_code, f"{NEW} {number}")).code

    answers = at_once(app, use, 4)
    won = [number for number, answer in enumerate(answers) if isinstance(answer, str)]
    lost = [answer for answer in answers if not isinstance(answer, str)]
    assert len(won) == 1, answers
    assert {type(answer) for answer in lost} <= {WrongSignIn, Busy}
    accounts.check_password(cast.patient.email, f"{NEW} {won[0]}")
    assert len(stored(Slot, Slot.person_id == cast.patient.id)) == 2
    db.session.remove()
