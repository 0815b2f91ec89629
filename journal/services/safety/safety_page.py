"""The calm page after an answer that somebody should know of: whom to call, one's own plan, who sees it and when."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import MeasureResponse
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.clinics.clinics import ClinicCard
from journal.services.clinics.help import CountryHelp
from journal.services.coping_plans import coping_plans
from journal.services.coping_plans.plan_parts import WrittenPart
from journal.services.measures import instruments, responses, scoring
from journal.services.people import help_countries
from journal.services.safety import contact, flag_causes, flag_rows, flags
from journal.services.safety.contact import ContactOffer
from journal.services.safety.flags import ANSWER


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """What the page shows. `known` says whether somebody at the clinic has a flag about this; `offer.who` is empty
    where nobody can be asked either."""

    about_id: UUID
    heading: str
    country: CountryHelp
    clinic: ClinicCard | None
    plan: tuple[WrittenPart, ...]
    offer: ContactOffer
    known: bool
    closed: bool
    asked: bool
    never_scanned: str


def of_answer(actor: Actor, about_id: UUID, said_now: str = "") -> SafetyPage:
    """The page about an answer or a flag of the actor's own; also about one that was `said_now` to this instrument and
    could not be kept. Raises `NotAllowed`."""
    offer = contact.offer(actor)
    kept = flag_rows.of_patients(actor.clinic_id, [actor.id])
    flag = contact.find(actor, kept, about_id)
    there = flag is not None and flag.state in flag_rows.UNDER_WAY
    heading = _heading_of_answer(actor, about_id, said_now)
    if flag is not None:
        said = flags.causes(actor, kept).get(flag.id, {})
        heading = flag_causes.heading(said.get("kind", ""), said.get("instrument", ""))
    elif heading is None:
        raise NotAllowed
    country, clinic = help_countries.for_actor(actor)
    return SafetyPage(
        about_id, heading or "", country, clinic, _plan(actor), offer, known=there and bool(offer.who),
        closed=flag is not None and not there, asked=bool(flag and flag.contact_at),
        never_scanned=flag_causes.never_scanned(),
    )  # fmt: skip


def _heading_of_answer(actor: Actor, about_id: UUID, said_now: str) -> str | None:
    """What is said of an answer about which there is no flag, for nobody was there who would have seen one; none where
    it asks for nobody."""
    response = db.session.get(MeasureResponse, about_id)
    if response is None or response.patient_id != actor.id:
        return None
    if said_now:
        return flag_causes.heading(ANSWER, said_now)
    instrument = instruments.find(actor.clinic_id, response.instrument, response.definition_version)
    said = responses.opened(actor, [response])
    if said and instrument and not scoring.offers_help(instrument, said[0].answers):
        return None
    return flag_causes.heading(ANSWER, response.instrument)


def _plan(actor: Actor) -> tuple[WrittenPart, ...]:
    """The patient's own plan, where it opens."""
    try:
        return coping_plans.page(actor).written
    except CannotOpen:
        return ()
