"""Today: the one next step of a patient, and what came since."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import Note, Reflection, Reply
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.appointments import reading_dates
from journal.services.appointments.reading_dates import ReadingDate
from journal.services.care import care_today, decisions
from journal.services.care.care_requests import CareRequest
from journal.services.care.care_today import CareToday
from journal.services.consents import consents
from journal.services.consents.consent_texts import TextPage
from journal.services.insights import followups
from journal.services.measures import waiting
from journal.services.measures.waiting import Waiting
from journal.services.notes import note_news, note_opening
from journal.services.notes.note_opening import WaitingNotes
from journal.services.passages import brought
from journal.services.people import account
from journal.services.reflections import deleting, lists, texts
from journal.services.reflections.lists import ReflectionRow
from journal.services.sessions import next_thing
from journal.services.sessions.next_thing import NextThing
from journal.services.sign_in import ways_in

SHOWN, DRAFTS_SHOWN = 5, 3


@dataclass(frozen=True, slots=True)
class Today:
    """What the patient's first page shows."""

    question: TextPage | None
    care: CareToday
    kit_waits: bool
    second_factor_invited: bool
    drafts: tuple[ReflectionRow, ...]
    recent: tuple[ReflectionRow, ...]
    waiting_notes: tuple[WaitingNotes, ...]
    latest_note: tuple[UUID, UUID] | None
    reading_date: ReadingDate
    brought: tuple[brought.Brought, ...]
    next: NextThing
    deletions: tuple[ReflectionRow, ...]
    insights: followups.Waiting
    measure: Waiting | None

    @property
    def requests(self) -> tuple[CareRequest, ...]:
        """The therapists who wait for an answer."""
        return self.care.requests

    @property
    def therapists(self) -> tuple[str, ...]:
        """The names of those who can read now."""
        return tuple(reader.name for reader in self.care.readers)


def today(actor: Actor) -> Today:
    """The patient's first page. Raises `NotAllowed`."""
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    question, reading_date = consents.waiting(actor), reading_dates.own(actor)
    return Today(
        question=question,
        care=care_today.state(actor) if question else care_today.asked(actor),  # one question at a time
        kit_waits=account.kit_waits(actor) and decisions.may_decide(actor.id),
        second_factor_invited=ways_in.is_invited(actor),
        drafts=lists.drafts(actor, DRAFTS_SHOWN),
        recent=lists.recent(actor, SHOWN),
        waiting_notes=note_opening.waiting(actor),
        latest_note=_unanswered(actor),
        reading_date=reading_date,
        brought=brought.brought(actor, [actor.id]),
        next=next_thing.decide(actor, reading_date.next),
        deletions=lists.own_of(actor, deleting.marked(actor.id)) if decisions.may_decide(actor.id) else (),
        insights=followups.waiting(actor),
        measure=waiting.nudge(actor),
    )


def _unanswered(actor: Actor) -> tuple[UUID, UUID] | None:
    """The reflection and id of the latest note that the patient has opened and not answered."""
    answered = select(Reply.id).where(Reply.note_id == Note.id, Reply.author_id == actor.id).exists()
    known = (Note.patient_id == actor.id) & note_news.STANDS & ~note_news.IS_NEW & Note.resolved_at.is_(None)
    there = Reflection.state.in_((texts.PRIVATE, texts.SHARED))
    query = select(Note.reflection_id, Note.id).join(Reflection, Reflection.id == Note.reflection_id)
    row = db.session.execute(query.where(known, ~answered, there).order_by(Note.released_at.desc()).limit(1)).first()
    return (row[0], row[1]) if row else None
