"""Today: the one next step of a patient, and what came since."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import Note, Reflection, Reply
from journal.permissions import About, Permission, require
from journal.services import account, care, care_requests, lists, texts
from journal.services.actor import Actor
from journal.services.care_requests import CareRequest
from journal.services.lists import ReflectionRow

SHOWN, DRAFTS_SHOWN = 5, 3


@dataclass(frozen=True, slots=True)
class Today:
    """What the patient's first page shows."""

    requests: tuple[CareRequest, ...]
    kit_waits: bool
    drafts: tuple[ReflectionRow, ...]
    recent: tuple[ReflectionRow, ...]
    therapists: tuple[str, ...]
    waiting_notes: int
    latest_note: tuple[UUID, UUID] | None


def today(actor: Actor) -> Today:
    """The patient's first page. Raises `NotAllowed`."""
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    recent, notes = lists.recent(actor, SHOWN), _unanswered(actor)
    return Today(
        requests=tuple(care_requests.requests(actor)),
        kit_waits=account.kit_waits(actor),
        drafts=lists.drafts(actor, DRAFTS_SHOWN),
        recent=tuple(row for row in recent if row.state != texts.DRAFT),
        therapists=tuple(reader.name for reader in care.readers(actor.id)),
        waiting_notes=len(notes),
        latest_note=notes[-1] if notes else None,
    )


def _unanswered(actor: Actor) -> list[tuple[UUID, UUID]]:
    """The reflection and id of each note the patient may see and has not answered, oldest first."""
    answered = select(Reply.id).where(Reply.note_id == Note.id, Reply.author_id == actor.id).exists()
    waiting = (Note.patient_id == actor.id) & Note.released_at.is_not(None) & ~answered
    there = Reflection.state.in_((texts.PRIVATE, texts.SHARED))
    query = select(Note.reflection_id, Note.id).join(Reflection, Reflection.id == Note.reflection_id)
    rows = db.session.execute(query.where(waiting, there).order_by(Note.released_at))
    return [(reflection_id, note_id) for reflection_id, note_id in rows]
