"""What is wrong with a definition that no schema can say: sums, bands, names that lead nowhere, signs."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from journal.services.measures.definition import NOTE, QUESTIONNAIRE, TOTAL
from journal.services.measures.json_places import Path

_DOWNWARDS = ("response_fall_percent", "remission_below", "recovered_at")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and the way to it."""

    path: Path
    words: str

    @property
    def place(self) -> str:
        """The way to it in words: a name, and of a list which one."""
        return ", ".join(f"number {each + 1}" if isinstance(each, int) else each for each in self.path)


def beyond_schema(told: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with a definition that the schema accepts."""
    yield from _signs((), told)
    asked = [*([("gate",)] if "gate" in told else []), *(("items", at) for at in range(len(told.get("items", []))))]
    yield from _names_once(told, asked)
    for path in asked:
        yield from _answerable(told, path)
    yield from _values_once(("options",), told.get("options", []))
    values = {each["id"]: _values(told, each) for each in told.get("items", [])}
    for at, rule in enumerate(told.get("safety_rules", [])):
        yield from _known(("safety_rules", at, "items"), rule["items"], set(values))
        yield from _can_be_met(("safety_rules", at), rule, values)
    if told.get("follow_up", {}).get("instrument") == told["id"]:
        yield Problem(("follow_up", "instrument"), "An instrument cannot follow up on itself.")
    yield from _read_downwards(told)
    if told["kind"] == QUESTIONNAIRE:
        yield from _summed(told)
    if told["kind"] == TOTAL:
        yield from _entered(told)
    yield from _banded(told)


def _at(told: dict[str, Any], path: Path) -> Any:
    for part in path:
        told = told[part]  # type: ignore[index]
    return told


def _names_once(told: dict[str, Any], asked: list[tuple[Any, ...]]) -> Iterator[Problem]:
    counted = Counter(_at(told, path)["id"] for path in asked)
    yield from (
        Problem((*path, "id"), "Another question has this id too.")
        for path in asked
        if counted[_at(told, path)["id"]] > 1
    )


def _answerable(told: dict[str, Any], path: Path) -> Iterator[Problem]:
    item = _at(told, path)
    if "options" in item and "scale" in item:
        yield Problem(path, "A question has options or a scale, not both.")
    if not {"options", "scale"} & item.keys() and "options" not in told:
        yield Problem(path, "This question has no options, and there are none for all questions.")
    if "scale" in item and not 1 <= item["scale"]["max"] - item["scale"]["min"] <= 100:
        yield Problem((*path, "scale"), "The end of a scale has to be above its beginning, by 100 at most.")
    yield from _values_once((*path, "options"), item.get("options", []))


def _values_once(path: Path, options: list[dict[str, Any]]) -> Iterator[Problem]:
    counted = Counter(each["value"] for each in options)
    yield from (
        Problem((*path, at, "value"), "Another option has this value too.")
        for at, each in enumerate(options) if counted[each["value"]] > 1
    )  # fmt: skip


def _known(path: Path, names: list[str], ids: set[str]) -> Iterator[Problem]:
    yield from (
        Problem((*path, at), f"There is no question “{name}”.") for at, name in enumerate(names) if name not in ids
    )


def _can_be_met(path: Path, rule: dict[str, Any], values: dict[str, list[int]]) -> Iterator[Problem]:
    """A rule that stands there and never holds would be relied on."""
    if rule["action"] != NOTE and rule.get("after_hours"):
        yield Problem((*path, "after_hours"), "Help is offered at once; hours after a session are for notes alone.")
    least = rule["value"] + (rule["op"] == ">")
    for at, name in enumerate(rule["items"]):
        if values.get(name) and max(values[name]) < least:
            yield Problem((*path, "items", at), f"No answer to “{name}” meets this rule.")


def _read_downwards(told: dict[str, Any]) -> Iterator[Problem]:
    """What counts from above down to better says the opposite where higher is better."""
    if told.get("scoring", {}).get("direction") == "higher_is_better":
        there = [name for name in _DOWNWARDS if name in told.get("change", {})]
        yield from (Problem(("change", name), "This is only for a score of which lower is better.") for name in there)


def _once(path: Path, names: list[str], words: str) -> Iterator[Problem]:
    yield from (Problem((*path, at), words) for at, name in enumerate(names) if name in names[:at])


def _summed(told: dict[str, Any]) -> Iterator[Problem]:
    values = {each["id"]: _values(told, each) for each in told["items"] if each.get("scored", True)}
    scoring = told["scoring"]
    for name, pick in (("min", min), ("max", max)):
        if values and all(values.values()) and scoring[name] != (right := sum(map(pick, values.values()))):
            yield Problem(("scoring", name), f"The answers add up to {right} here, not to {scoring[name]}.")
    if not values:
        yield Problem(("items",), "No question is scored, so there is nothing to add up; a check-in needs no score.")
    for at, part in enumerate(scoring.get("subscales", [])):
        path: Path = ("scoring", "subscales", at)
        yield from _known((*path, "items"), part["items"], set(values))
        yield from _once((*path, "items"), part["items"], "This question stands in it already.")
        most = sum(max(values[name]) for name in part["items"] if values.get(name))
        if part["max"] != most:
            yield Problem((*path, "max"), f"The answers add up to {most} here, not to {part['max']}.")
    parts = [part["id"] for part in scoring.get("subscales", [])]
    yield from _once(("scoring", "subscales"), parts, "Another part has this id too.")
    unknown = [name for name in scoring.get("pattern", {}).get("needs", {}) if name not in parts]
    yield from (Problem(("scoring", "pattern", "needs", name), "There is no such subscale.") for name in unknown)


def _values(told: dict[str, Any], item: dict[str, Any]) -> list[int]:
    if "scale" in item:
        return [item["scale"]["min"], item["scale"]["max"]]
    return [each["value"] for each in item.get("options", told.get("options", []))]


def _entered(told: dict[str, Any]) -> Iterator[Problem]:
    for at, each in enumerate(told["entry"]["versions"]):
        if each["max"] < each["min"]:
            yield Problem(("entry", "versions", at, "max"), "The highest number is below the lowest.")
    if told["scoring"]["max"] < told["scoring"]["min"]:
        yield Problem(("scoring", "max"), "The highest number is below the lowest.")
    yield from _values_once(("entry", "results"), told["entry"].get("results", []))


def _banded(told: dict[str, Any]) -> Iterator[Problem]:
    bands, scoring = told.get("bands", []), told.get("scoring", {})
    for at, (lower, upper) in enumerate(pairwise(bands), 1):
        if upper["min"] != lower["max"] + 1:
            yield Problem(
                ("bands", at, "min"), f"This band has to begin at {lower['max'] + 1}, where the one before ends."
            )
    for at, each in enumerate(bands):
        if each["max"] < each["min"]:
            yield Problem(("bands", at, "max"), "This band ends before it begins.")
    if bands and (bands[0]["min"], bands[-1]["max"]) != (scoring["min"], scoring["max"]):
        yield Problem(("bands",), f"The bands have to cover everything from {scoring['min']} to {scoring['max']}.")


def _signs(path: Path, told: Any) -> Iterator[Problem]:
    """Signs that no page can show: control characters, line ends among them, and halves of a sign."""
    if isinstance(told, str) and any(unicodedata.category(sign) in ("Cc", "Cs") for sign in told):
        yield Problem(path, "There is a sign here that cannot be shown; a text is one line.")
    pairs = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for name, value in pairs:
        yield from _signs((*path, name), value)
