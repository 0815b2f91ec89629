"""The form of a reflection: empty, of one that is there, or with words given back as they were typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.tokens import browser_key, token_fits_id, token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.models import Reflection
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.care import care_now
from journal.services.consents import consents
from journal.services.prompts import questions
from journal.services.prompts.questions import Questions
from journal.services.reflections import audiences, texts, withdrawing
from journal.services.reflections.audiences import ONLY_ME, Audience
from journal.services.reflections.typed_words import Words
from journal.services.sessions import belonging


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
    session_id: UUID | None
    moment: str
    belongs: str
    asked: Questions
    limit: int = texts.LONGEST_BODY

    @property
    def can_share(self) -> bool:
        """Whether somebody would be able to read it, and its writer agreed to how."""
        return bool(self.audiences) and self.may_share


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words belong, and the prompt they stand beside."""

    session_id: UUID | None = None
    moment: str = ""
    prompt: str = ""


def new_editor(actor: Actor, session_id: UUID | None = None, moment: str = "") -> Editor:
    """An empty form, of a session and at a moment where these are named; its id is made here, bound to the person, and
    makes a second sending harmless. Raises `NotAllowed`."""
    require(actor.who, Permission.REFLECTION_WRITE, About(actor.clinic_id, patient_id=actor.id))
    belonging.check(actor, session_id, moment)
    return _editor(actor, make_id(), None, "", "", place=_Place(session_id, moment))


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
    else:
        belonging.check(actor, words.session_id, words.moment)
    return _editor(
        actor, words.id, reflection, words.title, words.text, audience=words.audience,
        base_version=words.base_version, draft_version=words.draft_version,
        place=_Place(words.session_id, words.moment, words.prompt),
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
    place: _Place | None = None,
) -> Editor:
    where = _place_of(reflection, place or _Place())
    shared = reflection is not None and reflection.state == texts.SHARED
    rule = withdrawing.rule_of(reflection) if reflection and shared else withdrawing.rule_of_clinic(actor.clinic_id)
    choices = audiences.choices(actor.id)
    return Editor(
        reflection_id, reflection is None, title, text, audience, base_version, draft_version, draft_saved_at,
        shared_version_at, token_for_id(server_secret(), actor.id, reflection_id),
        browser_key(actor.keys.account_key), choices, not choices and care_now.is_over(actor.id),
        shared, shared or consents.allow_sharing(actor.id, actor.clinic_id), rule, where.session_id, where.moment,
        _lies(actor, reflection, where), questions.at(actor, where.moment, where.prompt),
    )  # fmt: skip


def _lies(actor: Actor, reflection: Reflection | None, where: _Place) -> str:
    """Where the page lies from its session: by when it was begun, or by now where it is new."""
    placed = belonging.of_row(actor, reflection) if reflection is not None else None
    return placed.words if placed else belonging.now(actor, where.session_id)


def _place_of(reflection: Reflection | None, typed: _Place) -> _Place:
    """Where the words belong: a reflection that is stored stays where it was begun."""
    if reflection is None:
        return typed
    return _Place(reflection.session_id, reflection.moment or "", typed.prompt)
