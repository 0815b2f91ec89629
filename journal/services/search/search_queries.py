"""The queries of search, built once: columns alone, so that thousands of rows pass without becoming objects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, Table, bindparam, func, or_, select

from journal.models import Note, Reflection, Reply, RingGrant
from journal.models.columns import IdBytes
from journal.services.notes import note_access
from journal.services.reflections import texts

REFLECTIONS, NOTES, REPLIES = (cast(Table, each.__table__) for each in (Reflection, Note, Reply))
GRANTS = cast(Table, RingGrant.__table__)
_R, _N, _A = REFLECTIONS.c, NOTES.c, REPLIES.c
_ME: BindParameter[Any] = bindparam("me")
_KEY: BindParameter[Any] = bindparam("key")
_PATIENTS: BindParameter[Any] = bindparam("patients", expanding=True)


def _granted(columns: Any) -> ColumnElement[bool]:
    """What was granted to the therapist who looks, and nothing else."""
    of_ring = (GRANTS.c.ring_id == columns.ring_id) & (GRANTS.c.generation == columns.generation)
    return select(GRANTS.c.id).where(of_ring, GRANTS.c.recipient_key_id == _KEY).exists()


READABLE = {
    "patient": _R.state.in_((texts.PRIVATE, texts.SHARED)),
    "therapist": (_R.state == texts.SHARED) & _granted(_R),
}
_OPEN_TO_ALL = (_N.visibility != note_access.ONLY_ME) & _N.withdrawn_at.is_(None)
_REFLECTION_READABLE = select(_R.id).where(_R.id == _N.reflection_id, READABLE["therapist"]).exists()
NOTE_VISIBLE = {
    # a note is looked through once its patient may have it open: not while it is kept for the appointment
    "patient": _N.released_at.is_not(None) & _N.withdrawn_at.is_(None) & _N.put_off.is_(False),
    "therapist": or_(_N.author_id == _ME, _OPEN_TO_ALL & _granted(_N) & _REFLECTION_READABLE),
}
# in the hours of rest what the patient has not opened yet stays closed: a note, as it stands, and what was answered
# since
OPENED_NOTES = _N.seen_at.is_not(None) & (_N.edited_at.is_(None) | (_N.edited_at <= _N.seen_at))
OPENED_REPLIES = _N.seen_at.is_not(None) & ((_A.author_id == _A.patient_id) | (_A.created_at <= _N.seen_at))
_NOTE = (
    _N.id, _N.clinic_id, _N.reflection_id, _N.patient_id, _N.author_id, _N.ring_id, _N.generation, _N.text_version,
    _N.body_sealed, _N.released_at,
)  # fmt: skip
_REPLY = (
    _A.id, _A.clinic_id, _A.note_id, _A.patient_id, _A.author_id, _A.ring_id, _A.generation, _A.version, _A.body_sealed,
    _N.reflection_id,
)  # fmt: skip

Rows = Select[*tuple[Any, ...]]


@cache
def reflections(role: str) -> Rows:
    """The folded words of every reflection that may be looked through."""
    ids = (IdBytes(_R.id), IdBytes(_R.patient_id), IdBytes(_R.ring_id))
    whole = select(*ids, _R.generation, _R.seal_version, _R.search_sealed)
    return whole.where(_R.patient_id.in_(_PATIENTS), READABLE[role])


@cache
def notes(role: str) -> Rows:
    """The words of every note that may be looked through."""
    return select(*_NOTE).where(_N.patient_id.in_(_PATIENTS), NOTE_VISIBLE[role])


@cache
def replies(role: str) -> Rows:
    """The words of every reply to such a note."""
    joined = REPLIES.join(NOTES, _N.id == _A.note_id)
    return select(*_REPLY).select_from(joined).where(_A.patient_id.in_(_PATIENTS), NOTE_VISIBLE[role])


def between(query: Rows, columns: Any, since: datetime | None, until: datetime | None) -> Rows:
    """What was written from one moment on, and before another."""
    query = query.where(columns.created_at >= since) if since else query
    return query.where(columns.created_at < until) if until else query


@cache
def authors(role: str) -> Rows:
    """Who has written the notes that may be looked through."""
    return select(_N.author_id, func.count()).where(_N.patient_id.in_(_PATIENTS), NOTE_VISIBLE[role]).group_by(
        _N.author_id
    )  # fmt: skip


def stamped(model: Any, ids: Sequence[UUID]) -> Rows:
    """The columns of some rows, without the words that search looks through."""
    columns = model.__table__.c
    return select(*(each for each in columns if each.name != "search_sealed")).where(columns.id.in_(ids))


RINGS_HELD = select(GRANTS.c.ring_id).where(GRANTS.c.recipient_key_id == _KEY).distinct()
