"""A patient's own reflections: one opened page, who can read and has read it, and its earlier versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import bindparam, select

from journal.extensions import db
from journal.markdown import reading_text, render
from journal.models import Reflection, ReflectionVersion
from journal.permissions import NotAllowed
from journal.services import audit, care, deleting, note_views, notes, people, replies, texts
from journal.services.actor import Actor
from journal.services.acts import Act
from journal.services.care import Reader
from journal.services.note_views import NoteView

RECEIPTS = (Act.REFLECTION_OPENED, Act.REFLECTION_REVIEWED, Act.REVIEW_UNDONE)

_VERSIONS = (
    select(ReflectionVersion.number, ReflectionVersion.saved_at)
    .where(ReflectionVersion.reflection_id == bindparam("reflection"))
    .order_by(ReflectionVersion.number.desc())
)


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody opened or reviewed a reflection, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """The words of a reflection, or the fact that they cannot be opened."""

    title: str
    words: int
    body: str
    readable: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """That an earlier version is kept, and when it was saved."""

    number: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class ReflectionPage:
    """One reflection as its writer sees it."""

    id: UUID
    title: str
    readable: bool
    html: Markup
    created_at: datetime
    changed_at: datetime
    state: str
    version: int
    words: int
    has_draft: bool
    readers: tuple[Reader, ...]
    possible_readers: tuple[Reader, ...]
    opened: tuple[Seen, ...]
    read_by: tuple[Seen, ...]
    notes: tuple[NoteView, ...]
    versions: tuple[Kept, ...]
    deleted_until: datetime | None

    @property
    def can_share(self) -> bool:
        """Whether sharing would let somebody read it."""
        return self.state == texts.PRIVATE and bool(self.possible_readers)


@dataclass(frozen=True, slots=True)
class VersionPage:
    """An earlier saved text."""

    number: int
    title: str
    html: Markup
    saved_at: datetime
    current_number: int


def open_words(actor: Actor, reflection: Reflection) -> Opened:
    """The words of a reflection; a damaged, moved or rolled-back one is said to be unreadable, no more."""
    text = texts.open_or_none(actor, reflection if reflection.version else texts.draft_of(reflection))
    if text is None or not texts.is_current(reflection):
        return Opened("", 0, "", readable=False)
    return Opened(text.head.title, text.head.words, text.body, readable=True)


def page(actor: Actor, reflection_id: UUID) -> ReflectionPage:
    """Opens an own reflection; writes nothing. Raises `NotAllowed`."""
    reflection = _own_or_deleted(actor, reflection_id)
    opened = open_words(actor, reflection)
    seen = notes.visible(actor, reflection.id, actor.id)
    plain = reading_text(opened.body) if seen else ""
    shown, marks = note_views.views(actor, seen, plain)
    shared, receipts = reflection.state == texts.SHARED, _receipts(reflection)
    versions = db.session.execute(_VERSIONS, {"reflection": reflection.id})
    return ReflectionPage(
        id=reflection.id, title=opened.title, readable=opened.readable, html=render(opened.body, marks, plain),
        created_at=reflection.created_at, changed_at=reflection.saved_at, state=reflection.state,
        version=reflection.version, words=opened.words, has_draft=texts.draft_of(reflection) is not None,
        readers=tuple(care.readers_of(reflection)) if shared else (),
        possible_readers=() if shared else tuple(care.readers(actor.id)),
        opened=receipts[0], read_by=receipts[1], notes=shown,
        versions=tuple(Kept(number, saved_at) for number, saved_at in versions),
        deleted_until=deleting.restorable_until(reflection),
    )  # fmt: skip


def _own_or_deleted(actor: Actor, reflection_id: UUID) -> Reflection:
    try:
        return texts.own(actor, reflection_id)
    except NotAllowed:
        return texts.own(actor, reflection_id, deleted=True)


def _receipts(reflection: Reflection) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    """Who has opened it, and who has marked it as reviewed and not taken the mark back; told by the audit."""
    rows = audit.newest_acts(reflection.clinic_id, reflection.id, RECEIPTS)
    last = {row.actor_id: row for row in reversed(rows) if row.act != Act.REFLECTION_OPENED}
    names = people.names(reflection.clinic_id, {row.actor_id for row in rows})
    opened = [row for row in rows if row.act == Act.REFLECTION_OPENED]
    reviewed = [row for row in last.values() if row.act == Act.REFLECTION_REVIEWED]
    return _seen(names, opened), _seen(names, reviewed)


def _seen(names: dict[UUID, str], rows: Sequence[Any]) -> tuple[Seen, ...]:
    return tuple(Seen(names.get(row.actor_id, people.UNREADABLE_NAME), row.at) for row in rows)


@dataclass(frozen=True, slots=True)
class AboutToChange:
    """What a confirming page says of a reflection."""

    id: UUID
    title: str
    created_at: datetime
    state: str
    opened_by: tuple[str, ...]
    note_count: int


def about_to_change(actor: Actor, reflection_id: UUID) -> AboutToChange:
    """What making private or deleting would touch. Raises `NotAllowed`."""
    reflection = texts.own(actor, reflection_id)
    seen = notes.visible(actor, reflection.id, actor.id)
    title = texts.text_or_empty(actor, texts.draft_of(reflection) or reflection).head.title
    opened_by = tuple(seen.name for seen in _receipts(reflection)[0])
    return AboutToChange(reflection.id, title, reflection.created_at, reflection.state, opened_by, len(seen))


def of_note(actor: Actor, note_id: UUID) -> UUID:
    """The reflection of a note that this patient can see. Raises `NotAllowed`."""
    return replies.reflection_of(actor, note_id)


def version(actor: Actor, reflection_id: UUID, number: int) -> VersionPage:
    """Opens an earlier saved text of an own reflection. Raises `NotAllowed`, `CannotOpen`."""
    reflection = texts.own(actor, reflection_id)
    wanted = (ReflectionVersion.reflection_id == reflection.id) & (ReflectionVersion.number == number)
    row = db.session.scalars(select(ReflectionVersion).where(wanted)).one_or_none()
    if row is None:
        raise NotAllowed
    title, body = texts.head(actor, row).title, texts.body(actor, row)
    return VersionPage(row.number, title, render(body), row.saved_at, reflection.version)
