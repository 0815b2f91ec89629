"""Words that travel through a sign-in page in a sealed hidden field, for one person only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.tokens import carry_words, read_carried_words
from journal.extensions import server_secret
from journal.services.actor import Actor
from journal.services.people.people import place


@dataclass(frozen=True, slots=True)
class CarriedWords:
    """A form that was sent after its sign-in had ended."""

    endpoint: str
    target: str
    fields: dict[str, str]


def carry(clinic_id: UUID, person_id: UUID, words: CarriedWords) -> str:
    """Seals a form for the person who sent it."""
    value = {"endpoint": words.endpoint, "target": words.target, "fields": words.fields}
    return carry_words(server_secret(), place(clinic_id, person_id), value)


def read(actor: Actor, carried: str) -> CarriedWords | None:
    """The form, if it was this person's."""
    try:
        value = read_carried_words(server_secret(), place(actor.clinic_id, actor.id), carried)
    except CannotOpen:
        return None
    return CarriedWords(value["endpoint"], value["target"], value["fields"])
