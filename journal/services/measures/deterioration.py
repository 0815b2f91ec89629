"""What is marked to a clinician as a change for the worse, in words and not as an alarm. Pure.

The rules are those of clinical.md 4: a total up by so much since the last answer (`rise` in the instrument's file), and
the notes its safety rules name: bladder or craving above nothing, something unreal or unseen after a day."""

from __future__ import annotations

from collections.abc import Mapping

from journal.services.measures import changes, scoring
from journal.services.measures.definition import Instrument


def of_totals(instrument: Instrument, earlier: int | None, later: int | None) -> tuple[str, ...]:
    """What the newest total says beside the one before."""
    if earlier is None or later is None or not changes.is_rise(instrument, earlier, later):
        return ()
    way = "up" if instrument.higher_is_worse else "down"
    return (f"{instrument.short_name} {way} {abs(later - earlier)} since the last answer, to {later}",)


def of_answers(instrument: Instrument, answers: Mapping[str, int], hours: float | None) -> tuple[str, ...]:
    """What single answers say, so many hours after the last session; none where there was no session before it."""
    hits = scoring.notes(instrument, answers, hours)
    return tuple(dict.fromkeys(f"{_item_words(instrument, hit.item_id, hit.value)}" for hit in hits))


def _item_words(instrument: Instrument, item_id: str, value: int) -> str:
    item = instrument.item(item_id)
    return f"{item.text}: {item.label_of(value).lower()}" if item else f"{item_id}: {value}"
