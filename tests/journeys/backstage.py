"""What a journey needs done without a browser: people signed in, things already written, rows looked at or ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import func, select, update

from journal import clock
from journal.crypto.tokens import token_for_id
from journal.extensions import Model, db, server_secret
from journal.ids import make_id
from journal.models import Note, SignIn
from journal.services.actor import Actor
from journal.services.appointments import appointments
from journal.services.appointments.appointments import AppointmentDoubted
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.notes import notes, replies
from journal.services.notes.notes import TypedNote
from journal.services.people import accounts, invitations
from journal.services.reflections import deleting, sharing, writing
from journal.services.reflections.drafts import ONLY_ME, THERAPIST, Words
from journal.services.review import reviews
from journal.services.sign_in import sign_ins
from journal.services.work import unit_of_work
from tests.support.booking import typed
from tests.support.cast import Cast, Member, join, set_up_app

PATIENCE = 10  # seconds for something to happen that no page tells
_unlocked: dict[UUID, Any] = {}  # one derivation for each person: every database is a copy of the same


def eventually(happened: Callable[[], bool]) -> None:
    """Waits for something that no page tells. Raises `TimeoutError` when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


@dataclass(frozen=True)
class Backstage:
    """Hands on the live server's database, through the same services and past every page."""

    app: Flask
    cast: Cast

    @contextmanager
    def acting(self, member: Member) -> Iterator[Actor]:
        """Somebody who is signed in, for calling a service as them."""
        with self.app.app_context():
            found = sign_ins.find(sign_ins.begin(self._unlock(member)))
            assert found is not None
            assert found.actor is not None
            yield found.actor

    def _unlock(self, member: Member) -> Any:
        if member.id not in _unlocked:
            unlocked = accounts.check_password(member.email, member.password)
            _unlocked[member.id] = replace(unlocked, versions=None)  # counts on, when a journey changes the person
        return _unlocked[member.id]

    def sign_in(self, page: Page, member: Member) -> None:
        """Gives a window the cookie of a fresh sign-in, so that few journeys fill in the form."""
        with self.app.app_context():
            cookie = sign_ins.begin(self._unlock(member)).value()
        server = self.app.config["SERVER_URL"]
        page.context.add_cookies([{"name": "interleaf_signin", "value": cookie, "url": server, "httpOnly": True}])

    def meet(self, by: Member, days: float, kind: str = "integration") -> UUID:
        """Books an appointment of the patient with her therapist, so many days from now."""
        with self.acting(by) as actor:
            starts_at, pair = clock.now() + timedelta(days=days), (self.cast.patient.id, self.cast.therapist.id)
            try:
                return appointments.make(actor, *pair, typed(starts_at, kind))
            except AppointmentDoubted as doubted:
                return appointments.make(actor, *pair, typed(starts_at, kind, meant=doubted.key))

    def let_wait_for_held(self, note_id: str) -> None:
        """Marks a note to appear when the appointment is marked as held."""
        with self.app.app_context(), unit_of_work():
            note = db.session.get_one(Note, UUID(note_id))
            notes.change(note, Act.NOTE_WRITTEN, note.author_id, release_when_held=True)

    def set_up_app(self, member: Member) -> Member:
        """Sets up an authenticator app for a patient, and gives them with its secret."""
        with self.app.app_context():
            return replace(member, totp_secret=set_up_app(self._unlock(member)))

    def end_sign_ins(self, member: Member) -> None:
        """Ends every sign-in of somebody, as time would."""
        with self.app.app_context(), db.engine.begin() as connection:
            ended = {"key_sealed": None, "ended_at": clock.now()}
            connection.execute(update(SignIn).where(SignIn.person_id == member.id).values(ended))

    def count(self, model: type[Model]) -> int:
        """How many rows there are."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(model)) or 0

    def write(self, text: str, title: str = "", *, shared: bool = True, by: Member | None = None) -> str:
        """Saves a reflection, Maya's unless told otherwise, and gives its id."""
        made = make_id()
        with self.acting(by or self.cast.patient) as actor:
            token = token_for_id(server_secret(), actor.id, made)
            audience = THERAPIST if shared else ONLY_ME
            writing.save(actor, Words(made, title, text, audience, token=token))
        return str(made)

    def rewrite(self, reflection: str, text: str, base_version: int = 1) -> None:
        """Saves a next version of a shared reflection of Maya's."""
        with self.acting(self.cast.patient) as actor:
            writing.save(actor, Words(UUID(reflection), "", text, THERAPIST, base_version))

    def delete(self, reflection: str) -> None:
        """Deletes a reflection of Maya's."""
        with self.acting(self.cast.patient) as actor:
            deleting.delete_reflection(actor, UUID(reflection))

    def annotate(self, reflection: str, note: str, quoted: str = "", visibility: str = notes.NOW) -> str:
        """Writes a note as Ines and gives its id."""
        with self.acting(self.cast.therapist) as actor:
            return str(notes.add(actor, UUID(reflection), TypedNote(note, visibility, quoted)))

    def reply(self, note: str, words: str) -> None:
        """Replies to a note as Maya."""
        with self.acting(self.cast.patient) as actor:
            replies.add(actor, UUID(note), words)

    def review(self, reflection: str) -> None:
        """Opens a reflection as Ines and marks it as reviewed."""
        with self.acting(self.cast.therapist) as actor:
            reviews.open_reflection(actor, UUID(reflection))
            reviews.mark_reviewed(actor, UUID(reflection))

    def make_private(self, reflection: str) -> None:
        """Stops sharing a reflection of Maya's."""
        with self.acting(self.cast.patient) as actor:
            sharing.make_private(actor, UUID(reflection))

    def invite(self, name: str = "Elin Sandberg", therapist: Member | None = None) -> str:
        """Invites a patient and gives the path of the link."""
        with self.app.app_context():
            email = f"{name.split(maxsplit=1)[0].lower()}@people.example"
            invited = invitations.invite(
                self.cast.clinic_id, role="patient", name=name, email=email, identifier="1991-06-30",
                therapist_id=therapist and therapist.id,
            )  # fmt: skip
        return f"/invitations/{invited.token}"

    def invite_staff(self, name: str, role: str = "therapist") -> str:
        """Invites somebody to work at the clinic and gives the path of the link."""
        with self.app.app_context():
            email = f"{name.split(maxsplit=1)[0].lower()}@people.example"
            invited = invitations.invite(self.cast.clinic_id, role=role, name=name, email=email, identifier="Staff 08")
        return f"/invitations/{invited.token}"

    def ask(self, patient: Member, therapist: Member) -> None:
        """Assigns a therapist, whom the patient has not answered yet."""
        with self.app.app_context():
            care.ask(self.cast.clinic_id, patient.id, therapist.id)

    def join(self, name: str, role: str) -> Member:
        """Somebody new in the clinic."""
        with self.app.app_context():
            return join(self.cast.clinic_id, name, role, "Staff 09", "seven lamps along the quay")
