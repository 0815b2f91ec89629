"""Notes as pages show them: opened one by one, tied to the words they are about, closed where they wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from journal import anchors
from journal.crypto.errors import CannotOpen
from journal.markdown import READING_TEXT_VERSION, Mark
from journal.models import Note
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.care import decisions
from journal.services.notes import note_news, replies
from journal.services.notes.notes import EDITED_AWAY, WORDS, opened, stamp
from journal.services.notes.replies import ReplyView
from journal.services.people import people
from journal.services.rings import held_rings

WAITS, KEPT = "waits", "kept"


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as a page shows it. `closed` says why its patient does not see its words yet: it waits, or is kept for the
    appointment; `closed_replies` counts the replies that wait so."""

    id: UUID
    author_name: str
    author_is_me: bool
    readable: bool
    text: str
    quote: str | None
    placement: str
    mark_id: str | None
    visibility: str
    released_at: datetime | None
    withdrawn_at: datetime | None
    created_at: datetime
    written_about_version: int
    replies: tuple[ReplyView, ...]
    release_when_held: bool = False
    edited_at: datetime | None = None
    resolved_at: datetime | None = None
    is_new: bool = False
    closed: str = ""
    closed_replies: int = 0

    @property
    def has_news(self) -> bool:
        """Whether it, or a reply to it, was not opened yet by who looks."""
        return self.is_new or bool(self.closed_replies) or any(reply.is_new for reply in self.replies)


def views(
    actor: Actor, notes: Sequence[Note], reading: str, since: datetime | None = None, *, to_take: bool = False
) -> tuple[tuple[NoteView, ...], list[Mark]]:
    """The notes as the page shows them, and the marks of those whose words stand in the reading text.

    A note that does not open, or is not what its newest audit row says, is shown as unreadable. To its patient, what
    was not opened yet stays closed on a day of rest, or where it is kept; to others a reply after `since` is new.
    What is taken along is whole on any day."""
    held_rings.load_rings(actor, {note.ring_id for note in notes})
    stale = audit.stale(actor.clinic_id, [stamp(note) for note in notes])
    authors = people.names(actor.clinic_id, {note.author_id for note in notes})
    answers, closing = replies.of_notes(actor, notes), _Closing(actor, since, to_take=to_take)
    shown, marks = [], []
    for note in notes:
        found = _UNREADABLE if note.id in stale else closing.words(note) or _open(actor, note)
        span = found.anchor and anchors.find(reading, found.anchor)
        marks += [Mark(str(note.id), *span, kind="note")] if span else []
        author = authors.get(note.author_id, people.UNREADABLE_NAME)
        view = _view(actor, note, found, author, marked=bool(span))
        shown.append(closing.with_replies(view, note, answers.get(note.id, ())))
    return tuple(shown), marks


@dataclass(frozen=True, slots=True)
class _Opened:
    text: str
    anchor: anchors.Anchor | None
    readable: bool = True


_UNREADABLE = _Opened("", None, readable=False)
_CLOSED = _Opened("", None)


def _open(actor: Actor, note: Note) -> _Opened:
    try:
        text, anchor = opened(actor, note)
    except CannotOpen:
        return _UNREADABLE
    return _Opened(text, anchor if anchor and anchor.reading_text_version == READING_TEXT_VERSION else None)


class _Closing:
    """What stays closed to who looks: asked of the patient alone, and of the day only once."""

    def __init__(self, actor: Actor, since: datetime | None, *, to_take: bool) -> None:
        self._actor, self._since, self._to_take = actor, since, to_take
        self._rests: bool | None = None

    def words(self, note: Note) -> _Opened | None:
        """Nothing of a note that is closed; none where it may be opened."""
        if self._actor.role != "patient" or (note.withdrawn_at is None and not self.why(note)):
            return None
        return _CLOSED

    def why(self, note: Note) -> str:
        """Why the words of a note itself are closed to its patient."""
        return self._reason(note) if note_news.words_are_new(note) else ""

    def _reason(self, note: Note) -> str:
        if self._actor.role != "patient" or self._to_take:
            return ""
        if note.put_off:
            return KEPT
        if self._rests is None:
            self._rests = not decisions.may_decide(self._actor.id)
        return WAITS if self._rests else ""

    def with_replies(self, view: NoteView, note: Note, told: tuple[ReplyView, ...]) -> NoteView:
        """The view with those replies that are open to who looks."""
        if self._actor.role != "patient":
            return replace(view, replies=tuple(_newer(reply, self._since) for reply in told))
        if note.withdrawn_at is not None:
            return replace(view, replies=tuple(reply for reply in told if reply.is_me))
        if why := self.why(note):
            return replace(view, is_new=True, closed=why)
        told = tuple(_newer(reply, note.seen_at) for reply in told)
        coming = [reply for reply in told if reply.is_new]
        view = replace(view, is_new=note_news.words_are_new(note), replies=told)
        if not coming or not (why := self._reason(note)):
            return view
        left = tuple(reply for reply in told if not reply.is_new)
        return replace(view, replies=left, closed_replies=len(coming), closed=why)


def _newer(reply: ReplyView, since: datetime | None) -> ReplyView:
    return replace(reply, is_new=since is not None and not reply.is_me and reply.created_at > since)


def _view(actor: Actor, note: Note, found: _Opened, author: str, *, marked: bool) -> NoteView:
    return NoteView(
        id=note.id, author_name=author, author_is_me=note.author_id == actor.id, readable=found.readable,
        text=found.text, quote=found.anchor.exact if found.anchor else None,
        placement=EDITED_AWAY if note.anchoring == WORDS and not marked else note.anchoring,
        mark_id=f"mark-{note.id}" if marked else None, visibility=note.visibility,
        released_at=note.released_at, withdrawn_at=note.withdrawn_at, created_at=note.created_at,
        written_about_version=note.reflection_version, replies=(), release_when_held=note.release_when_held,
        edited_at=note.edited_at, resolved_at=note.resolved_at,
    )  # fmt: skip
