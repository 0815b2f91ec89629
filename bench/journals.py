"""Whole journals at once: rows as saving and reviewing make them, sealed and audited, many in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bench import texts
from journal import clock
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.ids import make_id
from journal.models import Reading, Reflection
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.reflections import texts as texts_service
from journal.services.work import unit_of_work

AT_ONCE = 200


def _nothing(_number: int) -> str:
    return ""


def share(
    writer: Actor, journal: int, ending: Callable[[int], str] = _nothing, *, apart: timedelta = timedelta(0)
) -> list[Reflection]:
    """Writes a journal of this many shared reflections, so far apart and the last of them now; `ending` is what a text
    ends with."""
    begun, made = clock.now() - apart * (journal - 1), list[Reflection]()
    for start in range(0, journal, AT_ONCE):
        with unit_of_work():
            ring = texts_service.care_ring(writer)
            made += [
                _write(writer, ring, number, ending(number), begun + apart * number)
                for number in range(start, min(start + AT_ONCE, journal))
            ]
    db.session.remove()
    return made


def _write(writer: Actor, ring: RingKey, number: int, ending: str, moment: datetime) -> Reflection:
    with clock.at(moment):
        row = Reflection(
            id=make_id(), clinic_id=writer.clinic_id, patient_id=writer.id, state=texts_service.SHARED, version=1,
            seal_version=1, created_at=moment, saved_at=moment, shared_at=moment, kept_when_withdrawn=False,
        )  # fmt: skip
        texts_service.put(row, ring, texts_service.make_text(texts.title(number), texts.prose(number) + ending))
        db.session.add(row)
        audit.record(Act.REFLECTION_SAVED, writer.id, texts_service.stamp(row))
    return row


def review(reader: Actor, reflections: Sequence[Reflection]) -> None:
    """Marks these as opened and reviewed by a therapist an hour after each was saved."""
    with unit_of_work():
        for each in reflections:
            moment = each.saved_at + timedelta(hours=1)
            reading = Reading(
                id=make_id(), clinic_id=each.clinic_id, reflection_id=each.id, reader_id=reader.id, opened_at=moment,
                reviewed_at=moment, reviewed_version=1, version=1,
            )  # fmt: skip
            db.session.add(reading)
            audit.record(Act.REFLECTION_REVIEWED, reader.id, texts_service.stamp(each))
    db.session.remove()
