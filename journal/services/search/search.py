"""Search: words in everything the actor may read, found by opening and looking, never by an index of plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.extensions import db
from journal.models import Note, Person, Reflection, Reply
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import questions
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.care import care, decisions
from journal.services.notes import notes, replies
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.search import search_hits, search_themes
from journal.services.search import search_queries as queries
from journal.services.search.search_hits import Hit
from journal.services.search.search_scan import NOTE, PATIENT, REFLECTION, REPLY, Looked, Where, scan
from journal.terms import QueryRefused, Term, parse

__all__ = ["MOST", "PAGE", "PATIENT", "Choices", "Hit", "Query", "QueryRefused", "Results", "ask", "choices", "search"]

PAGE, MOST = 20, 200  # on one page, and that are given at all: whoever finds more needs other words, not more pages
_FIRST_DAY, _LAST_DAY = date(1970, 1, 2), date(9000, 1, 1)  # what every time zone and database can say
_MODELS: dict[str, tuple[Any, Callable[[Any], audit.Stamp]]] = {
    REFLECTION: (Reflection, texts.stamp), NOTE: (Note, notes.stamp), REPLY: (Reply, replies.stamp),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, as it was typed and chosen; `author` is `PATIENT`, or the id of a therapist in hex."""

    words: str
    patient_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    author: str = ""
    theme: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, newest first; `is_more` where only the newest are given."""

    hits: tuple[Hit, ...]
    found: int
    is_more: bool
    page: int
    pages: int
    unopened: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What a search can be narrowed to: patients and therapists with their names, and themes."""

    patients: tuple[tuple[UUID, str], ...]
    authors: tuple[tuple[UUID, str], ...]
    themes: tuple[tuple[str, str], ...]


def choices(actor: Actor) -> Choices:
    """What there is to choose from. Raises `NotAllowed` where nothing may be searched."""
    found = _searched(actor)
    ids = [person.id for person in found]
    wanted = {"patients": ids, "me": actor.id, "key": actor.keys.key_id}
    writers = {row[0] for row in db.session.execute(queries.authors(actor.role), wanted)} if ids else set()
    patients = () if actor.role == "patient" else _by_name((each.id, people.name_of(each)) for each in found)
    return Choices(patients, _by_name(people.names(actor.clinic_id, writers).items()), search_themes.offered(actor))


def _by_name(named: Iterable[tuple[UUID, str]]) -> tuple[tuple[UUID, str], ...]:
    return tuple(sorted(named, key=lambda each: each[1].casefold()))


def ask(actor: Actor, query: Query, typed: Mapping[str, str]) -> str | None:
    """What was typed, sealed into an address if it can be looked for. Raises `NotAllowed`, `QueryRefused`."""
    _searched(actor, query.patient_id)
    _terms(query)
    return questions.carry(actor, typed)


def search(actor: Actor, query: Query) -> Results:
    """Finds what holds every term, newest first. An excerpt of what a patient wrote leaves a receipt when it is shown
    to somebody else. What is not as it was last written is not found. Raises `NotAllowed`, `QueryRefused`, `Busy`."""
    searched = [person.id for person in _searched(actor, query.patient_id)]
    terms = _terms(query)
    looked = scan(actor, _where(actor, query, searched), terms)
    current = _current(actor, looked)
    pages = max(1, -(-min(len(current), MOST) // PAGE))
    page = min(max(query.page, 1), pages)
    shown = current[:MOST][(page - 1) * PAGE : page * PAGE]
    hits = search_hits.show(actor, shown, terms)
    return Results(hits, min(len(current), MOST), len(current) > MOST, page, pages, looked.unopened)


def _searched(actor: Actor, patient_id: UUID | None = None) -> list[Person]:
    """Whose words this actor may search, or the one of them who is meant. Raises `NotAllowed`."""
    everybody = [db.session.get_one(Person, actor.id)] if actor.role == "patient" else care.patients_of(actor)
    found = [person for person in everybody if patient_id in (None, person.id)]
    if patient_id is not None and not found:
        raise NotAllowed
    for person in found:
        about = About(person.clinic_id, patient_id=person.id, in_care=actor.role == "therapist")
        require(actor.who, Permission.PATIENT_SEARCH, about)
    return found


def _terms(query: Query) -> tuple[Term, ...]:
    terms = parse(query.words)
    if not terms and not query.theme:
        raise QueryRefused("Type at least one word to look for.")
    if query.since and query.until and query.since > query.until:
        raise QueryRefused("The first day comes before the last.")
    return terms


def _where(actor: Actor, query: Query, searched: Sequence[UUID]) -> Where:
    themed = search_themes.reflections(actor, searched, query.theme) if query.theme else None
    after = query.until + timedelta(days=1) if query.until and query.until < _LAST_DAY else None
    rests = actor.role == "patient" and not decisions.may_decide(actor.id)
    return Where(searched, query.author, _begin(actor, query.since), _begin(actor, after), themed, rests)


def _begin(actor: Actor, day: date | None) -> datetime | None:
    """When a day begins for whoever looks."""
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), time(), ZoneInfo(actor.zone)) if day else None


def _current(actor: Actor, looked: Looked) -> list[tuple[str, UUID]]:
    """What was found and is as it was last written, newest first, as far as it can be given.

    A row that was put back is left out and nowhere counted: else its words could be guessed one by one."""
    found, current = looked.newest_first(), list[tuple[str, UUID]]()
    for start in range(0, len(found), MOST + 1):
        if len(current) > MOST:
            break
        some = found[start : start + MOST + 1]
        stale = _stale(actor, some)
        current += [each for each in some if each[1] not in stale]
    return current


def _stale(actor: Actor, found: Sequence[tuple[str, UUID]]) -> set[UUID]:
    stamps = []
    for kind, (model, stamp) in _MODELS.items():
        ids = [record_id for each, record_id in found if each == kind]
        if ids:
            stamps += [stamp(row) for row in db.session.execute(queries.stamped(model, ids))]
    missing = {record_id for _, record_id in found} - {each.record_id for each in stamps}
    return missing | audit.stale(actor.clinic_id, stamps)
