"""Whether a database is whole: its audit holds, it is not behind its ledger, and reflections and notes open for exactly
those who may read them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Note, Reflection, ReflectionVersion
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.ledger import quarantine
from journal.services.notes import notes
from journal.services.reflections import texts
from tests.services.recovering import anew


def halves(clinic_id: UUID, patient: Actor, therapist: Actor) -> Iterator[str]:
    """A sentence for each half state; nothing where every change is there with all that belongs to it or not at all."""
    yield from verification.verify(clinic_id)
    yield from quarantine.doubts()
    for row in db.session.scalars(select(Reflection).where(Reflection.version > 0).order_by(Reflection.id)).all():
        if text_of(patient, row) is None:
            yield f"reflection {row.id} does not open for its writer"
        opens = text_of(therapist, row) is not None
        if opens is not (row.state == texts.SHARED):
            yield f"reflection {row.id} is {row.state} and {'opens' if opens else 'does not open'} for its reader"
        yield from _versions(patient, row)
    for note in db.session.scalars(select(Note).order_by(Note.id)).all():
        for who, actor in (("author", therapist), ("patient", patient)):
            if words_of(actor, note) is None:
                yield f"note {note.id} does not open for its {who}"


def _versions(patient: Actor, row: Reflection) -> Iterator[str]:
    of_it = select(ReflectionVersion).where(ReflectionVersion.reflection_id == row.id)
    earlier = db.session.scalars(of_it.order_by(ReflectionVersion.number)).all()
    if [each.number for each in earlier] != list(range(1, row.version)):
        yield f"reflection {row.id} is at version {row.version} and keeps {len(earlier)} earlier ones"
    for each in earlier:
        if texts.open_or_none(anew(patient), each) is None:
            yield f"version {each.number} of reflection {row.id} does not open for its writer"


def text_of(actor: Actor, row: Reflection) -> str | None:
    """The words of a reflection, as in a request of their own; none where they do not open."""
    opened = texts.open_or_none(anew(actor), row)
    return opened and opened.body


def words_of(actor: Actor, note: Note) -> str | None:
    """The words of a note, as in a request of their own; none where they do not open."""
    try:
        return notes.opened(anew(actor), note)[0]
    except CannotOpen:
        return None
