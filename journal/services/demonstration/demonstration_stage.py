"""The stage of the demonstration: its people with their keys, and what each of them can be seen doing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.services.actor import Actor
from journal.services.appointments import appointment_marks, appointment_times, appointments
from journal.services.appointments.appointment_times import TypedTime
from journal.services.appointments.appointments import TypedAppointment
from journal.services.care import care
from journal.services.clinics import clinics
from journal.services.consents import consents
from journal.services.coping_plans import coping_plans
from journal.services.coping_plans.coping_plans import TypedPlan
from journal.services.learn import clinic_texts
from journal.services.learn.clinic_texts import TypedText
from journal.services.notes import process_notes
from journal.services.passages import themes
from journal.services.people import account, invitations
from journal.services.prompts import patient_prompts
from journal.services.prompts.patient_prompts import TypedAddition
from journal.services.sign_in import sign_ins
from journal.services.sign_in.slots import Unlocked
from journal.services.treatments import treatment_entries

Told = dict[str, Any]


class Stage:
    """The clinic as it comes to life. The data file calls a person by the first half of their address."""

    clinic_id: UUID

    def __init__(self, password: str) -> None:
        self._password = password
        self._invited: dict[str, invitations.Invited] = {}
        self._actors: dict[str, Actor] = {}
        self._sessions: dict[str, UUID] = {}
        self._expected: dict[str, UUID] = {}

    def actor(self, name: str) -> Actor:
        """Somebody who has joined, with their keys."""
        return self._actors[name]

    def expect(self, name: str, patient_id: UUID) -> None:
        """Somebody for whom a record is kept, and who is not here yet."""
        self._expected[name] = patient_id

    def patient_id(self, name: str) -> UUID:
        """The id of a patient who has joined, or is not here yet."""
        return self._actors[name].id if name in self._actors else self._expected[name]

    def open_clinic(self, told: Told) -> None:
        """Makes the clinic."""
        self.clinic_id = clinics.create_clinic(**{key: value for key, value in told.items() if key != "opened"})

    def invite(self, told: Told) -> None:
        """Invites a person, a patient with their therapist."""
        name, therapist = told["account"], told.get("therapist")
        self._invited[name] = invitations.invite(
            self.clinic_id, role=told["role"], name=told["name"], email=f"{name}@demo.example",
            identifier=told["identifier"], credentials=told.get("credentials", ""),
            therapist_id=self._invited[therapist].person_id if therapist else None,
        )  # fmt: skip

    def join(self, told: Told) -> None:
        """Accepts an invitation; the keys are unlocked once and stay so until the story ends."""
        token = self._invited[told["account"]].token
        shown = invitations.find(token).fingerprint
        accepted = invitations.accept(token, self._password, is_adult=True, fingerprint=shown)
        actor = _unlocked(accepted.unlocked)
        account.kit_stored(actor)
        if actor.role == "patient":
            consents.agree_to_all(actor)
        self._actors[told["account"]] = actor

    def ask(self, told: Told) -> None:
        """Assigns a therapist to a patient, who has not answered yet."""
        patient, therapist = (self._invited[told[part]].person_id for part in ("patient", "therapist"))
        care.ask(self.clinic_id, patient, therapist)

    def book(self, told: Told, starts_at: datetime) -> UUID:
        """Books an appointment; its local time is that of the clinic."""
        actor = self.actor(told["by"])
        local = starts_at.astimezone(ZoneInfo(actor.zone))
        time = TypedTime(local.date(), local.hour * 60 + local.minute, appointment_times.EARLIER)
        typed = TypedAppointment(told["kind"], time, told["minutes"], told["place"])
        patient, therapist = (self.actor(told[part]).id for part in ("patient", "therapist"))
        booked = appointments.make(actor, patient, therapist, typed)
        if "session" in told:
            self._sessions[told["session"]] = booked
        return booked

    def session(self, name: str | None) -> UUID | None:
        """The session of that name, which is the one that was booked under it."""
        return self._sessions[name] if name else None

    def add_prompt(self, told: Told) -> None:
        """A therapist adds a prompt for one patient."""
        typed = TypedAddition(told["moment"], told["text"])
        patient_prompts.add(self.actor(told["by"]), self.actor(told["patient"]).id, typed)

    def add_theme(self, told: Told) -> None:
        """The manager offers a theme of the clinic's own."""
        themes.add(self.actor(told["by"]), told["name"])

    def save_plan(self, told: Told) -> None:
        """A patient saves their coping plan."""
        base = coping_plans.editor(self.actor(told["by"])).version
        words = {key: "\n".join(lines) for key, lines in told["parts"].items()}
        coping_plans.save(self.actor(told["by"]), TypedPlan(words, told["audience"], base))

    def add_treatment(self, told: Told) -> None:
        """A patient adds to their lists of treatments and questions."""
        treatment_entries.add(self.actor(told["by"]), told["kind"], told["text"])

    def answer_for_clinic(self, told: Told) -> None:
        """The manager answers a question in the clinic's own words."""
        actor = self.actor(told["by"])
        title = clinic_texts.one(actor, told["name"]).title
        clinic_texts.publish(actor, told["name"], TypedText(title, "\n\n".join(told["text"])))

    def note_to_self(self, told: Told) -> None:
        """A therapist writes a process note on a patient."""
        process_notes.add(self.actor(told["by"]), self.actor(told["patient"]).id, "\n".join(told["text"]))


def _unlocked(unlocked: Unlocked) -> Actor:
    """Signs in, which opens the keys without stretching the password again, and out."""
    found = sign_ins.find(sign_ins.begin(unlocked))
    if found is None or found.actor is None:
        raise LookupError("A sign-in of the demonstration did not open.")
    sign_ins.end(found)
    return found.actor


class Meeting:
    """One appointment of the story, from its booking on."""

    def __init__(self, stage: Stage, told: Told, starts_at: datetime) -> None:
        self._stage, self._told, self._starts_at = stage, told, starts_at

    def book(self) -> None:
        """Its therapist or the manager books it."""
        self._id = self._stage.book(self._told, self._starts_at)

    def mark(self, mark: str) -> None:
        """Its therapist says what became of it."""
        marks = {"held": appointment_marks.mark_held, "missed": appointment_marks.mark_missed}
        marks[mark](self._stage.actor(self._told["therapist"]), self._id)
