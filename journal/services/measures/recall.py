"""What each answer looks back on: where the days two answers tell of overlap, that is said. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from journal.services.measures.definition import Instrument


def overlapping(instrument: Instrument, days: Sequence[date]) -> int:
    """How many answers, in the order of their days, look back on days that the one before them looked back on too."""
    reach = timedelta(days=instrument.recall_days)
    return sum(later - earlier < reach for earlier, later in pairwise(days))


def words(instrument: Instrument, days: Sequence[date]) -> str:
    """The sentence about overlapping answers, or nothing."""
    many = overlapping(instrument, days) if instrument.recall_days > 1 else 0
    if not many:
        return ""
    which = "One answer was" if many == 1 else f"{many} answers were"
    return (
        f"Each answer looks back on {instrument.recall_days} days ({instrument.recall_text}). {which} given sooner "
        "than that after the one before, so they partly tell of the same days."
    )
