"""The page of one session: what was intended, the first fragments, the accounts since, and the notes on them.

Its patient sees all of it, a therapist in care what is shared with them, and that leaves a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import ColumnElement, select

from journal.extensions import db
from journal.markdown import Mark, reading_text, render
from journal.models import DosingSession, Note, Person, Reflection
from journal.permissions import Permission, allows
from journal.services.actor import Actor
from journal.services.audit import receipts
from journal.services.audit.receipts import Where
from journal.services.notes import note_access, note_views
from journal.services.notes.note_views import NoteView
from journal.services.people import people
from journal.services.reflections import reflections, texts
from journal.services.reflections.list_queries import KEPT
from journal.services.sessions import own_sessions, resting, session_day
from journal.services.sessions.own_sessions import OwnSession
from journal.services.work import unit_of_work

INTENTION, LANDING = "intention", "landing"
MOMENTS = {
    INTENTION: "What you intended", LANDING: "First fragments", "first_account": "First account",
    "second_look": "Second look", "before_appointment": "Before the appointment", "week": "After a week",
    "two_weeks": "After two weeks", "month": "After a month", "two_months": "After two months",
    "three_months": "After three months",
}  # fmt: skip
_OTHER = "Also of this session"


@dataclass(frozen=True, slots=True)
class Page:
    """One reflection of a session, opened; `waiting` counts the notes whose place to be opened is beside the words."""

    id: UUID
    title: str
    readable: bool
    html: Markup
    created_at: datetime
    state: str
    moment: str
    on_the_day: bool
    notes: tuple[NoteView, ...]
    waiting: int

    @property
    def moment_name(self) -> str:
        """Which moment it belongs to, in words."""
        return MOMENTS.get(self.moment, _OTHER)


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A session and all that was written about it; `is_landing` in its first hours, to its own patient."""

    session: OwnSession
    patient_name: str
    patient_identifier: str
    pages: tuple[Page, ...]
    is_landing: bool = False

    @property
    def intentions(self) -> tuple[Page, ...]:
        """What was intended."""
        return self._of(INTENTION)

    @property
    def fragments(self) -> tuple[Page, ...]:
        """What was written in the first hours."""
        return self._of(LANDING)

    @property
    def accounts(self) -> tuple[Page, ...]:
        """Everything since, in its order."""
        return tuple(page for page in self.pages if page.moment not in (INTENTION, LANDING))

    def _of(self, moment: str) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.moment == moment)


def own(actor: Actor, session_id: UUID) -> SessionPage:
    """A patient's own session. Raises `NotAllowed`."""
    session = own_sessions.find(actor, session_id)
    held = db.session.get(DosingSession, session.id)
    pages = _opened(actor, session, rows(actor.id, [session_id]))
    return SessionPage(session, actor.name, "", pages, held is not None and session_day.is_landing(held))


def of_patient(actor: Actor, patient_id: UUID, session_id: UUID) -> SessionPage:
    """The same for a therapist in care, with what is shared with them; each is read, and leaves its receipt in the same
    transaction. Raises `NotAllowed`."""
    with unit_of_work():
        session = own_sessions.find(actor, session_id, patient_id)
        person = db.session.get_one(Person, patient_id)
        shared = [
            row for row in rows(patient_id, [session_id], Reflection.state == texts.SHARED) if _may_review(actor, row)
        ]
        pages = _opened(actor, session, shared)
        seen = {page.id for page in pages if page.readable}
        receipts.seen(actor, [row for row in shared if row.id in seen], Where.SESSION)
    return SessionPage(session, people.name_of(person), people.identifier_of(person), pages)


def rows(patient_id: UUID, session_ids: Sequence[UUID], which: ColumnElement[bool] = KEPT) -> Sequence[Reflection]:
    """A patient's reflections that belong to these sessions, in the order of their beginning; the caller has asked."""
    mine = (Reflection.patient_id == patient_id) & Reflection.session_id.in_(session_ids)
    return db.session.scalars(select(Reflection).where(mine, which).order_by(Reflection.id)).all()


def _may_review(actor: Actor, reflection: Reflection) -> bool:
    return allows(actor.who, Permission.REFLECTION_REVIEW, note_access.about_reflection(actor, reflection))


def _opened(actor: Actor, session: OwnSession, found: Sequence[Reflection]) -> tuple[Page, ...]:
    held = db.session.get(DosingSession, session.id)
    order = list(MOMENTS)
    pages = [_page(actor, held, reflection) for reflection in found]
    return tuple(sorted(pages, key=lambda page: order.index(page.moment) if page.moment in MOMENTS else len(order)))


def _page(actor: Actor, session: DosingSession | None, reflection: Reflection) -> Page:
    opened = reflections.open_words(actor, reflection)
    seen = note_access.visible(actor, reflection.id, reflection.patient_id)
    plain = reading_text(opened.body) if seen else ""
    shown, marks, waiting = _notes(actor, seen, plain)
    return Page(
        reflection.id, opened.title, opened.readable, render(opened.body, marks, plain),
        reflection.created_at, reflection.state, reflection.moment or "",
        resting.was_written_on_the_day(session, reflection), shown, waiting,
    )  # fmt: skip


def _notes(actor: Actor, seen: list[Note], plain: str) -> tuple[tuple[NoteView, ...], list[Mark], int]:
    """The notes that are read here, the marks they are about, and how many others wait beside the words."""
    views, marks = note_views.views(actor, seen, plain)
    if actor.role != "patient":
        return views, marks, 0
    opened = tuple(view for view in views if not view.has_news and not view.closed)
    told = {view.mark_id for view in opened}
    return opened, [mark for mark in marks if f"mark-{mark.id}" in told], len(views) - len(opened)
