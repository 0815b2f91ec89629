"""The words and times that insights come with, as a file tells them: areas of life, outcomes, and when to ask again."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from journal import clock


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((files("journal") / "data" / "insights.json").read_text(encoding="utf-8"))
    return told


@cache
def areas() -> dict[str, str]:
    """The areas of life that a goal can be about: label by key."""
    return {each["key"]: each["label"] for each in _told()["areas"]}


@cache
def outcomes() -> dict[str, str]:
    """How a strategy can have gone: label by key."""
    return {each["key"]: each["label"] for each in _told()["outcomes"]}


def follow_ups_past(made_at: datetime) -> int:
    """How many of the times to come back to an insight have come."""
    return _past(made_at, "follow_up_days")


def check_ins_past(made_at: datetime) -> int:
    """How many of the times to ask how a strategy went have come."""
    return _past(made_at, "check_in_days")


def follow_up_since(made_at: datetime, points: int) -> datetime:
    """When the follow-up after so many became due."""
    days: list[int] = _told()["follow_up_days"]
    return made_at + timedelta(days=days[min(points, len(days) - 1)])


def _past(made_at: datetime, which: str) -> int:
    age = clock.now() - made_at
    return sum(timedelta(days=days) <= age for days in _told()[which])
