"""The moments around a session and the prompts of each, as they come with the product or as a clinic changed them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

AFTER_END, BEFORE_START, BEFORE_APPOINTMENT = ANCHORS = ("end", "start", "appointment")
INTENTION, LANDING, APPOINTMENT = "intention", "landing", "before_appointment"
LONGEST_HOURS = 366 * 24


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing that is asked; `help` where an answer may need somebody now."""

    code: str
    text: str
    help: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is asked, and what: hours after a session's end, or before its start or before an appointment.

    It is open from the first to the second; counted backwards, the first is the larger one."""

    code: str
    anchor: str
    from_hours: int
    until_hours: int
    name: str
    hint: str
    prompts: tuple[Prompt, ...]

    def window(self, anchor_at: datetime) -> tuple[datetime, datetime]:
        """When it opens and when it closes, around what it is counted from."""
        sign = 1 if self.anchor == AFTER_END else -1
        opens, closes = (sign * timedelta(hours=hours) for hours in (self.from_hours, self.until_hours))
        return anchor_at + opens, anchor_at + closes


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of a day in which nothing new is asked, in minutes after midnight; none where both are the same."""

    from_minutes: int
    until_minutes: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """All moments in their order, and the quiet hours."""

    moments: tuple[Moment, ...]
    quiet: Quiet

    def moment(self, code: str) -> Moment | None:
        """The moment of that code."""
        return next((each for each in self.moments if each.code == code), None)

    def with_moment(self, changed: Moment) -> Timeline:
        """The same with one moment in another shape."""
        return replace(self, moments=tuple(changed if each.code == changed.code else each for each in self.moments))

    @property
    def overlaps(self) -> tuple[tuple[Moment, Moment], ...]:
        """Moments after a session that are open at the same time; of two, the one that closes first is asked first."""
        after = [each for each in self.moments if each.anchor == AFTER_END]
        return tuple(
            (one, other)
            for index, one in enumerate(after)
            for other in after[index + 1 :]
            if one.from_hours < other.until_hours and other.from_hours < one.until_hours
        )


@cache
def built_in() -> Timeline:
    """The timeline as it comes with the product."""
    told = json.loads((files("journal") / "data" / "prompts.json").read_text(encoding="utf-8"))
    return Timeline(tuple(map(_moment, told["moments"])), Quiet(**told["quiet"]))


def codes() -> tuple[str, ...]:
    """The codes of all moments."""
    return tuple(each.code for each in built_in().moments)


def name_of(code: str | None) -> str:
    """What a moment is called; empty for none, or one this version does not know."""
    moment = built_in().moment(code or "")
    return moment.name if moment else ""


@lru_cache(maxsize=64)
def read(stored: str) -> Timeline:
    """A clinic's timeline as it is kept: what it changed, and the rest as it comes. What cannot be read is left out."""
    timeline, told = built_in(), json.loads(stored)
    for code, changed in told.get("moments", {}).items():
        known = timeline.moment(code)
        if known is not None:
            timeline = timeline.with_moment(_changed(known, changed))
    return replace(timeline, quiet=Quiet(**told["quiet"])) if "quiet" in told else timeline


def written(timeline: Timeline) -> str:
    """A timeline as it is kept: only what is not as it comes, so that new defaults reach who changed nothing."""
    plain = built_in()
    changed = {each.code: _kept(each) for each in timeline.moments if each != plain.moment(each.code)}
    quiet = {"quiet": asdict(timeline.quiet)} if timeline.quiet != plain.quiet else {}
    return json.dumps({"moments": changed, **quiet}, ensure_ascii=False, sort_keys=True)


def _moment(told: dict[str, Any]) -> Moment:
    return Moment(**{**told, "prompts": tuple(Prompt(**each) for each in told["prompts"])})


def _changed(known: Moment, told: dict[str, Any]) -> Moment:
    prompts = tuple(Prompt(**each) for each in told["prompts"])
    return replace(known, from_hours=told["from_hours"], until_hours=told["until_hours"], prompts=prompts)


def _kept(moment: Moment) -> dict[str, Any]:
    prompts = [asdict(each) for each in moment.prompts]
    return {"from_hours": moment.from_hours, "until_hours": moment.until_hours, "prompts": prompts}
