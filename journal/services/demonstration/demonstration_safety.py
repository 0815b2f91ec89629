"""Safety in the demonstration: a patient who asked to be contacted, and numbers to reach patients on."""

from __future__ import annotations

from collections.abc import Callable

from journal.services.demonstration.demonstration_stage import Stage, Told
from journal.services.people import phone_numbers
from journal.services.safety import contact


def give_number(stage: Stage) -> Callable[[Told], None]:
    """A patient says on which number the clinic reaches them."""

    def give(told: Told) -> None:
        actor = stage.actor(told["by"])
        phone_numbers.set_number(actor, actor.id, told["number"])

    return give


def ask_for_contact(stage: Stage) -> Callable[[Told], None]:
    """A patient asks to be contacted; nobody has looked yet."""

    def ask(told: Told) -> None:
        contact.ask(stage.actor(told["by"]))

    return ask
