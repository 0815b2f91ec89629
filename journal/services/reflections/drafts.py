"""Drafts: words typed and not yet saved, kept under the private ring so that no pause loses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.reflections import Text
from journal.crypto.tokens import browser_key, token_fits_id, token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Reflection, ReflectionDraft
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care_now
from journal.services.consents import consents
from journal.services.reflections import audiences, texts, withdrawing
from journal.services.reflections.audiences import ONLY_ME, THERAPIST, Audience
from journal.services.work import unit_of_work

__all__ = ["ONLY_ME", "THERAPIST", "Conflict", "DraftSaved", "Editor", "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed into the form of a reflection, and which versions its writer had seen."""

    id: UUID
    title: str
    text: str
    audience: str = ONLY_ME
    base_version: int = 0
    draft_version: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The draft as the server now holds it."""

    version: int
    base_version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Editor:
    """The form of a reflection, with everything it shows and carries."""

    id: UUID
    is_new: bool
    title: str
    text: str
    audience: str
    base_version: int
    draft_version: int
    draft_saved_at: datetime | None
    shared_version_at: datetime | None
    token: str
    keep_key: str = field(repr=False)
    audiences: tuple[Audience, ...]
    sharing_is_over: bool
    is_shared: bool
    may_share: bool
    rule: withdrawing.Rule
    limit: int = texts.LONGEST_BODY

    @property
    def can_share(self) -> bool:
        """Whether somebody would be able to read it, and its writer agreed to how."""
        return bool(self.audiences) and self.may_share


class Conflict(Exception):
    """The text was changed elsewhere since this form was opened."""


def new_editor(actor: Actor) -> Editor:
    """An empty form; its id is made here, bound to the person, and makes a second sending harmless."""
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    return _editor(actor, make_id(), None, "", "")


def editor(actor: Actor, reflection_id: UUID) -> Editor:
    """The form of an own reflection, with the draft where there is one. Raises `NotAllowed`, `CannotOpen`."""
    reflection = texts.own(actor, reflection_id)
    draft, current = texts.draft_of(reflection), texts.is_current(reflection)
    opened = texts.open_or_none(actor, draft)
    if opened is None:
        if reflection.version == 0 or not current:
            raise CannotOpen
        opened = texts.text(actor, reflection)
    shared = reflection.state == texts.SHARED and current
    return _editor(
        actor, reflection.id, reflection, opened.head.title, opened.body,
        audience=audiences.current(reflection) if shared else ONLY_ME, base_version=reflection.version,
        draft_version=draft.version if draft else 0, draft_saved_at=draft.saved_at if draft else None,
        shared_version_at=reflection.saved_at if shared and draft else None,
    )  # fmt: skip


def editor_with(actor: Actor, words: Words) -> Editor:
    """The form with words given back as typed, whatever the server holds."""
    reflection = texts.find(words.id)
    if reflection is not None:
        texts.own(actor, words.id)
    elif not token_fits_id(server_secret(), actor.id, words.id, words.token):
        raise NotAllowed
    return _editor(
        actor, words.id, reflection, words.title, words.text, audience=words.audience,
        base_version=words.base_version, draft_version=words.draft_version,
    )  # fmt: skip


def _editor(
    actor: Actor,
    reflection_id: UUID,
    reflection: Reflection | None,
    title: str,
    text: str,
    *,
    audience: str = ONLY_ME,
    base_version: int = 0,
    draft_version: int = 0,
    draft_saved_at: datetime | None = None,
    shared_version_at: datetime | None = None,
) -> Editor:
    shared = reflection is not None and reflection.state == texts.SHARED
    rule = withdrawing.rule_of(reflection) if reflection and shared else withdrawing.rule_of_clinic(actor.clinic_id)
    choices = audiences.choices(actor.id)
    return Editor(
        reflection_id, reflection is None, title, text, audience, base_version, draft_version, draft_saved_at,
        shared_version_at, token_for_id(server_secret(), actor.id, reflection_id),
        browser_key(actor.keys.account_key), choices, not choices and care_now.is_over(actor.id),
        shared, shared or consents.allow_sharing(actor.id, actor.clinic_id), rule,
    )  # fmt: skip


def save_draft(actor: Actor, words: Words) -> DraftSaved:
    """Keeps what was typed; never changes who can read it. Raises `Conflict`, `TextTooLong`, `NotAllowed`."""
    try:
        return _save_draft(actor, words, texts.make_text(words.title, words.text))
    except IntegrityError:  # the first draft of a new reflection came twice at once; now it exists
        return _save_draft(actor, words, texts.make_text(words.title, words.text))


def _save_draft(actor: Actor, words: Words, text: Text) -> DraftSaved:
    with unit_of_work():
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
    if not token_fits_id(server_secret(), actor.id, words.id, words.token):
        raise NotAllowed
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    moment = clock.now()
    reflection = Reflection(
        id=words.id, clinic_id=actor.clinic_id, patient_id=actor.id, state=texts.DRAFT, version=0, seal_version=0,
        generation=0, created_at=moment, saved_at=moment,
    )  # fmt: skip
    db.session.add(reflection)
    audit.record(Act.DRAFT_BEGUN, actor.id, texts.stamp(reflection))
    return reflection


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
