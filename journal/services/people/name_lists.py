"""The people of a clinic in the order of their names, which are sealed: a process opens each once, not every time.

What is remembered are names alone, a bounded number of them. Whoever could read them in the memory of this process
could open them with the field key that lies beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from journal.crypto.errors import CannotOpen
from journal.crypto.fields import open_field
from journal.crypto.sealing import Kind
from journal.extensions import db, server_secret
from journal.models import Person
from journal.permissions import About, Permission, require
from journal.services import questions
from journal.services.actor import Actor
from journal.services.people import people

MOST = 8192
LONGEST = 200  # characters that are looked for
PAGE = 50
_TAG_BYTES = 16
_names: dict[tuple[UUID, bytes], str] = {}  # by whose it is, and the tag of what it was opened from


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: the ids on it, in order, and where it stands."""

    ids: tuple[UUID, ...]
    number: int
    pages: int
    found: int


def ask(actor: Actor, search: str, **filters: str) -> str | None:
    """A name or an address that is looked for, sealed into an address. Raises `NotAllowed`."""
    require(actor.who, Permission.PEOPLE_LIST, About(actor.clinic_id))
    return questions.carry(actor, {"search": search[:LONGEST], **filters})


def page(clinic_id: UUID, search: str = "", number: int = 1, *, role: str = "", status: str = "") -> Page:
    """One page of those whose name or e-mail address holds the words that are looked for, by name."""
    here = (Person.clinic_id == clinic_id) & (Person.status != "closed")
    query = select(Person.id, Person.name_sealed, Person.email_sealed).where(here)
    for column, wanted in ((Person.role, role), (Person.status, status)):
        query = query.where(column == wanted) if wanted else query
    ids = _in_order(clinic_id, query, search.split())
    pages = max(1, -(-len(ids) // PAGE))
    number = min(max(number, 1), pages)
    return Page(tuple(ids[(number - 1) * PAGE : number * PAGE]), number, pages, len(ids))


def _in_order(clinic_id: UUID, query: Select[UUID, bytes, bytes], wanted: list[str]) -> list[UUID]:
    words = [word.casefold() for word in wanted]
    named = []
    for person_id, name_sealed, email_sealed in db.session.execute(query):
        name = _name(clinic_id, person_id, name_sealed)
        if _holds(name, words) or _holds(_opened(clinic_id, person_id, people.EMAIL, email_sealed), words):
            named.append((name, person_id))
    return [person_id for _, person_id in sorted(named)]


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)


def _name(clinic_id: UUID, person_id: UUID, sealed: bytes) -> str:
    """The name without regard to case, opened unless it is remembered."""
    key = (person_id, sealed[-_TAG_BYTES:])
    name = _names.get(key)
    if name is None:
        name = _opened(clinic_id, person_id, people.NAME, sealed)
        if len(_names) >= MOST:
            _names.clear()
        _names[key] = name
    return name


def _opened(clinic_id: UUID, person_id: UUID, kind: Kind, sealed: bytes) -> str:
    """The text without regard to case; empty when it cannot be opened."""
    try:
        return open_field(server_secret(), kind, people.place(clinic_id, person_id), sealed).casefold()
    except CannotOpen:
        return ""
