"""Counts and lengths of time as a person says them: "third", "26 hours"."""

from __future__ import annotations

from datetime import timedelta

_FIRST = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# up to how long each unit is the one a person counts in
_UNITS = (
    (_HOUR, _MINUTE, "minute"), (2 * _DAY, _HOUR, "hour"), (14 * _DAY, _DAY, "day"), (60 * _DAY, 7 * _DAY, "week"),
    (730 * _DAY, _DAY * 30.4375, "month"), (timedelta.max, _DAY * 365.25, "year"),
)  # fmt: skip


def ordinal(number: int) -> str:
    """Which one of a row, from one on: in a word up to the twentieth, then as 21st."""
    if 1 <= number <= len(_FIRST):
        return _FIRST[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def number_in_words(number: int) -> str:
    """A number of things as a sentence says it: in a word up to twelve, then in digits."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def span(length: timedelta) -> str:
    """A length of time in the unit a person counts it in, rounded down: "40 minutes", "26 hours", "5 weeks"."""
    if length < _MINUTE:
        return "a moment"
    _, unit, name = next(each for each in _UNITS if length < each[0])
    return counted(int(length / unit), name)


def counted(number: int, name: str) -> str:
    """A number of things: "1 day", "3 days"."""
    return f"{number} {name}{'' if number == 1 else 's'}"
