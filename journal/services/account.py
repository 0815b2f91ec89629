"""One's own account, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from journal.extensions import db
from journal.models import Person
from journal.services import audit, care, people
from journal.services.actor import Actor
from journal.services.acts import Act
from journal.services.people import PersonCard
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """Who one is here, and who can read what one shares."""

    person: PersonCard
    therapists: tuple[str, ...]
    fingerprint_words: str


def own(actor: Actor) -> OwnAccount:
    """The actor's own account."""
    person, key = people.current_key(actor.id)
    therapists = tuple(reader.name for reader in care.readers(actor.id))
    return OwnAccount(people.card(person), therapists, people.public_keys(key).in_words())


def kit_waits(actor: Actor) -> bool:
    """Whether the person has not said yet that their kit is stored."""
    return not audit.newest_acts(actor.clinic_id, actor.id, [Act.KIT_STORED])


def kit_stored(actor: Actor) -> None:
    """Notes that the person has put their kit away."""
    with unit_of_work():
        audit.record(Act.KIT_STORED, actor.id, people.stamp(db.session.get_one(Person, actor.id)))
