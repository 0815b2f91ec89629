"""What a difference between two totals says: its size, its way, and whether it is larger than usual noise. Pure.

The thresholds are those of the instrument's file (`Change` in `meaning.py`), with their sources there. A difference
is never said to come from anything: nothing here knows of a treatment."""

from __future__ import annotations

from dataclasses import dataclass

from journal.services.measures.definition import Instrument

BETTER, WORSE, SAME = "better", "worse", "same"
LARGER, PERHAPS, UNCLEAR, WITHIN, UNKNOWN = "larger", "perhaps", "unclear", "within", "unknown"
_SIZES = {
    LARGER: "larger than usual measurement noise", PERHAPS: "perhaps larger than usual measurement noise",
    UNCLEAR: "not clearly larger than usual measurement noise", WITHIN: "within usual measurement noise", UNKNOWN: "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """A later total beside an earlier one: `points` is the later less the earlier, `way` what that means on this
    instrument, `size` how it stands to the thresholds of the file."""

    points: int
    way: str
    size: str

    @property
    def is_marked(self) -> bool:
        """Whether it is larger than usual measurement noise, for better or worse."""
        return self.size == LARGER

    @property
    def number(self) -> str:
        """How many points it is, in words."""
        if not self.points:
            return "the same"
        return f"{abs(self.points)} {'higher' if self.points > 0 else 'lower'}"

    @property
    def words(self) -> str:
        """The whole of it: how many points, how that stands to noise, and where it is larger, which way."""
        said = _SIZES[self.size]
        if not said or not self.points:
            return self.number
        return f"{self.number}, {said}" + (f": {self.way}" if self.size in (LARGER, PERHAPS) else "")


def between(instrument: Instrument, earlier: int, later: int) -> Difference:
    """The difference of two totals of an instrument, both ways alike."""
    points = later - earlier
    return Difference(points, _way(instrument, points), size_of(instrument, points))


def size_of(instrument: Instrument, points: int) -> str:
    """How a difference stands to the thresholds of the file; unknown where it names none.

    At or above the reliable change, or else the smallest one that matters (MCID), it is larger than noise. Where the
    file names a possible change it is perhaps larger from there on, and unclear between that and its noise."""
    change, size = instrument.change, abs(points)
    limit = larger_from(instrument)
    if limit is None:
        return UNKNOWN
    if size >= limit:
        return LARGER
    if change.possible is not None and size >= change.possible:
        return PERHAPS
    return UNCLEAR if change.noise is not None and size > change.noise else WITHIN


def larger_from(instrument: Instrument) -> int | None:
    """From how many points on a difference is larger than usual noise: the reliable change, or else the MCID."""
    return instrument.change.reliable if instrument.change.reliable is not None else instrument.change.mcid


def rise(instrument: Instrument, earlier: int, later: int) -> int:
    """How many points worse the later total is; below zero where it is better."""
    return (later - earlier) * (1 if instrument.higher_is_worse else -1)


def _way(instrument: Instrument, points: int) -> str:
    if not points:
        return SAME
    return WORSE if rise(instrument, 0, points) > 0 else BETTER


def has_response(instrument: Instrument) -> bool:
    """Whether the file says what a response is."""
    return instrument.change.response_fall_percent is not None


def is_response(instrument: Instrument, baseline: int, total: int) -> bool:
    """Whether a total has fallen from the baseline by the share that the file calls a response (PHQ-9: half or more,
    McInnes 2022). No response is known from a baseline of nothing."""
    share = instrument.change.response_fall_percent
    return share is not None and baseline > 0 and (baseline - total) * 100 >= share * baseline


def is_remission(instrument: Instrument, total: int) -> bool:
    """Whether a total is below what the file calls remission (PHQ-9: below 5)."""
    below = instrument.change.remission_below
    return below is not None and total < below


def is_rise(instrument: Instrument, earlier: int, later: int) -> bool:
    """Whether a later total is so much worse than the one before that it is marked to the clinician (PHQ-9 by 5, GAD-7
    by 4, PCL-5 by 10; clinical.md 4)."""
    least = instrument.change.rise
    return least is not None and rise(instrument, earlier, later) >= least


def same_scale(one: Instrument, other: Instrument) -> bool:
    """Whether totals of two definitions can stand on one line: the same questions with the same ends. Of what has no
    ends, as what is left of a definition whose file is gone, nothing is known."""
    return one == other or (one.minimum is not None and _scale(one) == _scale(other))


def _scale(instrument: Instrument) -> tuple[object, ...]:
    ids = tuple(each.id for each in instrument.items if each.scored)
    return instrument.id, instrument.minimum, instrument.maximum, instrument.higher_is_worse, ids
