"""A patient's own view of what they are asked."""

from __future__ import annotations

from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.prompts import plans
from journal.services.prompts.plans import Plan


def shown(actor: Actor) -> Plan:
    """Every moment with its prompts, who added which, and what is skipped. Raises `NotAllowed`."""
    require(actor.who, Permission.PROMPT_SKIP, About(actor.clinic_id, patient_id=actor.id))
    return plans.of_patient(actor, actor.id)
