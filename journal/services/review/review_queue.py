"""The review queue: a therapist's patients by their next appointment, then by how long their words have waited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import Person
from journal.services.actor import Actor
from journal.services.appointments import appointment_dates
from journal.services.appointments.appointment_dates import Dates, Meeting
from journal.services.measures import last_totals
from journal.services.measures.last_totals import LastTotal
from journal.services.passages import brought
from journal.services.people import people
from journal.services.reflections import lists
from journal.services.reflections.lists import ReflectionRow
from journal.services.review import caseload, waiting
from journal.services.review.waiting import Waits

BOOKED, NOT_IN_TIME, UNBOOKED = PLACES = ("booked", "not_in_time", "unbooked")
EVERYTHING, TO_READ, REPLIES, BROUGHT = SHOWN = ("everything", "to-read", "replies", "to-bring")
_NOTHING, _NEVER = Waits(0, None), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A patient in the queue: where they stand in it, and what waits of them.

    `rows` are those of their reflections that are on the page; `to_read` counts all. Who is shown has a `name`."""

    id: UUID
    place: str
    meeting: Meeting | None
    waits: Waits
    unread_replies: int
    brought: int
    rows: tuple[ReflectionRow, ...] = ()
    name: str = ""
    identifier: str = ""
    totals: tuple[LastTotal, ...] = ()

    @property
    def to_read(self) -> int:
        """How many reflections wait."""
        return self.waits.count

    @property
    def counts(self) -> dict[str, int]:
        """How much there is of each thing that can be shown alone."""
        return {TO_READ: self.to_read, REPLIES: self.unread_replies, BROUGHT: self.brought}


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """One page of the queue. `next` is whom the therapist meets next; `patients` how many wait with what."""

    next: QueueEntry | None
    entries: tuple[QueueEntry, ...]
    patients: dict[str, int]
    shown: str
    page: int
    pages: int

    def at(self, place: str) -> tuple[QueueEntry, ...]:
        """The entries of one part of the page."""
        return tuple(entry for entry in self.entries if entry.place == place)


def page(actor: Actor, shown: str = EVERYTHING, number: int = 1) -> ReviewQueue:
    """Who waits with something, or with one thing alone; a page holds so many reflections, whoever wrote them.

    Raises `NotAllowed`."""
    everyone = _in_order(actor)
    with_something = [entry for entry in everyone if any(entry.counts.values())]
    shown = shown if shown in SHOWN else EVERYTHING
    wanted = [entry for entry in with_something if shown == EVERYTHING or entry.counts[shown]]
    number, pages = lists.page_of(sum(map(_slots, wanted)), number)
    meets = _named([entry for entry in everyone if entry.place == BOOKED][:1])
    patients = {each: sum(bool(entry.counts[each]) for entry in with_something) for each in (TO_READ, REPLIES, BROUGHT)}
    counted = {EVERYTHING: len(with_something), **patients}
    entries = _with_totals(actor, _with_rows(actor, wanted, number))
    return ReviewQueue(next(iter(meets), None), entries, counted, shown, number, pages)


def _slots(entry: QueueEntry) -> int:
    return max(entry.to_read, 1)  # somebody with nothing to read takes the room of one reflection


def _with_rows(actor: Actor, wanted: Iterable[QueueEntry], number: int) -> tuple[QueueEntry, ...]:
    """The entries of a page with names and reflections: only these are loaded and opened."""
    first, last, position, here = (number - 1) * lists.PAGE, number * lists.PAGE, 0, []
    for entry in wanted:
        begins, position = position, position + _slots(entry)
        if begins < last and position > first:
            here.append((entry, max(first - begins, 0), last - begins))
    ids = waiting.ids(actor, [entry.id for entry, _, _ in here])
    cut = [each for entry, start, end in here for each in ids.get(entry.id, ())[start:end]]
    rows = {row.id: row for row in lists.shared_among(actor, [entry.id for entry, _, _ in here], cut)}
    return _named(
        [
            replace(entry, rows=tuple(rows[each] for each in ids.get(entry.id, ())[start:end] if each in rows))
            for entry, start, end in here
        ]
    )


def _with_totals(actor: Actor, entries: Sequence[QueueEntry]) -> tuple[QueueEntry, ...]:
    """The entries of a page with the last totals of their patients, where the therapist holds their record."""
    found = last_totals.of_patients(actor, [entry.id for entry in entries])
    return tuple(replace(entry, totals=found.get(entry.id, ())) for entry in entries)


def _named(entries: Sequence[QueueEntry]) -> tuple[QueueEntry, ...]:
    """Those of these entries whose patient's row is what it was, with the name that stands there."""
    found = db.session.scalars(select(Person).where(Person.id.in_([entry.id for entry in entries])))
    whole = {person.id: person for person in found if people.is_whole(person)}
    return tuple(
        replace(entry, name=people.name_of(whole[entry.id]), identifier=people.identifier_of(whole[entry.id]))
        for entry in entries
        if entry.id in whole
    )


def first(actor: Actor, *, of: UUID | None = None, after: UUID | None = None) -> UUID | None:
    """What waits longest of one patient, or of the first who has something and follows another in the queue, which goes
    round. Raises `NotAllowed`."""
    reading = [entry.id for entry in _in_order(actor) if entry.to_read or entry.id == after]
    there = reading.index(after) if after in reading else -1
    follow = [*reading[there + 1 :], *reading[: max(there, 0)]]
    patient = of if of in reading else next(iter(follow), None)
    return next(iter(waiting.ids(actor, [patient])[patient]), None) if patient else None


def _in_order(actor: Actor) -> list[QueueEntry]:
    """Every living patient in care: those with an appointment by its time, then those whose appointment passed unread,
    then the others; among equals who has waited longest."""
    ids = caseload.living_ids(actor)
    waits, replies = waiting.counts(actor, ids), caseload.unread_replies(actor)
    asked = brought.how_many_brought(actor, ids)
    dates = appointment_dates.of_patients(actor.clinic_id, ids, clock.now(), actor.id)
    entries = [
        QueueEntry(each, *_place(dates.get(each, Dates()), there), there, replies.get(each, 0), asked.get(each, 0))
        for each, there in ((each, waits.get(each, _NOTHING)) for each in ids)
    ]
    return sorted(entries, key=_order)


def _place(dates: Dates, waits: Waits) -> tuple[str, Meeting | None]:
    if dates.next is not None:
        return BOOKED, dates.next
    if dates.passed is not None and waits.since is not None and waits.since < dates.passed.starts_at:
        return NOT_IN_TIME, dates.passed
    return UNBOOKED, None


def _order(entry: QueueEntry) -> tuple[int, datetime, datetime, UUID]:
    meets = entry.meeting.starts_at if entry.meeting else _NEVER
    return PLACES.index(entry.place), meets, entry.waits.since or _NEVER, entry.id


def position(actor: Actor, reflection_id: UUID, patient_id: UUID) -> tuple[int, Sequence[UUID]]:
    """Where a reflection stands among those that wait of its patient, from 1, or 0, and these in their order; the
    caller has asked."""
    there = waiting.ids(actor, [patient_id]).get(patient_id, [])
    return (there.index(reflection_id) + 1 if reflection_id in there else 0), there
