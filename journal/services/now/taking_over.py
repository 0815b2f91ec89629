"""A signed-in patient takes over what their phone appended: each becomes a reflection for them alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from journal.crypto.append import open_appended
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.extensions import DATABASE_DOWN, db
from journal.models import AppendedWords, Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import audit, refused
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.now import appended_words, ready_phones
from journal.services.reflections import texts
from journal.services.sessions import own_sessions
from journal.services.sessions.session_pages import LANDING
from journal.services.work import unit_of_work

PHONE = "phone"  # where such a reflection came from
_AROUND = (timedelta(hours=12), timedelta(days=2))  # before and after a session: words of then belong to it


@dataclass(frozen=True, slots=True)
class Waiting:
    """That words wait to be taken over, and when they were written; never the words."""

    id: UUID
    written_at: datetime
    can_be_opened: bool


def take_over(actor: Actor) -> int:
    """Makes a reflection of everything that waits and opens, and gives how many; what was forged stays sealed.

    Each is taken over in a unit of work of its own. Nothing here ever keeps the patient out of their pages. Raises
    `NotAllowed`."""
    ready_phones.require_may(actor)
    try:
        return sum(_take(actor, row_id) for row_id in _waiting_ids(actor))
    except DATABASE_DOWN:
        db.session.rollback()
        return 0


def _waiting_ids(actor: Actor) -> list[UUID]:
    mine = AppendedWords.patient_id == actor.id
    return list(db.session.scalars(select(AppendedWords.id).where(mine).order_by(AppendedWords.id)))


def _take(actor: Actor, row_id: UUID) -> bool:
    with unit_of_work():
        row = db.session.get(AppendedWords, row_id, with_for_update=True, populate_existing=True)
        text = _open(actor, row) if row is not None else None
        if row is None or text is None:
            return False
        try:
            _adopt(actor, row, text)
        except (CannotOpen, KeyRefused):
            return False
        return True


def _open(actor: Actor, row: AppendedWords) -> str | None:
    """The words of a row of this person, or nothing: also where a reflection has its id already."""
    if row.key_id != actor.keys.key_id:
        return None  # sealed for keys that were lost or given up since
    is_taken = db.session.get(Reflection, row.id) is not None
    text = _unsealed(actor, row) if _is_theirs(actor, row) and not is_taken else None
    if text is None:
        refused.note(Act.REFUSED_ROW, row.clinic_id, row.id, actor_id=actor.id, about=actor.id)
    return text


def _unsealed(actor: Actor, row: AppendedWords) -> str | None:
    try:
        text: str = open_appended(actor.keys.pairs, appended_words.terms(row), row.words_sealed)["text"]
        texts.make_text("", text)
    except (CannotOpen, KeyError, ValueError):
        return None
    return text


def _is_theirs(actor: Actor, row: AppendedWords) -> bool:
    return row.patient_id == actor.id and row.key_id == actor.keys.key_id and appended_words.is_whole(row)


def _adopt(actor: Actor, row: AppendedWords, text: str) -> None:
    """The reflection has the id of the row, so that the same words come over once, whatever is sent again."""
    session_id = _session_of(actor.id, row.written_at)
    reflection = Reflection(
        id=row.id, clinic_id=row.clinic_id, patient_id=actor.id, state=texts.PRIVATE, version=1, seal_version=1,
        generation=0, created_at=row.written_at, saved_at=row.written_at, session_id=session_id, moment=LANDING,
        origin=PHONE,
    )  # fmt: skip
    with db.session.no_autoflush:
        texts.put(reflection, texts.private_ring(actor), texts.make_text("", text))
    db.session.delete(row)
    db.session.add(reflection)
    audit.record(Act.WORDS_TAKEN_OVER, actor.id, appended_words.stamp(row))
    audit.record(Act.REFLECTION_SAVED, actor.id, texts.stamp(reflection))


def _session_of(patient_id: UUID, moment: datetime) -> UUID | None:
    """The session around which this was written: the nearest that was held, else the next, for which the phone is
    ready."""
    before, after = _AROUND
    every = own_sessions.of_patient(patient_id)
    held = [each for each in every.past if each.at - before <= moment <= each.at + after]
    near = held or [each for each in every.coming if moment <= each.at + after][:1]
    return min(near, key=lambda each: abs(each.at - moment)).id if near else None


def waiting(actor: Actor) -> tuple[Waiting, ...]:
    """What waits to be taken over, by its time alone. Raises `NotAllowed`."""
    ready_phones.require_may(actor)
    mine = select(AppendedWords).where(AppendedWords.patient_id == actor.id).order_by(AppendedWords.id)
    return tuple(Waiting(row.id, row.written_at, _is_theirs(actor, row)) for row in db.session.scalars(mine))


def discard(actor: Actor, row_id: UUID) -> None:
    """Destroys words that wait, unread. Raises `NotAllowed`, and `NotToday` on a day of rest."""
    ready_phones.require_may(actor)
    with unit_of_work():
        row = db.session.get(AppendedWords, row_id, with_for_update=True)
        if row is None or row.patient_id != actor.id:
            raise NotAllowed
        decisions.require_decision(actor.id)
        if appended_words.is_whole(row):
            audit.record(Act.WORDS_DISCARDED, actor.id, appended_words.gone_stamp(row))
        else:  # its id may be that of something else
            audit.record_about(Act.WORDS_DISCARDED, actor.id, appended_words.stamp(row))
        db.session.delete(row)
