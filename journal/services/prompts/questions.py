"""The prompts beside a page that is being written: one at a time, in order, and which of them is shown."""

from __future__ import annotations

from dataclasses import dataclass

from journal.services.actor import Actor
from journal.services.prompts import moments, plans
from journal.services.prompts.plans import Asked

HIDDEN = "hidden"  # in the place of a prompt's code: its writer wants to see none


@dataclass(frozen=True, slots=True)
class Questions:
    """What can be asked at a moment; `shown` is the code of the one that is, or says that none is to be."""

    moment: str = ""
    prompts: tuple[Asked, ...] = ()
    shown: str = ""

    @property
    def are_hidden(self) -> bool:
        """Whether their writer wants to see none."""
        return self.shown == HIDDEN

    @property
    def next(self) -> str:
        """The code of the one after the one that is shown; they go round."""
        codes = [each.code for each in self.prompts]
        here = codes.index(self.shown) if self.shown in codes else -1
        return codes[(here + 1) % len(codes)] if codes else ""


def at(actor: Actor, moment: str, shown: str = "") -> Questions:
    """What the actor is asked at a moment of theirs; the first where the one that was shown is asked no more."""
    if not moment:
        return Questions()
    planned = plans.of_patient(actor, actor.id).moment(moment)
    prompts = planned.open if planned else ()
    known = {HIDDEN, *(each.code for each in prompts)}
    first = next((each.code for each in prompts), "")
    return Questions(moments.name_of(moment), prompts, shown if shown in known else first)


def after(actor: Actor, moment: str, shown: str) -> str:
    """The code of the prompt that follows one that is about to be skipped."""
    return at(actor, moment, shown).next
