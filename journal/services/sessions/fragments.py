"""The first fragments of a session, to be laid beside the page on which it is looked at again: what still holds?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.extensions import db
from journal.markdown import reading_text
from journal.models import DosingSession, Reflection
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.reflections import reflections
from journal.services.sessions import session_day, session_pages
from journal.services.sessions.session_pages import LANDING

LOOKING_AGAIN = ("first_account", "second_look", "week")  # about 24 hours, 72 hours and a week after


@dataclass(frozen=True, slots=True)
class Fragment:
    """What was written in the first hours, as it reads; `words` is empty where it cannot be opened."""

    id: UUID
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What a moment of a session lays around its writing page: the still page of the first hours, or the fragments."""

    is_landing: bool = False
    rests_until: datetime | None = None
    fragments: tuple[Fragment, ...] = ()


def of_session(actor: Actor, session_id: UUID) -> tuple[Fragment, ...]:
    """The first fragments of an own session, earliest first; none of anybody else's. Raises `NotAllowed`."""
    require(actor.who, Permission.SESSION_TELL, About(actor.clinic_id, patient_id=actor.id))
    found = session_pages.rows(actor.id, [session_id])
    return tuple(_fragment(actor, row) for row in found if row.moment == LANDING)


def around(actor: Actor, session_id: UUID | None = None, moment: str = "") -> Around:
    """What stands around a page that belongs to this moment of a session. Raises `NotAllowed`."""
    session = db.session.get(DosingSession, session_id) if session_id else None
    if session is None or session.patient_id != actor.id:
        return Around(rests_until=session_day.rests_until(actor.id))
    landing = moment == LANDING and session_day.is_landing(session)
    beside = of_session(actor, session.id) if moment in LOOKING_AGAIN else ()
    return Around(landing, session_day.rests_until(actor.id), beside)


def _fragment(actor: Actor, row: Reflection) -> Fragment:
    opened = reflections.open_words(actor, row)
    words = "\n".join(part for part in (opened.title, reading_text(opened.body)) if part.strip())
    return Fragment(row.id, words, row.created_at)
