"""The one place where an answer that asks for a person opens a flag, in the transaction that keeps the answer."""

from __future__ import annotations

from collections.abc import Mapping

from journal.crypto.keys import RingKey
from journal.models import MeasureResponse
from journal.services.actor import Actor
from journal.services.measures import scoring
from journal.services.measures.definition import Instrument
from journal.services.measures.scoring import SafetyHit
from journal.services.safety import flags
from journal.services.safety.flags import ANSWER, Cause


def open_flags(
    actor: Actor, row: MeasureResponse, instrument: Instrument, ring: RingKey, changed: Mapping[str, int]
) -> bool:
    """Opens a flag for each of these answers, given anew or otherwise than before, that meets a rule; in the caller's
    unit of work. Whether one of them leads to the page with help: some do without a flag."""
    each = (scoring.safety(instrument, {name: value}) for name, value in changed.items())
    hits = [hit for hit in each if hit is not None]
    for hit in hits:
        _open(actor, row, instrument, ring, hit)
    return scoring.offers_help(instrument, changed)


def asks(instrument: Instrument | None, answers: Mapping[str, int]) -> bool:
    """Whether one of these answers meets a rule, whatever stands there already."""
    return instrument is not None and scoring.safety(instrument, answers) is not None


def _open(actor: Actor, row: MeasureResponse, instrument: Instrument, ring: RingKey, hit: SafetyHit) -> None:
    cause = Cause(ANSWER, row.id, instrument.id, hit.item_id, hit.value, hit.priority)
    flags.open_flag(actor, row.patient_id, ring, cause)
