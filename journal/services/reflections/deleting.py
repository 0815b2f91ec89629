"""Deleting a reflection: gone for others at once, restorable by its writer for seven days, then destroyed."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, literal_column, select

from journal import clock
from journal.extensions import db
from journal.models import Reflection, ReflectionDraft, ReflectionVersion
from journal.permissions import NotAllowed
from journal.services import held_rows
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.passages import passage_rows
from journal.services.reflections import sharing, texts
from journal.services.work import unit_of_work

RESTORABLE_FOR = timedelta(days=7)
IS_DELETED = Reflection.state == literal_column(f"'{texts.DELETED}'")  # as the index says it, which is of these alone


def restorable_until(reflection: Reflection) -> datetime | None:
    """Until when its writer can restore a deleted reflection."""
    return reflection.deleted_at and reflection.deleted_at + RESTORABLE_FOR


def delete_reflection(actor: Actor, reflection_id: UUID) -> bool:
    """Deletes an own reflection; a shared one is made private first, by the clinic's rule.

    On a day of rest nothing is deleted: it is marked, and its writer confirms it once the rest is over. Tells whether
    it is deleted. Raises `NotAllowed`."""
    with unit_of_work():
        reflection = texts.own(actor, reflection_id, lock=True, deleted=None)
        was_current = texts.is_current(reflection)
        if reflection.state == texts.DELETED:
            if not was_current:
                raise NotAllowed
            return True  # pressed twice
        if not decisions.may_decide(actor.id):
            _mark(actor, reflection, was_current=was_current)
            return False
        reflection.delete_asked_at = None
        if reflection.state == texts.SHARED:
            sharing.make_private(actor, reflection_id)
        reflection.state, reflection.deleted_at = texts.DELETED, clock.now()
        texts.record_change(Act.REFLECTION_DELETED, actor.id, reflection, was_current=was_current)
    return True


def _mark(actor: Actor, reflection: Reflection, *, was_current: bool) -> None:
    if reflection.delete_asked_at is None:
        reflection.delete_asked_at = clock.now()
        texts.record_change(Act.REFLECTION_DELETE_ASKED, actor.id, reflection, was_current=was_current)


def keep(actor: Actor, reflection_id: UUID) -> None:
    """Takes the mark of a day of rest back: it stays after all. Raises `NotAllowed`."""
    with unit_of_work():
        reflection = texts.own(actor, reflection_id, lock=True)
        was_current = texts.is_current(reflection)
        if reflection.delete_asked_at is not None:
            reflection.delete_asked_at = None
            texts.record_change(Act.REFLECTION_DELETE_DROPPED, actor.id, reflection, was_current=was_current)


def marked(patient_id: UUID) -> list[UUID]:
    """Those of a patient's reflections that were to be deleted and wait to be confirmed; the caller has asked."""
    there = Reflection.state.in_((texts.DRAFT, texts.PRIVATE, texts.SHARED))
    mine = (Reflection.patient_id == patient_id) & Reflection.delete_asked_at.is_not(None) & there
    return list(db.session.scalars(select(Reflection.id).where(mine).order_by(Reflection.delete_asked_at)))


def restore(actor: Actor, reflection_id: UUID) -> None:
    """Brings a deleted reflection back, for its writer alone; once more is as once. Raises `NotAllowed`, also when it
    is too late."""
    with unit_of_work():
        reflection = texts.own(actor, reflection_id, lock=True, deleted=None)
        if reflection.state != texts.DELETED and _was_restored(reflection, actor.id):
            return
        until = restorable_until(reflection)
        if until is None or until <= clock.now() or not texts.is_current(reflection):
            raise NotAllowed
        bring_back(reflection, actor.id)


def _was_restored(reflection: Reflection, writer_id: UUID) -> bool:
    acts = audit.newest_acts(reflection.clinic_id, reflection.id, [Act.REFLECTION_DELETED, Act.REFLECTION_RESTORED])
    newest = next(iter(acts), None)
    is_so = newest is not None and (newest.actor_id, newest.act) == (writer_id, Act.REFLECTION_RESTORED)
    return is_so and texts.is_current(reflection)


def bring_back(reflection: Reflection, actor_id: UUID | None) -> None:
    """The same for a row that the caller holds and may change, in their unit of work. Needs no key."""
    reflection.state = texts.PRIVATE if reflection.version else texts.DRAFT
    reflection.deleted_at = None
    audit.record(Act.REFLECTION_RESTORED, actor_id, texts.stamp(reflection))


def destroy_expired(batches: int | None = None) -> int:
    """Destroys the sealed values of what was deleted seven days ago, a batch at a time, and returns how many; a job,
    needs no key. Only what its writer deleted: nobody destroys a text by writing a state into the database, nor keeps
    others by putting such rows before them: it looks through so many batches of them, or all.

    Of several at once each finds what the others have not destroyed yet."""
    expired = select(Reflection).where(IS_DELETED, Reflection.deleted_at <= clock.now() - RESTORABLE_FOR)
    with unit_of_work():
        # in the order of an index, or SQLite walks through every reflection
        due = held_rows.first_due(expired, Reflection.deleted_at, Reflection.id, due=texts.current, batches=batches)
        for reflection in due:
            destroy(reflection)
    return len(due)


def destroy(reflection: Reflection) -> None:
    """Destroys the sealed values of one reflection, and keeps that it was; in the caller's unit of work."""
    db.session.execute(delete(ReflectionDraft).where(ReflectionDraft.id == reflection.id))
    db.session.execute(delete(ReflectionVersion).where(ReflectionVersion.reflection_id == reflection.id))
    passage_rows.end_all(passage_rows.of_reflection(reflection.id, lock=True), Act.PASSAGE_DESTROYED, None)
    reflection.head_sealed = reflection.body_sealed = reflection.search_sealed = None
    reflection.state = texts.DESTROYED
    audit.record(Act.REFLECTION_DESTROYED, None, texts.stamp(reflection))
