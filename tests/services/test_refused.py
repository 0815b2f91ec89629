"""What was refused leaves a row of its own, once an hour, and never makes good what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from journal import clock
from journal.crypto.errors import KeyRefused
from journal.models import AuditRow, Invitation, Person, PersonKey, RingGrant
from journal.services.audit import audit, refused, verification
from journal.services.audit.acts import Act
from journal.services.people import accounts, invitations, people
from journal.services.people.invitations import InvitationGone
from journal.services.rings import held_rings, pins
from journal.services.sign_in import sign_ins, totp
from journal.services.sign_in.slots import WrongSignIn
from journal.services.sign_in.totp import WrongCode
from journal.services.work import unit_of_work
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def noted(act: Act) -> list[dict[str, Any]]:
    return stored(AuditRow, AuditRow.act == act)


def test_it_is_written_though_the_act_failed_and_after_it(here: Cast) -> None:
    def fail() -> None:
        with unit_of_work():
            refused.note(Act.REFUSED_KEY, here.clinic_id, here.patient.id, actor_id=here.manager.id)
            assert noted(Act.REFUSED_KEY) == []
            raise KeyRefused

    with pytest.raises(KeyRefused):
        fail()
    (row,) = noted(Act.REFUSED_KEY)
    assert (row["actor_id"], refused.mirror(row["record_id"])) == (here.manager.id, here.patient.id)


def test_it_is_written_at_once_outside_a_unit_of_work(here: Cast) -> None:
    refused.note(Act.REFUSED_ROW, here.clinic_id, here.patient.id, about=here.patient.id)
    assert [row["patient_id"] for row in noted(Act.REFUSED_ROW)] == [here.patient.id]


def test_one_row_is_written_for_each_record_and_hour(here: Cast) -> None:
    def note(record_id: UUID, act: Act = Act.REFUSED_ROW) -> int:
        refused.note(act, here.clinic_id, record_id)
        return len(noted(Act.REFUSED_ROW))

    assert [note(here.patient.id) for _ in range(5)] == [1] * 5
    assert note(here.therapist.id) == 2
    assert note(here.patient.id, Act.REFUSED_KEY) == 2
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert note(here.patient.id) == 3


def test_it_is_no_word_on_how_the_record_stands(here: Cast) -> None:
    (row,) = stored(Person, Person.id == here.patient.id)
    refused.note(Act.REFUSED_ROW, here.clinic_id, here.patient.id)
    assert audit.newest_stamp(here.clinic_id, row["id"]) is not None
    assert list(verification.verify(here.clinic_id)) == []
    overwrite(Person, Person.id == here.patient.id, version=row["version"] + 1)
    refused.note(Act.REFUSED_ROW, here.clinic_id, here.patient.id)
    assert list(verification.verify(here.clinic_id)) == [f"person {here.patient.id} is not what its newest row says"]


def test_a_role_that_was_flipped_is_refused_and_noted(here: Cast) -> None:
    cookie = sign_ins.begin(accounts.check_password(here.patient.email, here.patient.password))
    overwrite(Person, Person.id == here.patient.id, role="manager")
    found = sign_ins.find(cookie)
    assert found is not None
    assert found.actor is None
    with pytest.raises(WrongSignIn):
        accounts.check_password(here.patient.email, here.patient.password)
    assert len(noted(Act.REFUSED_ROW)) == 1


def test_a_public_key_that_was_replaced_is_refused_and_noted(here: Cast) -> None:
    (other,) = stored(PersonKey, PersonKey.person_id == here.other_therapist.id)
    key = {name: other[name] for name in ("sealing_public", "signing_public")}
    overwrite(PersonKey, PersonKey.person_id == here.therapist.id, **key)
    with pytest.raises(KeyRefused):
        people.current_key(here.therapist.id)
    assert len(noted(Act.REFUSED_KEY)) == 1


def test_a_key_that_is_not_the_pinned_one_is_noted_for_the_patient(here: Cast) -> None:
    patient = here.patient.actor()
    _, key = people.current_key(here.therapist.id)
    pins.check(patient.who, patient.keys, key)
    key.signing_public = bytes(32)
    with pytest.raises(KeyRefused):
        pins.check(patient.who, patient.keys, key)
    assert [row["patient_id"] for row in noted(Act.REFUSED_KEY)] == [patient.id]


@pytest.mark.parametrize("column", ["signature", "adopted_mac"])
def test_a_grant_that_was_forged_is_noted_by_whoever_meets_it(here: Cast, column: str) -> None:
    therapist = here.therapist.actor()
    (grant,) = stored(RingGrant, RingGrant.recipient_id == therapist.id)
    held_rings.load_rings(therapist, {grant["ring_id"]})
    therapist.keys.rings.clear()
    overwrite(RingGrant, RingGrant.id == grant["id"], **{column: b"x" * 64})
    held_rings.load_rings(therapist, {grant["ring_id"]})
    assert therapist.keys.rings == {}
    (row,) = noted(Act.REFUSED_GRANT)
    assert (refused.mirror(row["record_id"]), row["patient_id"]) == (grant["id"], here.patient.id)


def test_a_wrong_or_used_code_is_noted(here: Cast) -> None:
    with pytest.raises(WrongCode):
        totp.check(here.therapist.id, "000000")
    assert [row["actor_id"] for row in noted(Act.REFUSED_CODE)] == [here.therapist.id]


def test_a_used_or_expired_invitation_is_noted_and_one_that_never_was_is_not(here: Cast) -> None:
    invited = invitations.invite(here.clinic_id, role="nurse", name="Ada Lark", email="ada@people.example")
    with clock.at(clock.now() + timedelta(days=4)), pytest.raises(InvitationGone):
        invitations.find(invited.token)
    assert len(noted(Act.REFUSED_INVITATION)) == 1
    with pytest.raises(InvitationGone):
        invitations.find("never-was-one")
    assert len(noted(Act.REFUSED_INVITATION)) == 1


def test_an_invitation_that_was_changed_in_the_database_is_noted(here: Cast) -> None:
    invited = invitations.invite(here.clinic_id, role="nurse", name="Ada Lark", email="ada@people.example")
    overwrite(Invitation, Invitation.person_id == invited.person_id, mac=b"x")
    with pytest.raises(InvitationGone):
        invitations.find(invited.token)
    assert len(noted(Act.REFUSED_INVITATION)) == 1
