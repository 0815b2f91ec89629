"""A passkey is believed when it is the person's own, answers what was just asked here, and nothing was changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from journal import clock
from journal.extensions import db
from journal.models import Challenge, Passkey, Person, Slot
from journal.services.audit import verification
from journal.services.reflections import reflections
from journal.services.sign_in import factors, passkey_sign_ins, passkeys
from journal.services.sign_in.passkey_sign_ins import OnlyAFactor
from journal.services.sign_in.passkeys import Answer, PasskeyRefused
from journal.services.sign_in.throttles import TooMany
from tests.services.hands import at_once, overwrite, stored, write
from tests.services.passkey_hands import HERE, add, prove, refusals, sign_in
from tests.support.authenticator import Authenticator
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_a_passkey_is_a_second_factor_of_its_person(cast: Cast) -> None:
    device = Authenticator(has_prf=False)
    add(cast.patient, device)
    person = db.session.get_one(Person, cast.patient.id)
    assert factors.kinds(person.id) == {"passkey"}
    assert factors.has_factor(person)
    prove(cast.patient, device)
    prove(cast.patient, device, passkey_sign_ins.STEP_UP)
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_list_shows_what_its_person_called_each_and_when_it_was_used(cast: Cast) -> None:
    actor = cast.patient.actor()
    phone, key = Authenticator(), Authenticator(has_prf=False)
    add(cast.patient, phone, "  My phone ", actor)
    add(cast.patient, key, "The key on my ring", actor)
    assert [(card.label, card.opens, card.last_used_at) for card in passkeys.own(actor)] == [
        ("My phone", True, None),
        ("The key on my ring", False, None),
    ]
    prove(cast.patient, phone)
    assert passkeys.own(actor)[0].last_used_at is not None
    assert b"My phone" not in stored(Passkey)[0]["label_sealed"]


def test_with_prf_a_passkey_alone_opens_the_journal(cast: Cast) -> None:
    reflection_id = write(cast.patient.actor(), "The lake was warm.")
    device = Authenticator()
    add(cast.patient, device)
    actor = sign_in(device)
    assert actor.id == cast.patient.id
    assert "The lake was warm." in reflections.page(actor, reflection_id).html


def test_the_slot_of_a_passkey_stands_besides_password_and_kit(cast: Cast) -> None:
    add(cast.patient, Authenticator())
    [row], slots = stored(Passkey), stored(Slot, Slot.person_id == cast.patient.id)
    assert {slot["kind"] for slot in slots} == {"password", "recovery_code", f"passkey:{row['id'].hex}"}


def test_without_prf_a_passkey_opens_nothing_by_itself(cast: Cast) -> None:
    device = Authenticator(has_prf=False)
    add(cast.patient, device)
    with pytest.raises(OnlyAFactor):
        sign_in(device)
    device.has_prf = True  # an output alone is no slot
    with pytest.raises(OnlyAFactor):
        sign_in(device)


def test_a_wrong_prf_output_opens_nothing(cast: Cast) -> None:
    device = Authenticator()
    add(cast.patient, device)
    device.passkeys[0].secret = bytes(32)
    with pytest.raises(PasskeyRefused):
        sign_in(device)
    for nonsense in ("AAAA", "ä", "=", "A" * 5000):
        answer = device.get(passkey_sign_ins.sign_in_options(HERE))
        with pytest.raises(PasskeyRefused):
            passkey_sign_ins.sign_in(Answer(answer.credential, nonsense), HERE)
    assert refusals() == 1  # an hour holds one of a kind


def test_the_slot_of_one_passkey_opens_with_no_other(cast: Cast) -> None:
    actor, first, second = cast.patient.actor(), Authenticator(), Authenticator()
    add(cast.patient, first, actor=actor)
    add(cast.patient, second, actor=actor)
    kinds = [f"passkey:{row['id'].hex}" for row in stored(Passkey)]
    overwrite(Slot, Slot.kind == kinds[1], kind="aside")
    overwrite(Slot, Slot.kind == kinds[0], kind=kinds[1])
    with pytest.raises(PasskeyRefused):
        sign_in(second)


def test_an_answer_counts_once(cast: Cast) -> None:
    device = Authenticator(counts=False)
    add(cast.patient, device)
    answer = device.get(passkey_sign_ins.sign_in_options(HERE))
    passkey_sign_ins.sign_in(answer, HERE)
    with pytest.raises(PasskeyRefused):
        passkey_sign_ins.sign_in(answer, HERE)


def test_of_twenty_who_bring_the_same_answer_one_is_let_through(app: Flask, cast: Cast) -> None:
    device = Authenticator(counts=False)
    add(cast.patient, device)
    answer = device.get(passkey_sign_ins.sign_in_options(HERE))
    results = at_once(app, lambda _number: passkey_sign_ins.sign_in(answer, HERE), 20)
    refused = [result for result in results if isinstance(result, PasskeyRefused)]
    assert len(refused) == 19, results


def test_a_challenge_waits_five_minutes(cast: Cast) -> None:
    device = Authenticator()
    add(cast.patient, device)
    options, moment = passkey_sign_ins.sign_in_options(HERE), clock.now()
    with clock.at(moment + timedelta(minutes=5, seconds=1)), pytest.raises(PasskeyRefused):
        passkey_sign_ins.sign_in(device.get(options), HERE)
    options = passkey_sign_ins.sign_in_options(HERE)
    with clock.at(moment + timedelta(minutes=4, seconds=50)):
        passkey_sign_ins.sign_in(device.get(options), HERE)


def test_challenges_that_nobody_answered_are_forgotten(cast: Cast) -> None:
    moment = clock.now()
    for _ in range(3):
        passkey_sign_ins.sign_in_options(HERE)
    with clock.at(moment + timedelta(minutes=6)):
        passkey_sign_ins.sign_in_options(HERE)
    assert len(stored(Challenge)) == 1


def test_a_challenge_is_for_one_purpose_and_one_person(cast: Cast) -> None:
    mine, theirs = Authenticator(), Authenticator()
    add(cast.patient, mine)
    add(cast.other_patient, theirs)
    step_up = passkey_sign_ins.proof_options(cast.patient.id, passkey_sign_ins.STEP_UP, HERE)
    with pytest.raises(PasskeyRefused):
        passkey_sign_ins.prove(cast.patient.id, passkey_sign_ins.SECOND_FACTOR, mine.get(step_up), HERE)
    for_me = passkey_sign_ins.proof_options(cast.patient.id, passkey_sign_ins.SECOND_FACTOR, HERE)
    with pytest.raises(PasskeyRefused):
        passkey_sign_ins.prove(
            cast.patient.id, passkey_sign_ins.SECOND_FACTOR, theirs.get(for_me, theirs.passkeys[0]), HERE
        )
    for_them = passkey_sign_ins.proof_options(cast.other_patient.id, passkey_sign_ins.SECOND_FACTOR, HERE)
    with pytest.raises(PasskeyRefused):
        passkey_sign_ins.prove(
            cast.patient.id, passkey_sign_ins.SECOND_FACTOR, mine.get(for_them, mine.passkeys[0]), HERE
        )
    invented = {"challenge": "A" * 43}
    with pytest.raises(PasskeyRefused):
        passkey_sign_ins.sign_in(mine.get(invented), HERE)


def test_what_is_asked_of_a_stranger_names_no_passkey(cast: Cast) -> None:
    before = passkey_sign_ins.sign_in_options(HERE)
    add(cast.patient, Authenticator())
    after = passkey_sign_ins.sign_in_options(HERE)
    assert {**before, "challenge": ""} == {**after, "challenge": ""}
    assert before["allowCredentials"] == []
    assert before["userVerification"] == "required"


def test_after_some_wrong_answers_one_waits_and_nobody_else_does(cast: Cast) -> None:
    device, other = Authenticator(), Authenticator()
    add(cast.patient, device)
    add(cast.other_patient, other)
    wrong = Authenticator(origin="http://elsewhere.example", passkeys=device.passkeys)
    for _ in range(5):
        with pytest.raises(PasskeyRefused):
            passkey_sign_ins.try_to_sign_in(wrong.get(passkey_sign_ins.sign_in_options(HERE)), HERE, "192.0.2.1", None)
    answer = device.get(passkey_sign_ins.sign_in_options(HERE))
    with pytest.raises(TooMany):
        passkey_sign_ins.try_to_sign_in(answer, HERE, "192.0.2.1", None)
    assert passkey_sign_ins.try_to_sign_in(answer, HERE, "198.51.100.7", None).person_id == cast.patient.id
    theirs = other.get(passkey_sign_ins.sign_in_options(HERE))
    assert passkey_sign_ins.try_to_sign_in(theirs, HERE, "192.0.2.1", None).person_id == cast.other_patient.id
