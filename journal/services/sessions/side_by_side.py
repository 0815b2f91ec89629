"""Sessions side by side: what was intended before each, and the first sentence of what was written after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from journal.markdown import reading_text
from journal.models import Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.reflections import reflections
from journal.services.sessions import own_sessions, session_pages
from journal.services.sessions.own_sessions import OwnSession
from journal.services.sessions.session_pages import INTENTION, MOMENTS

_ACCOUNTS = [moment for moment in MOMENTS if moment not in (INTENTION, "before_appointment", session_pages.LANDING)]
_SENTENCE = re.compile(r".*?[.!?…]+[\"”’)]*(?=\s|$)", re.DOTALL)
_LONGEST = 280  # code points of a sentence that never ends


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reflection, or its title where there is none."""

    reflection_id: UUID
    words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A session with what was intended and the one sentence since; either may be missing."""

    session: OwnSession
    intention: Sentence | None
    sentence: Sentence | None


def own(actor: Actor) -> tuple[Beside, ...]:
    """The patient's sessions, earliest first, once there are enough of them. Raises `NotAllowed`."""
    every = own_sessions.own(actor)
    if not every.can_compare:
        raise NotAllowed
    found = session_pages.rows(actor.id, [session.id for session in every.past])
    return tuple(_beside(actor, session, found) for session in reversed(every.past))


def _beside(actor: Actor, session: OwnSession, found: Sequence[Reflection]) -> Beside:
    mine = [row for row in found if row.session_id == session.id]
    return Beside(session, _first(actor, mine, [INTENTION]), _first(actor, mine, _ACCOUNTS))


def _first(actor: Actor, found: Sequence[Reflection], moments: Sequence[str]) -> Sentence | None:
    """The sentence of the earliest moment of these that has one."""
    for moment in moments:
        for row in (each for each in found if each.moment == moment):
            opened = reflections.open_words(actor, row)
            if words := first_sentence(reading_text(opened.body)) or opened.title:
                return Sentence(row.id, words)
    return None


def first_sentence(text: str) -> str:
    """The first sentence of a text, shortened where it goes on and on; empty where there is no text."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    first = " ".join(first.split())[: _LONGEST + 1]  # looked through no further: a row of dots would cost minutes
    found = _SENTENCE.match(first)
    words = found[0] if found else first
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
