"""Saving a reflection: one version after the other, sealed for whoever may read it, and never over somebody's words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.reflections import Text
from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Reflection
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.consents import consents
from journal.services.reflections import audiences, sharing, texts, withdrawing
from journal.services.reflections.audiences import ONLY_ME, NobodyReads
from journal.services.reflections.drafts import Conflict, Words, reflection_for
from journal.services.rings import rings
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts of a conflict."""

    title: str
    text: str
    changed_at: datetime | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class BothTexts:
    """The text typed here, and the one that was saved or drafted elsewhere meanwhile."""

    id: UUID
    mine: Side
    theirs: Side
    audience: str
    base_version: int
    draft_version: int
    token: str
    new_id: UUID
    new_token: str
    session_id: UUID | None
    moment: str


def save(actor: Actor, words: Words, *, replace: bool = False, asked_twice: bool = False) -> UUID:
    """Saves a version and returns the reflection's id; sending the same words twice saves one.

    Raises `Conflict` when the text changed elsewhere (unless `replace`: then that one becomes an earlier version),
    `NobodyReads`, `SharingRests`, `ConsentMissing`, `TextTooLong`, `NoWords`, `NotAllowed`."""
    rings.renew_due(actor)
    try:
        return _save(actor, words, replace=replace, asked_twice=asked_twice)
    except IntegrityError:  # the same new reflection came twice at once; now it exists
        return _save(actor, words, replace=replace, asked_twice=asked_twice)


def _save(actor: Actor, words: Words, *, replace: bool, asked_twice: bool) -> UUID:
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    text = texts.make_text(words.title, words.text)
    if not (text.head.title or text.body.strip()):
        raise texts.NoWords
    may_share = words.audience == ONLY_ME or consents.allow_sharing(actor.id, actor.clinic_id)
    with unit_of_work(), db.session.no_autoflush:  # the row is written once, when it is whole
        reflection = reflection_for(actor, words)
        if words.audience != ONLY_ME and not audiences.can_read(actor.id, words.audience):
            raise NobodyReads
        if not may_share and audiences.lets_more_read(reflection, words.audience):
            raise consents.ConsentMissing
        if _is_repeated(actor, reflection, words, text):
            return reflection.id
        sharing.require_day(actor.id, asked_twice=asked_twice or words.audience == ONLY_ME)
        if not _is_as_seen(actor, reflection, words, text):
            if not replace:
                raise Conflict
            _keep_other_draft(actor, reflection)
        _put_version(actor, reflection, text, words.audience)
    return words.id


def _is_as_seen(actor: Actor, reflection: Reflection, words: Words, text: Text) -> bool:
    """Whether nothing was written elsewhere since; a later draft with just these words is this form's own."""
    draft = texts.draft_of(reflection)
    if (reflection.version, draft.version if draft else 0) == (words.base_version, words.draft_version):
        return True
    drafted = texts.text_or_empty(actor, draft)
    same = (drafted.head.title, drafted.body) == (text.head.title, text.body)
    return draft is not None and reflection.version == words.base_version and same


def _is_repeated(actor: Actor, reflection: Reflection, words: Words, text: Text) -> bool:
    """Whether exactly this was saved already from exactly this form."""
    if reflection.version != words.base_version + 1 or texts.draft_of(reflection) is not None:
        return False
    if audiences.chosen(reflection) != words.audience:
        return False
    saved = texts.text_or_empty(actor, reflection)
    return (saved.head.title, saved.body) == (text.head.title, text.body)


def _keep_other_draft(actor: Actor, reflection: Reflection) -> None:
    """Turns the draft of another device into a version of its own before it is replaced."""
    draft = texts.draft_of(reflection)
    if draft is not None:
        _put_version(actor, reflection, texts.text(actor, draft), audiences.current(reflection))


def _put_version(actor: Actor, reflection: Reflection, text: Text, audience: str) -> None:
    was_shared = reflection.state == texts.SHARED
    if was_shared and audience == ONLY_ME:
        withdrawing.keep_copy(actor, reflection)
    if reflection.version > 0:
        _keep_if_it_opens(actor, reflection)
    draft = texts.draft_of(reflection)
    if draft is not None:
        db.session.delete(draft)
        db.session.flush()
    reflection.version, reflection.saved_at = reflection.version + 1, clock.now()
    sharing.seal_for(actor, reflection, text, audience)
    db.session.flush()  # it is whole; who reads now is asked next, and a ring may just have been made and granted
    audit.record(Act.REFLECTION_SAVED, actor.id, texts.stamp(reflection))
    sharing.record_change(actor, reflection, was_shared=was_shared)


def _keep_if_it_opens(actor: Actor, reflection: Reflection) -> None:
    with suppress(CannotOpen):  # nobody can read it any more; the new words must be saved all the same
        texts.keep_version(actor, reflection)
    db.session.flush()  # a key may have been renewed for it, kept or not, which the new words go under as well


def both_texts(actor: Actor, words: Words) -> BothTexts:
    """The two texts of a conflict, and an id under which the one typed here can be kept apart."""
    reflection = texts.own(actor, words.id)
    draft = texts.draft_of(reflection)
    row = draft or reflection
    theirs, new_id = texts.text_or_empty(actor, row), make_id()
    return BothTexts(
        reflection.id, Side(words.title, words.text),
        Side(theirs.head.title, theirs.body, row.saved_at, is_draft=draft is not None),
        words.audience, words.base_version, words.draft_version, words.token,
        new_id, token_for_id(server_secret(), actor.id, new_id), reflection.session_id, reflection.moment or "",
    )  # fmt: skip
