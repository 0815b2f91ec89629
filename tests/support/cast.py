"""The cast of every test: a patient, her therapist, another of each, and a manager, made as real people are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from journal import clock
from journal import signin as browsing
from journal.extensions import db
from journal.models import SignIn
from journal.services.actor import Actor
from journal.services.clinics import clinics
from journal.services.consents import consents
from journal.services.people import accounts, invitations
from journal.services.sign_in import sign_ins, totp
from journal.services.sign_in.slots import Unlocked
from tests.support.codes import code_at, forget_use
from tests.support.days import ZONE
from tests.support.forms import press


@dataclass(frozen=True)
class Member:
    """Somebody of the cast, with what only they know."""

    id: UUID
    clinic_id: UUID
    name: str
    email: str
    role: str
    identifier: str
    password: str
    kit_code: str
    totp_secret: str | None = field(default=None, repr=False)

    def actor(self) -> Actor:
        """This person with their keys unlocked, for calling a service inside an application context."""
        found = sign_ins.find(sign_ins.begin(accounts.check_password(self.email, self.password)))
        assert found is not None
        assert found.actor is not None
        return found.actor


@dataclass(frozen=True)
class Cast:
    """Everyone, by the part they play: Ines treats Maya, Tomas treats Jonah, Ruth manages."""

    patient: Member
    therapist: Member
    other_patient: Member
    other_therapist: Member
    manager: Member

    def __iter__(self) -> Iterator[Member]:
        return (getattr(self, part.name) for part in fields(self))

    @property
    def clinic_id(self) -> UUID:
        """The clinic they all belong to."""
        return self.patient.clinic_id


def make_clinic() -> UUID:
    """A clinic to belong to."""
    return clinics.create_clinic(
        name="Harbour Street Clinic",
        time_zone=ZONE.key,
        country="US",
        phone="+1 212 555 0134",
        hours="Monday to Friday, 9:00 to 17:00",
    )


def make_cast() -> Cast:
    """Makes the clinic and everyone in it through the services, inside an application context."""
    clinic = make_clinic()
    manager = join(clinic, "Ruth Adeyemi", "manager", "Staff 01", "ledger of patient mornings")
    therapist = join(clinic, "Dr. Ines Okafor", "therapist", "Staff 02", "nine herons above the weir")
    other_therapist = join(clinic, "Tomas Reyes", "therapist", "Staff 03", "a kettle on the far stove")
    return Cast(
        patient=join(clinic, "Maya Lindqvist", "patient", "1988-04-17", "slow tide under the pier", therapist),
        therapist=therapist,
        other_patient=join(clinic, "Jonah Weiss", "patient", "1979-11-02", "gravel road after rain", other_therapist),
        other_therapist=other_therapist,
        manager=manager,
    )


def join(clinic: UUID, name: str, role: str, identifier: str, password: str, therapist: Member | None = None) -> Member:
    """Invites one person and accepts for them, as the link in the message would."""
    email = f"{name.removeprefix('Dr. ').split()[0].lower()}@people.example"
    invited = invitations.invite(
        clinic, role=role, name=name, email=email, identifier=identifier, therapist_id=therapist and therapist.id
    )
    shown = invitations.find(invited.token).fingerprint
    accepted = invitations.accept(invited.token, password, is_adult=True, fingerprint=shown)
    secret = set_up_app(accepted.unlocked) if role != "patient" else None
    if role == "patient":
        agree(accepted.unlocked)
    return Member(invited.person_id, clinic, name, email, role, identifier, password, accepted.kit.code, secret)


def agree(unlocked: Unlocked) -> None:
    """Agrees to every text of the clinic, as a patient is asked to on Today."""
    found = sign_ins.find(sign_ins.begin(unlocked))
    assert found is not None
    assert found.actor is not None
    consents.agree_to_all(found.actor)
    _forget_sign_ins(unlocked)


def set_up_app(unlocked: Unlocked) -> str:
    """Sets up an authenticator app an hour ago, so that no code of now is used, and gives its secret."""
    with clock.at(clock.now() - timedelta(hours=1)):
        found = sign_ins.find(sign_ins.begin(unlocked))
        assert found is not None
        assert found.actor is not None
        new = totp.set_up(found.actor)
        secret = "".join(new.groups)
        totp.confirm(found.actor, new.carried, code_at(secret))
    _forget_sign_ins(unlocked)
    return secret


def _forget_sign_ins(unlocked: Unlocked) -> None:
    """No test is to stumble over a sign-in it did not begin."""
    with db.engine.begin() as connection:
        connection.execute(delete(SignIn).where(SignIn.person_id == unlocked.person_id))


def signed_in(app: Flask, member: Member) -> FlaskClient:
    """The browser of somebody who has just signed in with all they have, without the pages of it."""
    client = app.test_client()
    with app.test_request_context("/sign-in"):
        browsing.begin(accounts.check_password(member.email, member.password), sign_ins.FULL)
        answer = app.process_response(app.response_class())
    for line in answer.headers.getlist("Set-Cookie"):
        name, value = line.split(";")[0].split("=", 1)
        client.set_cookie(name, value, secure="; Secure" in line)
    return client


def sign_in(client: FlaskClient, member: Member) -> TestResponse:
    """Signs somebody in through the real forms and gives the answer, which must be a redirect."""
    answer = press(client, client.get("/sign-in"), "Sign in", email=member.email, password=member.password)
    answer = prove_second_factor(client, answer, member)
    assert answer.status_code in (302, 303), answer.text
    return answer


def prove_second_factor(client: FlaskClient, answer: TestResponse, member: Member) -> TestResponse:
    """Types the code of whoever has an app, where the password was answered with that question."""
    sent_on = (answer.location or "").startswith("/second-factor")
    if not member.totp_secret or not (sent_on or "<h1>One more step</h1>" in answer.text):
        return answer  # a device that was only left alone is not asked again
    forget_use(client.application, member.id)
    page = client.get(answer.location) if sent_on else answer
    return press(client, page, "Sign in", code=code_at(member.totp_secret))
