"""The queries of lists, built once: what they select costs more to build than to run."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, and_, bindparam, cast, func, select

from journal.models import Note, Reading, Reflection, ReflectionDraft, Reply, RingGrant
from journal.services.notes import note_news
from journal.services.reflections import texts

_ROW = (
    Reflection.id, Reflection.clinic_id, Reflection.patient_id, Reflection.state, Reflection.version,
    Reflection.seal_version, Reflection.ring_id, Reflection.generation, Reflection.head_sealed, Reflection.created_at,
    Reflection.saved_at, Reflection.deleted_at, Reflection.kept_when_withdrawn, Reflection.session_id,
    Reflection.moment, Reflection.origin, Reflection.delete_asked_at,
)  # fmt: skip
_DRAFT = (
    ReflectionDraft.version.label("draft_version"), ReflectionDraft.ring_id.label("draft_ring_id"),
    ReflectionDraft.generation.label("draft_generation"), ReflectionDraft.head_sealed.label("draft_head_sealed"),
    ReflectionDraft.saved_at.label("draft_saved_at"),
)  # fmt: skip
_READER: BindParameter[Any] = bindparam("reader")
_SAVED = Reflection.state.in_((texts.PRIVATE, texts.SHARED))
KEPT = Reflection.state.in_((texts.DRAFT, texts.PRIVATE, texts.SHARED))
_OWN = Reflection.patient_id == bindparam("patient")
_BY_READER = and_(Reading.reflection_id == Reflection.id, Reading.reader_id == _READER)
_REVIEWED = and_(_BY_READER, Reading.reviewed_version >= Reflection.version, Reading.reviewed_at.is_not(None))


def _granted(row: Any) -> ColumnElement[bool]:
    """Only what was granted: what was shared before a therapist came is not there for them."""
    grant = select(RingGrant.id).where(RingGrant.ring_id == row.ring_id, RingGrant.generation == row.generation)
    return grant.where(RingGrant.recipient_key_id == bindparam("key")).exists()


_OF_THEM = and_(Reflection.patient_id.in_(bindparam("patients", expanding=True)), Reflection.state == texts.SHARED)
_SHARED = and_(_OF_THEM, _granted(Reflection))
# never reviewed, or saved anew since: a new version waits again; and what only a row of the database calls reviewed
_UNREVIEWED = Reading.reviewed_at.is_(None) | Reflection.id.in_(bindparam("unbelieved", expanding=True))


def _count_notes(which: ColumnElement[bool]) -> ColumnElement[int]:
    of_row = select(func.count()).select_from(Note).where(Note.reflection_id == Reflection.id, which)
    return of_row.scalar_subquery().label("note_count")


_NEW_NOTES = (
    select(func.count())
    .select_from(Note)
    .where(Note.reflection_id == Reflection.id, note_news.IS_NEW, ~Note.put_off)
    .scalar_subquery()
    .label("new_notes")
)
_REVIEWED_AT = select(func.max(Reading.reviewed_at)).where(Reading.reflection_id == Reflection.id).scalar_subquery()
_UNREAD_REPLIES = (
    select(func.count())
    .select_from(Reply)
    .join(Note, Note.id == Reply.note_id)
    .where(Note.reflection_id == Reflection.id, Note.author_id == _READER, Reply.author_id != _READER)
    .where(Reply.created_at > Reading.opened_at)
    .correlate(Reflection, Reading)
    .scalar_subquery()
)


def _page(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.limit(bindparam("limit")).offset(bindparam("offset"))


_OWN_ROWS = (
    select(*_ROW, *_DRAFT, _count_notes(note_news.STANDS), _NEW_NOTES, _REVIEWED_AT.label("reviewed_at"))
    .outerjoin(ReflectionDraft, ReflectionDraft.id == Reflection.id)
    .order_by(Reflection.id.desc())
)
OWN = _page(_OWN_ROWS.where(_OWN, KEPT))
OWN_OF = _OWN_ROWS.where(_OWN, KEPT, Reflection.id.in_(bindparam("wanted", expanding=True)))
OWN_SAVED = _page(_OWN_ROWS.where(_OWN, _SAVED))
OWN_DRAFTS = _page(_OWN_ROWS.where(_OWN, Reflection.state == texts.DRAFT))
OWN_DELETED = _page(_OWN_ROWS.where(_OWN, Reflection.state == texts.DELETED))
_HOW_MANY = (
    select(func.count()).select_from(Reflection).where(_OWN, KEPT).scalar_subquery().label("total"),
    select(Reflection.id).where(_OWN, Reflection.state == texts.DELETED).exists().label("has_deleted"),
)
HOW_MANY, OWN_COUNTED = select(*_HOW_MANY), OWN.add_columns(*_HOW_MANY)

SHARED = (
    select(*_ROW, _count_notes(Note.author_id == _READER), _UNREAD_REPLIES.label("unread_replies"), Reading.reviewed_at)
    .outerjoin(Reading, _BY_READER)
    .where(_SHARED)
    .order_by(Reflection.id)
)
NEWEST_SHARED = SHARED.where(Reflection.saved_at >= bindparam("since")).order_by(None).order_by(Reflection.id.desc())
SHARED_AMONG = SHARED.where(Reflection.id.in_(bindparam("ids", expanding=True)))
WAITING_IDS = (
    select(Reflection.id, Reflection.patient_id)
    .outerjoin(Reading, _REVIEWED)
    .where(_SHARED, _UNREVIEWED)
    .order_by(Reflection.id)
)
COUNT_SHARED = select(Reflection.patient_id, func.count()).where(_SHARED).group_by(Reflection.patient_id)
# by ring first, so that each grant is asked for once and not again for every reflection
_WAIT = (
    select(
        Reflection.patient_id, Reflection.ring_id, Reflection.generation, func.count().label("waiting"),
        func.min(Reflection.saved_at).label("since"),
    )
    .outerjoin(Reading, _REVIEWED)
    .where(_OF_THEM, _UNREVIEWED)
    .group_by(Reflection.patient_id, Reflection.ring_id, Reflection.generation)
    .subquery()
)  # fmt: skip
HOW_MANY_WAIT = (
    select(
        _WAIT.c.patient_id, cast(func.sum(_WAIT.c.waiting), Integer).label("waiting"),
        func.min(_WAIT.c.since).label("since"),
    )
    .where(_granted(_WAIT.c))
    .group_by(_WAIT.c.patient_id)
)  # fmt: skip
