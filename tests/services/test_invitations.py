"""An invitation is one link, good for 72 hours and for one person, and opens nothing by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from journal import clock
from journal.crypto import passwords
from journal.crypto.errors import Busy
from journal.crypto.passwords import Turnstile
from journal.extensions import db
from journal.models import AuditRow, CareRelation, Invitation, Person, PersonKey, Ring, RingGrant, RingKeyRow, Slot
from journal.services.audit import verification
from journal.services.care import care, care_requests
from journal.services.people import accounts, invitations
from journal.services.people.invitations import InvitationGone, Invited
from journal.services.sign_in.password_policy import WeakPassword
from tests.services.hands import at_once, newcomer, overwrite, stored
from tests.support import shown
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")

PASSWORD = "copper kettle on a cold morning"


def invite(cast: Cast, **changed: Any) -> Invited:
    person = {"role": "patient", "name": "Noor Haddad", "email": "noor@people.example", "identifier": "1990-01-01"}
    return invitations.invite(cast.clinic_id, **{**person, **changed})


def gone(token: str) -> bool:
    """Whether the link is dead, for looking and for accepting alike."""
    db.session.remove()
    for attempt in (invitations.find, lambda each: invitations.accept(each, PASSWORD, is_adult=True)):
        try:
            attempt(token)
        except InvitationGone:
            continue
        return False
    return True


def test_an_open_invitation_says_for_whom_it_is_and_who_will_read(cast: Cast) -> None:
    shown = invitations.find(invite(cast, therapist_id=cast.therapist.id).token)
    assert (shown.name, shown.role, shown.clinic.name) == ("Noor Haddad", "patient", "Harbour Street Clinic")
    assert shown.therapist_name == "Dr. Ines Okafor"
    assert invitations.find(invite(cast, email="other@people.example").token).therapist_name is None


def test_an_accepted_invitation_makes_an_account_with_keys_rings_and_a_kit(cast: Cast) -> None:
    invited = invite(cast)
    accepted = invitations.accept(invited.token, PASSWORD, is_adult=True)
    unlocked = accounts.check_password("noor@people.example", PASSWORD)
    assert unlocked.account_key.reveal() == accepted.unlocked.account_key.reveal()
    assert {row["kind"] for row in stored(Slot, Slot.person_id == invited.person_id)} == {"password", "recovery_code"}
    assert sorted(row["kind"] for row in stored(Ring, Ring.owner_id == invited.person_id)) == [
        "care", "private", "treatment",
    ]  # fmt: skip
    assert [row["act"] for row in stored(AuditRow)[-2:]] == ["person.joined", "person.said_adult"]
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize("role", ["therapist", "prescriber", "nurse", "manager"])
def test_staff_get_keys_and_no_ring(cast: Cast, role: str) -> None:
    member = newcomer(cast, role=role)
    assert len(stored(PersonKey, PersonKey.person_id == member.id)) == 1
    assert stored(Ring, Ring.owner_id == member.id) == []


def test_a_link_is_good_for_72_hours_and_not_a_second_longer(cast: Cast) -> None:
    now = clock.now()
    with clock.at(now):
        invited = invite(cast)
    with clock.at(now + timedelta(hours=72, seconds=-1)):
        invitations.find(invited.token)
    with clock.at(now + timedelta(hours=72)):
        assert gone(invited.token)


def test_a_used_link_is_gone(cast: Cast) -> None:
    invited = invite(cast)
    invitations.accept(invited.token, PASSWORD, is_adult=True)
    assert gone(invited.token)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "ü", "../../people", "\0"])
def test_what_was_never_a_link_is_gone(cast: Cast, token: str) -> None:
    assert gone(token)


@pytest.mark.parametrize(("column", "value"), [("status", "disabled"), ("role", "manager"), ("version", 7)])
def test_a_link_to_a_person_who_was_disabled_or_changed_is_gone(cast: Cast, column: str, value: Any) -> None:
    invited = invite(cast)
    overwrite(Person, Person.id == invited.person_id, **{column: value})
    assert gone(invited.token)


def test_a_link_whose_person_was_exchanged_is_gone(cast: Cast) -> None:
    invited = invite(cast)
    overwrite(Invitation, Invitation.person_id == invited.person_id, person_id=cast.patient.id)
    assert gone(invited.token)


def test_a_weak_password_leaves_the_link_good(cast: Cast) -> None:
    invited = invite(cast)
    with pytest.raises(WeakPassword):
        invitations.accept(invited.token, "short", is_adult=True)
    invitations.accept(invited.token, PASSWORD, is_adult=True)


def test_twenty_who_accept_at_once_are_one(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_derivations", Turnstile(20))
    invited = invite(cast, therapist_id=cast.therapist.id)
    told = {"is_adult": True, "fingerprint": shown.of_person(cast.therapist.id)}
    answers = at_once(app, lambda number: invitations.accept(invited.token, f"{PASSWORD} {number}", **told), 20)
    won = [number for number, answer in enumerate(answers) if not isinstance(answer, Exception)]
    assert len(won) == 1, answers
    assert {type(answer) for answer in answers if isinstance(answer, Exception)} == {InvitationGone}
    db.session.remove()
    accounts.check_password("noor@people.example", f"{PASSWORD} {won[0]}")
    counts = [
        len(stored(PersonKey, PersonKey.person_id == invited.person_id)),
        len(stored(Slot, Slot.person_id == invited.person_id)),
        len(stored(Ring, Ring.owner_id == invited.person_id)),
        len(stored(RingGrant, RingGrant.recipient_id == cast.therapist.id)),
    ]
    assert counts == [1, 2, 3, 2]
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_busy_server_leaves_the_link_good(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    invited, full = invite(cast), Turnstile(0)
    with monkeypatch.context() as busy, full.turn():
        busy.setattr(passwords, "_derivations", full)
        with pytest.raises(Busy):
            invitations.accept(invited.token, PASSWORD, is_adult=True)
    invitations.accept(invited.token, PASSWORD, is_adult=True)


def test_the_named_therapist_gets_the_care_ring_and_no_other(cast: Cast) -> None:
    grants = stored(RingGrant, RingGrant.recipient_id == cast.therapist.id)
    ring = stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "care")[0]
    assert [(grant["ring_id"], grant["generation"]) for grant in grants] == [(ring["id"], 1)]
    assert [reader.id for reader in care.readers(cast.patient.id)] == [cast.therapist.id]


def test_a_therapist_without_keys_waits_as_a_request_and_is_answered_later(cast: Cast) -> None:
    therapist = invite(cast, role="therapist", email="lea@people.example", name="Lea Brandt")
    patient = newcomer(cast, role="patient", name="Sam Ortiz")
    assert care.readers(patient.id) == []
    invited = invite(cast, email="kim@people.example", therapist_id=therapist.person_id)
    invitations.accept(invited.token, PASSWORD, is_adult=True)
    assert stored(CareRelation, CareRelation.patient_id == invited.person_id)[0]["state"] == care.ASKED
    assert stored(RingGrant, RingGrant.recipient_id == therapist.person_id) == []
    assert len(stored(RingKeyRow)) == 4 * 3
    kim = replace(patient, id=invited.person_id, email="kim@people.example", password=PASSWORD)
    assert care_requests.requests(kim.actor()) == []
    invitations.accept(therapist.token, PASSWORD, is_adult=True)
    (request,) = care_requests.requests(kim.actor())
    assert request.name == "Lea Brandt"
    care_requests.answer(kim.actor(), request.id, accept=True, fingerprint=shown.of_request(request.id))
    assert [reader.name for reader in care.readers(kim.id)] == ["Lea Brandt"]


def test_neither_name_nor_address_nor_token_stands_in_the_database(cast: Cast) -> None:
    token = invite(cast).token
    kept = repr(stored(Person) + stored(Invitation) + stored(AuditRow)).lower()
    assert not [word for word in ("noor", "haddad", "1990-01-01", token.lower(), "maya", "lindqvist") if word in kept]


@pytest.mark.parametrize("column", ["therapist_id", "expires_at", "mac"])
def test_an_invitation_that_was_changed_in_the_database_is_gone(cast: Cast, column: str) -> None:
    invited = invite(cast, therapist_id=cast.therapist.id)
    later = clock.now() + timedelta(days=30)
    changed = {"therapist_id": cast.other_therapist.id, "expires_at": later, "mac": bytes(36)}
    overwrite(Invitation, Invitation.person_id == invited.person_id, **{column: changed[column]})
    assert gone(invited.token)
    assert care.readers(invited.person_id) == []
