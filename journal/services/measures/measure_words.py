"""Sentences about a course of answers that both sides read, and plain words for parts of a measure."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from journal.services.measures.definition import Item, Subscale
from journal.services.measures.measure_course import Course

STRONGEST = "The highest number of any line"


@cache
def _parts() -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = json.loads(
        (files("journal") / "data" / "measure_parts.json").read_text(encoding="utf-8")
    )["parts"]
    return told


def part(course: Course, subscale: Subscale) -> str:
    """A part of a measure in plain words, or as its file names it."""
    return _parts().get(course.instrument.id, {}).get(subscale.id, subscale.label)


def reach(item: Item) -> str:
    """The ends of an item's scale. Only a row of numbers names them: other answers are words of severity."""
    values = sorted(item.values)
    low, high = values[0], values[-1]
    if not item.scale:
        return f"{low} to {high}"
    return f"{low} {item.label_of(low)}, {high} {item.label_of(high)}".replace(" ,", ",").strip()


def gaps(many: int) -> str:
    """That a line is broken."""
    if not many:
        return ""
    places = "one place" if many == 1 else f"{many} places"
    return f"The line is broken in {places} where nothing was answered for a long time."


def others(many: int) -> str:
    """That answers were given to another version of the questions."""
    if not many:
        return ""
    which = "One answer was" if many == 1 else f"{many} answers were"
    return f"{which} given to an older version of the questions that cannot be put on this line; the table has it all."


def unfinished(many: int) -> str:
    """That some forms give no score."""
    if not many:
        return ""
    which = "One form was not complete and gives" if many == 1 else f"{many} forms were not complete and give"
    return f"{which} no total; nothing is guessed."
