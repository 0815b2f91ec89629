"""Drafts: words typed and not yet saved, kept under the private ring so that no pause loses them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from journal import clock
from journal.crypto.reflections import Text
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.models import Reflection, ReflectionDraft
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.reflections import texts
from journal.services.reflections.audiences import ONLY_ME, THERAPIST
from journal.services.reflections.editors import Editor, editor, editor_with, new_editor
from journal.services.reflections.typed_words import Words
from journal.services.sessions import belonging
from journal.services.work import unit_of_work

__all__ = [
    "ONLY_ME", "THERAPIST", "Conflict", "DraftSaved", "Editor", "Words", "editor", "editor_with", "new_editor",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The draft as the server now holds it; version 0 where nothing is kept."""

    version: int
    base_version: int
    saved_at: datetime


class Conflict(Exception):
    """The text was changed elsewhere since this form was opened."""


def save_draft(actor: Actor, words: Words) -> DraftSaved:
    """Keeps what was typed; never changes who can read it. A page that had no words yet is not begun without any.

    Raises `Conflict`, `TextTooLong`, `NotAllowed`."""
    try:
        return _save_draft(actor, words, texts.make_text(words.title, words.text))
    except IntegrityError:  # the first draft of a new reflection came twice at once; now it exists
        return _save_draft(actor, words, texts.make_text(words.title, words.text))


def _save_draft(actor: Actor, words: Words, text: Text) -> DraftSaved:
    is_empty = not (text.head.title or text.body.strip())
    with unit_of_work():
        if is_empty and texts.find(words.id) is None:
            _require_new(actor, words)
            return DraftSaved(0, 0, clock.now())
        reflection = reflection_for(actor, words)
        draft = texts.draft_of(reflection)
        if (reflection.version, draft.version if draft else 0) != (words.base_version, words.draft_version):
            raise Conflict
        db.session.flush()  # a new reflection is stored before the draft that belongs to it
        draft = draft or _new_draft(reflection)
        draft.version, draft.saved_at = draft.version + 1, clock.now()
        texts.put(draft, texts.private_ring(actor), text)
        db.session.add(draft)
    return DraftSaved(draft.version, draft.base_version, draft.saved_at)


def reflection_for(actor: Actor, words: Words) -> Reflection:
    """The own reflection these words belong to, locked; made when its id is new and was made for this person."""
    if texts.find(words.id) is not None:
        return texts.own(actor, words.id, lock=True)
    _require_new(actor, words)
    now = clock.now()
    reflection = Reflection(
        id=words.id, clinic_id=actor.clinic_id, patient_id=actor.id, state=texts.DRAFT, version=0, seal_version=0,
        generation=0, created_at=now, saved_at=now, session_id=words.session_id, moment=words.moment or None,
    )  # fmt: skip
    db.session.add(reflection)
    audit.record(Act.DRAFT_BEGUN, actor.id, texts.stamp(reflection))
    return reflection


def _require_new(actor: Actor, words: Words) -> None:
    if not token_fits_id(server_secret(), actor.id, words.id, words.token):
        raise NotAllowed
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    belonging.check(actor, words.session_id, words.moment)


def _new_draft(reflection: Reflection) -> ReflectionDraft:
    return ReflectionDraft(
        id=reflection.id, clinic_id=reflection.clinic_id, patient_id=reflection.patient_id, version=0,
        base_version=reflection.version,
    )  # fmt: skip


def discard(actor: Actor, reflection_id: UUID) -> None:
    """Lets go of the words typed since the last save. Raises `NotAllowed`."""
    with unit_of_work():
        reflection = texts.own(actor, reflection_id, lock=True)
        draft = texts.draft_of(reflection)
        if draft is not None and reflection.version > 0:
            db.session.delete(draft)
            audit.record_about(Act.DRAFT_DISCARDED, actor.id, texts.stamp(reflection))
