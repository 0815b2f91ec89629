"""The card of a coping plan: its parts and the numbers to call, as one sheet that can be printed."""

from __future__ import annotations

from dataclasses import dataclass

from journal.services.actor import Actor
from journal.services.clinics.clinics import ClinicCard
from journal.services.clinics.help import CountryHelp
from journal.services.coping_plans import coping_plans
from journal.services.coping_plans.coping_plans import PlanPage
from journal.services.people import help_countries


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What stands on the card."""

    plan: PlanPage
    country: CountryHelp
    clinic: ClinicCard | None


def card(actor: Actor) -> PlanCard:
    """The actor's own card. Raises `NotAllowed`."""
    return PlanCard(coping_plans.page(actor), *help_countries.for_actor(actor))
