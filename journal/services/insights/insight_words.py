"""What may be typed into insights and steps, and why something is refused."""

from __future__ import annotations

from journal.services.insights import points

LONGEST = 500  # Unicode code points of one field
GOAL = "goal"


class InsightRefused(ValueError):
    """Nothing was kept; the message says why, and what was typed is given back."""


def sentence_of(text: str) -> str:
    """One sentence, on one line. Raises `InsightRefused`."""
    return checked(" ".join(text.split()), "Write one sentence first.")


def checked(words: str, needed: str = "", longest: int = LONGEST) -> str:
    """The words without space around them. Raises `InsightRefused` for too many, or for none where some are needed."""
    words = words.strip()
    if needed and not words:
        raise InsightRefused(needed)
    if len(words) > longest:
        raise InsightRefused(f"Use {longest:,} characters or fewer; there are {len(words):,}. Nothing is lost.")
    return words


def area_of(kind: str, key: str) -> str:
    """The area of life of a goal; an insight has none. Raises `InsightRefused`."""
    if kind != GOAL:
        return ""
    if key not in points.areas():
        raise InsightRefused("Choose an area of the list.")
    return key
