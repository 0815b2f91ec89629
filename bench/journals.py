"""Whole journals at once: rows as saving and reviewing make them, sealed and audited, many in one transaction.

What makes it fast leaves nothing out: a text that comes again is read for its words once, and rows go to the database
as many at a time. Every value is sealed by the product's own functions, and the audit chains each act as always."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, insert

from bench import texts
from journal import clock
from journal.crypto.keys import RingKey
from journal.crypto.reflections import Text
from journal.extensions import db
from journal.ids import make_id
from journal.models import Reading, Reflection
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.reflections import texts as texts_service
from journal.services.work import unit_of_work

AT_ONCE = 500
READ_AFTER = timedelta(hours=1)


def _nothing(_number: int) -> str:
    return ""


def share(
    writer: Actor, journal: int, ending: Callable[[int], str] = _nothing, *, apart: timedelta = timedelta(0)
) -> list[Reflection]:
    """Writes a journal of this many shared reflections, so far apart and the last of them now; `ending` is what a text
    ends with."""
    begun, made = clock.now() - apart * (journal - 1), list[Reflection]()
    for numbers in _parts(range(journal)):
        with unit_of_work():
            ring = texts_service.care_ring(writer)
            rows = [_write(writer, ring, number, ending(number), begun + apart * number) for number in numbers]
            _insert(Reflection, rows)
        made += rows
    db.session.remove()
    return made


def _parts(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (things[start : start + AT_ONCE] for start in range(0, len(things), AT_ONCE))


def _write(writer: Actor, ring: RingKey, number: int, ending: str, moment: datetime) -> Reflection:
    """One new reflection, shared at once, with the acts that saving it so leaves."""
    with clock.at(moment):
        row = Reflection(
            id=make_id(), clinic_id=writer.clinic_id, patient_id=writer.id, state=texts_service.DRAFT, version=0,
            seal_version=0, generation=0, created_at=moment, saved_at=moment, kept_when_withdrawn=False,
        )  # fmt: skip
        _record(writer, row, Act.DRAFT_BEGUN)
        row.state, row.version, row.seal_version, row.shared_at = texts_service.SHARED, 1, 1, moment
        texts_service.put(row, ring, *_typed(number, ending))
        _record(writer, row, Act.REFLECTION_SAVED, Act.REFLECTION_SHARED)
    return row


@lru_cache(maxsize=4096)
def _typed(number: int, ending: str) -> tuple[Text, str]:
    """What is typed, and its words as searching looks through them."""
    text = texts_service.make_text(texts.title(number), texts.prose(number) + ending)
    return text, texts_service.words_to_search(text)


def review(reader: Actor, reflections: Sequence[Reflection]) -> None:
    """Opens and reviews these as a therapist does, an hour after each was saved, with the two acts of it."""
    for some in _parts(reflections):
        with unit_of_work():
            _insert(Reading, [_read(reader, each) for each in some])
    db.session.remove()


def _read(reader: Actor, reflection: Reflection) -> Reading:
    moment = reflection.saved_at + READ_AFTER
    with clock.at(moment):
        _record(reader, reflection, Act.REFLECTION_OPENED, Act.REFLECTION_REVIEWED)
        return Reading(
            id=make_id(), clinic_id=reflection.clinic_id, reflection_id=reflection.id, reader_id=reader.id,
            opened_at=moment, reviewed_at=moment, reviewed_version=1, version=2,
        )  # fmt: skip


def _record(actor: Actor, reflection: Reflection, *acts: Act) -> None:
    stamp = texts_service.stamp(reflection)
    for act in acts:
        audit.record(act, actor.id, stamp)


def _insert(kind: type[Reflection | Reading], rows: Sequence[Any]) -> None:
    """All of these rows by one statement, which costs a fifth of handing each to the session."""
    table = cast(Table, kind.__table__)
    columns = table.columns.keys()
    db.session.execute(insert(table), [{each: vars(row).get(each) for each in columns} for row in rows])
