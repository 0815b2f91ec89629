"""Reads a definition that keeps to the schema into what the rest of the product works with."""

from __future__ import annotations

from typing import Any

from journal.services.measures.definition import (
    Band,
    Change,
    Codes,
    Cutpoint,
    Entry,
    FollowUp,
    Instrument,
    Item,
    Option,
    Pattern,
    SafetyRule,
    Subscale,
    TotalVersion,
)  # fmt: skip

_PLAIN = (
    *("id", "definition_version", "kind", "title", "abbreviation", "source", "min_interval_days", "validated"),
    *("stem", "instructions", "warning", "domain", "language", "edition"),
)


def instrument(told: dict[str, Any], *, own: bool = False) -> Instrument:
    """The instrument of a definition that the schema accepts."""
    shared = _options(told.get("options", []))
    scoring = told.get("scoring", {})
    return Instrument(
        **{name: told[name] for name in _PLAIN if name in told},
        items=tuple(_item(each, shared) for each in told.get("items", [])),
        notice=told["licence"]["notice"],
        licence=told["licence"]["summary"],
        recall_text=told["recall"]["text"],
        recall_days=told["recall"]["days"],
        gate=_item(told["gate"], shared) if "gate" in told else None,
        bands=tuple(Band(**each) for each in told.get("bands", [])),
        cutpoints=tuple(Cutpoint(**each) for each in told.get("cutpoints", [])),
        change=_change(told.get("change", {})),
        safety_rules=tuple(map(_rule, told.get("safety_rules", []))),
        follow_up=FollowUp(**told["follow_up"]) if "follow_up" in told else None,
        codes=Codes(**told.get("codes", {})),
        entry=_entry(told.get("entry", {})),
        own=own,
        **_scoring(scoring),
    )


def _scoring(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "minimum": told.get("min"),
        "maximum": told.get("max"),
        "higher_is_worse": told.get("direction", "higher_is_worse") == "higher_is_worse",
        "subscales": tuple(map(_subscale, told.get("subscales", []))),
        "pattern": _pattern(told["pattern"]) if "pattern" in told else None,
    }


def _options(told: list[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(Option(**each) for each in told)


def _item(told: dict[str, Any], shared: tuple[Option, ...]) -> Item:
    plain = {name: told[name] for name in ("id", "text", "scored", "optional", "code", "code_note") if name in told}
    if "scale" in told:
        return Item(**plain, options=_steps(**told["scale"]), scale=True)
    return Item(**plain, options=_options(told["options"]) if "options" in told else shared)


def _steps(low_label: str, high_label: str, **ends: int) -> tuple[Option, ...]:
    labels = {ends["min"]: low_label, ends["max"]: high_label}
    return tuple(Option(value, labels.get(value, "")) for value in range(ends["min"], ends["max"] + 1))


def _subscale(told: dict[str, Any]) -> Subscale:
    return Subscale(told["id"], told["label"], tuple(told["items"]), told["max"])


def _pattern(told: dict[str, Any]) -> Pattern:
    return Pattern(told["endorsed_at"], tuple(told["needs"].items()), told["label"])


def _change(told: dict[str, Any]) -> Change:
    return Change(**{**told, "sources": tuple(told.get("sources", []))})


def _rule(told: dict[str, Any]) -> SafetyRule:
    return SafetyRule(**{**told, "items": tuple(told["items"]), "sources": tuple(told.get("sources", []))})


def _entry(told: dict[str, Any]) -> Entry:
    versions = tuple(
        TotalVersion(each["id"], each["label"], each["min"], each["max"]) for each in told.get("versions", [])
    )
    results = _options(told.get("results", []))
    return Entry(versions, results, told.get("number_label", ""), told.get("number_required", False))
