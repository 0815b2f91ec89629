"""The review queue: a therapist's patients by their next appointment, then by how long their words have waited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from journal import clock
from journal.models import Person
from journal.services import appointment_dates, brought, caseload, lists, people, waiting
from journal.services.actor import Actor
from journal.services.appointment_dates import Dates, Meeting
from journal.services.lists import ReflectionRow
from journal.services.waiting import Waits

BOOKED, NOT_IN_TIME, UNBOOKED = PLACES = ("booked", "not_in_time", "unbooked")
EVERYTHING, TO_READ, REPLIES, BROUGHT = SHOWN = ("everything", "to-read", "replies", "to-bring")
_NOTHING, _NEVER = Waits(0, None), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A patient in the queue: where they stand in it, and what waits of them.

    `rows` are those of their reflections that are on the page; `to_read` counts all."""

    patient: Person
    place: str
    meeting: Meeting | None
    waits: Waits
    unread_replies: int
    brought: int
    rows: tuple[ReflectionRow, ...] = ()

    @property
    def id(self) -> UUID:
        """The patient's id."""
        return self.patient.id

    @property
    def name(self) -> str:
        """The patient's full name."""
        return people.name_of(self.patient)

    @property
    def identifier(self) -> str:
        """What else the patient is known by."""
        return people.identifier_of(self.patient)

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
    meeting = (entry for entry in everyone if entry.place == BOOKED)
    patients = {each: sum(bool(entry.counts[each]) for entry in with_something) for each in (TO_READ, REPLIES, BROUGHT)}
    return ReviewQueue(
        next(meeting, None), _with_rows(actor, wanted, number), {EVERYTHING: len(with_something), **patients}, shown,
        number, pages,
    )  # fmt: skip


def _slots(entry: QueueEntry) -> int:
    return max(entry.to_read, 1)  # somebody with nothing to read takes the room of one reflection


def _with_rows(actor: Actor, wanted: Iterable[QueueEntry], number: int) -> tuple[QueueEntry, ...]:
    """The entries of a page with their reflections: only these are loaded and opened."""
    first, last, position, here = (number - 1) * lists.PAGE, number * lists.PAGE, 0, []
    for entry in wanted:
        begins, position = position, position + _slots(entry)
        if begins < last and position > first:
            here.append((entry, max(first - begins, 0), last - begins))
    ids = waiting.ids(actor, [entry.id for entry, _, _ in here])
    cut = [each for entry, start, end in here for each in ids.get(entry.id, ())[start:end]]
    rows = {row.id: row for row in lists.shared_among(actor, [entry.id for entry, _, _ in here], cut)}
    return tuple(
        replace(entry, rows=tuple(rows[each] for each in ids.get(entry.id, ())[start:end] if each in rows))
        for entry, start, end in here
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
    living = caseload.living(actor)
    ids = [patient.id for patient in living]
    waits, replies = waiting.counts(actor, ids), caseload.unread_replies(actor)
    asked = brought.how_many_brought(actor, ids)
    dates = appointment_dates.of_patients(actor.clinic_id, ids, clock.now(), actor.id)
    entries = [
        _entry(patient, dates.get(patient.id, Dates()), waits.get(patient.id, _NOTHING), replies, asked)
        for patient in living
    ]
    return sorted(entries, key=_order)


def _entry(patient: Person, dates: Dates, waits: Waits, replies: dict[UUID, int], asked: dict[UUID, int]) -> QueueEntry:
    place, meeting = _place(dates, waits)
    return QueueEntry(patient, place, meeting, waits, replies.get(patient.id, 0), asked.get(patient.id, 0))


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
