"""What somebody looks for, on its way from a form into the address of what is found.

So Back and Reload ask it again, and no word or name stands in a history, a log or an address that others can read."""

from __future__ import annotations

from collections.abc import Mapping

from journal.crypto.errors import CannotOpen
from journal.crypto.tokens import carry_question, read_question
from journal.services.actor import Actor
from journal.services.people.people import place


def carry(actor: Actor, question: Mapping[str, str]) -> str | None:
    """Seals the filled in fields of a question for the person who asks it; nothing where none is."""
    asked = {name: typed for name, typed in question.items() if typed}
    keys = actor.keys
    return carry_question(keys.account_key, keys.epoch, place(actor.clinic_id, actor.id), asked) if asked else None


def read(actor: Actor, carried: str) -> dict[str, str]:
    """The fields, if this person asked; none also where nothing is asked, or their keys were renewed since."""
    if not carried:
        return {}
    try:
        return read_question(actor.keys.account_key, place(actor.clinic_id, actor.id), carried)
    except CannotOpen:
        return {}
