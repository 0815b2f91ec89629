"""The therapist's reading: what waits, one reflection opened with its receipt, and marking it as reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.ids import make_id
from journal.markdown import reading_text, render
from journal.models import Person, Reading, Reflection
from journal.permissions import NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.notes import note_access, note_views
from journal.services.notes.note_views import NoteView
from journal.services.passages import passage_views
from journal.services.people import people
from journal.services.reflections import reflections, texts
from journal.services.reflections.reflections import Opened
from journal.services.review import review_marks, review_queue
from journal.services.sessions import belonging
from journal.services.sessions.belonging import Placed
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One shared reflection as the therapist reads it; `position` and `total` count what waits of its patient, and
    `next_id` is what follows of them."""

    id: UUID
    patient_id: UUID
    patient_name: str
    patient_identifier: str
    title: str
    readable: bool
    html: Markup
    created_at: datetime
    changed_at: datetime
    words: int
    version: int
    reviewed_at: datetime | None
    notes: tuple[NoteView, ...]
    apart: passage_views.SetApart
    position: int
    total: int
    next_id: UUID | None
    placed: Placed | None
    origin: str | None


def open_reflection(actor: Actor, reflection_id: UUID) -> ReviewPage:
    """Opens a shared reflection and writes the receipt in the same transaction. Raises `NotAllowed`."""
    with unit_of_work():
        reflection = _shared(actor, reflection_id, lock=True)
        reading, opened = _reading(actor, reflection), reflections.open_words(actor, reflection)
        since = reading.opened_at if reading.version else None
        if opened.readable:  # what does not open was not seen, and its row is not made good
            reading.opened_at, reading.version = clock.now(), reading.version + 1
            db.session.add(reading)
            audit.record(Act.REFLECTION_OPENED, actor.id, texts.stamp(reflection))
        return _page(actor, reflection, reading, opened, since)


def _reviewed_at(reading: Reading, reflection: Reflection) -> datetime | None:
    """When the text that stands there now was reviewed; a version saved since waits again, and so does what the audit
    does not tell of."""
    if reading.reviewed_at is None or reading.reviewed_version < reflection.version:
        return None
    made = review_marks.is_as_it_stands(reflection.clinic_id, reading.reader_id, reflection.id)
    return reading.reviewed_at if made else None


def check_may_open(actor: Actor, reflection_id: UUID) -> None:
    """Raises `NotAllowed` unless this therapist may read this reflection now."""
    _shared(actor, reflection_id)


def _shared(actor: Actor, reflection_id: UUID, *, lock: bool = False) -> Reflection:
    reflection = texts.find(reflection_id, lock=lock)
    if reflection is None:
        raise NotAllowed
    require(actor.who, Permission.REFLECTION_REVIEW, note_access.about_reflection(actor, reflection, hold=lock))
    return reflection


def _reading(actor: Actor, reflection: Reflection) -> Reading:
    pair = (Reading.reflection_id == reflection.id) & (Reading.reader_id == actor.id)
    return db.session.scalars(select(Reading).where(pair)).one_or_none() or Reading(
        id=make_id(), clinic_id=reflection.clinic_id, reflection_id=reflection.id, reader_id=actor.id,
        opened_at=clock.now(), reviewed_version=0, version=0,
    )  # fmt: skip


def _current_reading(actor: Actor, reflection: Reflection) -> Reading:
    """What this reader did with a reflection. Raises `CannotOpen` for a row that was put back."""
    if not texts.is_current(reflection):
        raise CannotOpen
    return _reading(actor, reflection)


def _page(actor: Actor, reflection: Reflection, reading: Reading, opened: Opened, since: datetime | None) -> ReviewPage:
    person = db.session.get_one(Person, reflection.patient_id)
    seen = note_access.visible(actor, reflection.id, reflection.patient_id)
    apart = passage_views.on_page(actor, reflection, opened.body)
    plain = apart.reading or (reading_text(opened.body) if seen else "")
    shown, marks = note_views.views(actor, seen, plain, since)
    html = render(opened.body, [*marks, *apart.marks], plain)
    position, queue = review_queue.position(actor, reflection.id, person.id)
    after = queue[position:]
    return ReviewPage(
        reflection.id, person.id, people.name_of(person), people.identifier_of(person), opened.title,
        opened.readable, html, reflection.created_at, reflection.saved_at, opened.words, reflection.version,
        _reviewed_at(reading, reflection), shown, apart, position, len(queue), after[0] if after else None,
        belonging.of_row(actor, reflection), reflection.origin,
    )  # fmt: skip


def mark_reviewed(actor: Actor, reflection_id: UUID, version: int) -> None:
    """Marks the version that was on the page as reviewed; the patient sees it and when. Raises `NotAllowed`."""
    with unit_of_work():
        reflection = _shared(actor, reflection_id, lock=True)
        if not note_access.account_open(reflection.patient_id):
            raise NotAllowed
        reading = _current_reading(actor, reflection)
        seen = min(max(version, 1), reflection.version)
        if _reviewed_at(reading, reflection) is None and not seen <= reading.reviewed_version < reflection.version:
            reading.reviewed_at, reading.reviewed_version = clock.now(), seen
            reading.version += 1
            db.session.add(reading)
            audit.record(Act.REFLECTION_REVIEWED, actor.id, texts.stamp(reflection))


def undo_reviewed(actor: Actor, reflection_id: UUID) -> None:
    """Takes the mark back. Raises `NotAllowed`."""
    with unit_of_work():
        reflection = _shared(actor, reflection_id, lock=True)
        reading = _current_reading(actor, reflection)
        if reading.reviewed_at is not None:
            reading.reviewed_at, reading.reviewed_version, reading.version = None, 0, reading.version + 1
            audit.record(Act.REVIEW_UNDONE, actor.id, texts.stamp(reflection))
