"""What may be said of answers: bands, parts, change, cut-points, codes, and the rules that ask for a person."""

from __future__ import annotations

from dataclasses import dataclass

# What a safety rule asks for: a person now; help for who answers and a mark for the therapist; or that mark alone.
FLAG, SUPPORT, NOTE = "flag", "support", "note"


@dataclass(frozen=True, slots=True)
class Band:
    """Totals from `min` to `max` and the words for them, which are the therapist's to see."""

    min: int
    max: int
    label: str


@dataclass(frozen=True, slots=True)
class Subscale:
    """A part of the items that is summed by itself."""

    id: str
    label: str
    items: tuple[str, ...]
    maximum: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """So many items of each subscale at or above a value, `needs` as pairs of subscale and number."""

    endorsed_at: int
    needs: tuple[tuple[str, int], ...]
    label: str


@dataclass(frozen=True, slots=True)
class Change:
    """From how many points on a difference between two totals says something; none where nothing is known.

    `noise`: up to this it is likely measurement. `rise`: from this on a rise is marked to the therapist.
    `response_fall_percent` and `remission_below` are read against the baseline and the total."""

    mcid: int | None = None
    reliable: int | None = None
    possible: int | None = None
    noise: int | None = None
    rise: int | None = None
    recovered_at: int | None = None
    response_fall_percent: int | None = None
    remission_below: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """Answers that ask for a person (`flag`), for help on the spot (`support`) or for a mark for the therapist alone
    (`note`), whatever the total is.

    With `after_hours` it holds only so long after a session."""

    id: str
    items: tuple[str, ...]
    op: str
    value: int
    action: str
    priority_from: int | None = None
    after_hours: int = 0
    note: str = ""
    sources: tuple[str, ...] = ()

    def holds(self, value: int) -> bool:
        """Whether an answer meets it."""
        return value > self.value if self.op == ">" else value >= self.value

    def is_priority(self, value: int) -> bool:
        """Whether it comes before others."""
        return self.priority_from is not None and value >= self.priority_from


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The longer instrument that is offered from a total on."""

    instrument: str
    at_or_above: int


@dataclass(frozen=True, slots=True)
class Cutpoint:
    """A total from which on something is said of it in studies, and what."""

    value: int
    note: str


@dataclass(frozen=True, slots=True)
class Codes:
    """LOINC of the panel and of its total; none where they were not verified, so that text alone is exported."""

    panel: str | None = None
    total: str | None = None
    total_display: str = ""
    unit: str = "{score}"
    note: str = ""
