"""A patient's own reflections: one opened page, and who can read and has read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup

from journal.extensions import db
from journal.markdown import reading_text, render
from journal.models import Note, Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import receipts
from journal.services.audit.receipts import Receipts
from journal.services.care import care, care_now
from journal.services.care.care import Reader
from journal.services.consents import consents
from journal.services.insights import insight_rows
from journal.services.notes import note_access, note_views, replies
from journal.services.notes.note_views import NoteView
from journal.services.passages import passage_views
from journal.services.reflections import audiences, deleting, texts, versions, withdrawing, withdrawn
from journal.services.reflections.audiences import Audience
from journal.services.reflections.versions import Kept
from journal.services.reflections.withdrawing import Outcome, Rule
from journal.services.reflections.withdrawn import CopyRow
from journal.services.rings import lost_generations, read_rings
from journal.services.sessions import belonging


@dataclass(frozen=True, slots=True)
class Opened:
    """The words of a reflection, or the fact that they cannot be opened."""

    title: str
    words: int
    body: str
    readable: bool


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
    offers: tuple[Audience, ...]
    sharing_is_over: bool
    answerable: frozenset[UUID]
    receipts: Receipts
    notes: tuple[NoteView, ...]
    apart: passage_views.SetApart
    versions: tuple[Kept, ...]
    deleted_until: datetime | None
    may_share: bool
    rule: Rule
    copies: tuple[CopyRow, ...]
    keys_lost: bool
    placed: belonging.Placed | None
    origin: str | None = None
    delete_asked_at: datetime | None = None

    @property
    def can_share(self) -> bool:
        """Whether sharing would let somebody read it, and its writer agreed to how."""
        return bool(self.offers) and self.may_share


def open_words(actor: Actor, reflection: Reflection, told: Receipts | None = None) -> Opened:
    """The words of a reflection; a damaged, moved or rolled-back one is said to be unreadable, no more. What the audit
    knows of it is `told`, or asked."""
    text = texts.open_or_none(actor, reflection if reflection.version else texts.draft_of(reflection))
    is_current = told.is_current if told else texts.is_current(reflection)
    if text is None or not is_current:
        return Opened("", 0, "", readable=False)
    return Opened(text.head.title, text.head.words, text.body, readable=True)


def page(actor: Actor, reflection_id: UUID) -> ReflectionPage:
    """An own reflection as it stands; writes nothing. Raises `NotAllowed`."""
    reflection, readers, told = _look(actor, reflection_id)
    if not told.is_current:  # put back by somebody, or saved elsewhere between the two looks
        db.session.expire(reflection)
        reflection, readers, told = _look(actor, reflection_id)
    shared = reflection.state == texts.SHARED
    opened = open_words(actor, reflection, told)
    seen = note_access.visible(actor, reflection.id, actor.id)
    apart = passage_views.on_page(actor, reflection, opened.body)
    plain = apart.reading or (reading_text(opened.body) if seen else "")
    shown, marks = note_views.views(actor, seen, plain)
    return ReflectionPage(
        id=reflection.id, title=opened.title, readable=opened.readable, state=reflection.state, words=opened.words,
        html=render(opened.body, [*marks, *apart.marks], plain), created_at=reflection.created_at, readers=readers,
        changed_at=reflection.saved_at, version=reflection.version, offers=audiences.offers(actor.id, readers),
        has_draft=texts.draft_of(reflection) is not None,
        sharing_is_over=not readers and care_now.is_over(actor.id), answerable=_answerable(actor, seen),
        receipts=told, notes=shown, apart=apart,
        versions=versions.before(reflection, is_current=told.is_current),
        deleted_until=deleting.restorable_until(reflection),
        may_share=shared or consents.allow_sharing(actor.id, actor.clinic_id),
        rule=withdrawing.rule_of(reflection) if shared else withdrawing.rule_of_clinic(actor.clinic_id),
        copies=withdrawn.own(actor, reflection.id), keys_lost=not opened.readable and _keys_lost(reflection),
        placed=belonging.of_row(actor, reflection), origin=reflection.origin,
        delete_asked_at=reflection.delete_asked_at,
    )  # fmt: skip


def _look(actor: Actor, reflection_id: UUID) -> tuple[Reflection, tuple[Reader, ...], Receipts]:
    reflection = _own_or_deleted(actor, reflection_id)
    readers = tuple(care.readers_of(reflection)) if reflection.state == texts.SHARED else ()
    return reflection, readers, receipts.of(reflection)


def _keys_lost(reflection: Reflection) -> bool:
    sealed = reflection if reflection.version else texts.draft_of(reflection)
    return sealed is not None and lost_generations.is_lost(sealed.ring_id, sealed.generation)


def _answerable(actor: Actor, seen: list[Note]) -> frozenset[UUID]:
    """The notes to which somebody at the clinic could read a reply."""
    read = read_rings.among(actor.id, actor.clinic_id, ((note.ring_id, note.generation) for note in seen))
    return frozenset(note.id for note in seen if (note.ring_id, note.generation) in read)


def _own_or_deleted(actor: Actor, reflection_id: UUID) -> Reflection:
    try:
        return texts.own(actor, reflection_id)
    except NotAllowed:
        return texts.own(actor, reflection_id, deleted=True)


@dataclass(frozen=True, slots=True)
class AboutToChange:
    """What a confirming page says of a reflection."""

    id: UUID
    title: str
    created_at: datetime
    state: str
    opened_by: tuple[str, ...]
    note_count: int
    outcome: Outcome
    insights: int


def about_to_change(actor: Actor, reflection_id: UUID) -> AboutToChange:
    """What making private or deleting would touch. Raises `NotAllowed`."""
    reflection = texts.own(actor, reflection_id)
    seen = note_access.visible(actor, reflection.id, actor.id)
    title = texts.text_or_empty(actor, texts.draft_of(reflection) or reflection).head.title
    opened_by = receipts.of(reflection).names
    return AboutToChange(
        reflection.id, title, reflection.created_at, reflection.state, opened_by, len(seen),
        withdrawing.outcome(reflection), insight_rows.how_many_of(reflection.id),
    )  # fmt: skip


def of_note(actor: Actor, note_id: UUID) -> UUID:
    """The reflection of a note that this patient can see. Raises `NotAllowed`."""
    return replies.reflection_of(actor, note_id)
