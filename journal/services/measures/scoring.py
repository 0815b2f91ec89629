"""What answers add up to, and which of them ask for a person. Pure: nothing here knows who answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from journal.services.measures.definition import (
    CHECKIN,
    FLAG,
    NOTE,
    RESULT_KEY,
    SUPPORT,
    TOTAL,
    TOTAL_KEY,
    VERSION_KEY,
    Instrument,
    Item,
    SafetyRule,
)  # fmt: skip


class AnswersRefused(ValueError):
    """These are not answers to this instrument; `items` names which."""

    def __init__(self, items: tuple[str, ...]) -> None:
        super().__init__("There is an answer that cannot be kept.")
        self.items = items


@dataclass(frozen=True, slots=True)
class Score:
    """What can be said of the answers; a total of none where one is missing, or where the instrument has none."""

    total: int | None = None
    band: str | None = None
    subscales: dict[str, int] = field(default_factory=dict)
    pattern: bool | None = None


@dataclass(frozen=True, slots=True)
class SafetyHit:
    """A rule that an answer met."""

    rule_id: str
    item_id: str
    value: int
    priority: bool


def check(instrument: Instrument, answers: Mapping[str, int]) -> None:
    """Raises `AnswersRefused` where there is an answer to nothing that is asked, or one that cannot be given."""
    if instrument.kind == TOTAL:
        wrong = [name for name, value in answers.items() if not _is_entry(instrument, answers, name, value)]
    else:
        wrong = [name for name, value in answers.items() if not _is_answer(instrument.item(name), value)]
    if wrong:
        raise AnswersRefused(tuple(wrong))


def missing(instrument: Instrument, answers: Mapping[str, int]) -> tuple[str, ...]:
    """The ids of what still has to be answered before there is a score; nothing more after a gate answered with no."""
    if instrument.kind == TOTAL:
        return _missing_entry(instrument, answers)
    gate = instrument.gate
    if gate is not None and not _is_answer(gate, answers.get(gate.id)):
        return (gate.id,)
    if gate is not None and answers[gate.id] == 0:
        return ()
    needed = [each for each in instrument.items if each.scored or not each.optional]
    return tuple(each.id for each in needed if not _is_answer(each, answers.get(each.id)))


def score(instrument: Instrument, answers: Mapping[str, int]) -> Score:
    """The score of these answers. Nothing is guessed: with one missing there is no total and no part of one."""
    if instrument.kind == CHECKIN or missing(instrument, answers):
        return Score()
    if instrument.kind == TOTAL:
        return _entered(instrument, answers)
    if instrument.gate is not None and answers[instrument.gate.id] == 0:
        return Score(0, _band(instrument, 0), {each.id: 0 for each in instrument.subscales}, _pattern(instrument, {}))
    counted = {each.id: answers[each.id] for each in instrument.items if each.scored}
    total = sum(counted.values())
    parts = {each.id: sum(counted[item] for item in each.items) for each in instrument.subscales}
    return Score(total, _band(instrument, total), parts, _pattern(instrument, counted))


def safety(instrument: Instrument, answers: Mapping[str, int]) -> SafetyHit | None:
    """The most urgent answer that asks for a person, also of an unfinished form; none where there is none."""
    hits = _hits(instrument, answers, FLAG, hours=None)
    return max(hits, key=lambda each: (each.priority, each.value), default=None)


def offers_help(instrument: Instrument, answers: Mapping[str, int]) -> bool:
    """Whether one of these answers leads to the page with help: because it asks for a person, or for that alone."""
    return any(any(_hits(instrument, answers, action, hours=None)) for action in (FLAG, SUPPORT))


def notes(instrument: Instrument, answers: Mapping[str, int], hours: float | None) -> tuple[SafetyHit, ...]:
    """The answers that are marked for the therapist, so many hours after the last session (none: there was none)."""
    return tuple(hit for action in (SUPPORT, NOTE) for hit in _hits(instrument, answers, action, hours))


def follow_up(instrument: Instrument, scored: Score) -> str | None:
    """The id of the longer instrument to offer after this score."""
    after = instrument.follow_up
    return after.instrument if after and scored.total is not None and scored.total >= after.at_or_above else None


def _hits(instrument: Instrument, answers: Mapping[str, int], action: str, hours: float | None) -> Iterator[SafetyHit]:
    for rule in instrument.safety_rules:
        if rule.action == action and _is_time(rule, hours):
            yield from _met(instrument, rule, answers)


def _met(instrument: Instrument, rule: SafetyRule, answers: Mapping[str, int]) -> Iterator[SafetyHit]:
    for name in rule.items:
        value = answers.get(name)
        if value is not None and _is_answer(instrument.item(name), value) and rule.holds(value):
            yield SafetyHit(rule.id, name, value, rule.is_priority(value))


def _is_time(rule: SafetyRule, hours: float | None) -> bool:
    return not rule.after_hours or (hours is not None and hours >= rule.after_hours)


def _is_answer(item: Item | None, value: int | None) -> bool:
    return item is not None and type(value) is int and value in item.values  # True is no answer of 1


def _band(instrument: Instrument, total: int) -> str | None:
    return next((each.label for each in instrument.bands if each.min <= total <= each.max), None)


def _pattern(instrument: Instrument, counted: Mapping[str, int]) -> bool | None:
    pattern = instrument.pattern
    if pattern is None:
        return None
    items = {each.id: each.items for each in instrument.subscales}
    return all(
        sum(counted.get(name, 0) >= pattern.endorsed_at for name in items[part]) >= least
        for part, least in pattern.needs
    )


def _entered(instrument: Instrument, answers: Mapping[str, int]) -> Score:
    total = answers.get(TOTAL_KEY)
    words = next((each.label for each in instrument.entry.results if each.value == answers.get(RESULT_KEY)), None)
    return Score(total, words or (None if total is None else _band(instrument, total)))


def _missing_entry(instrument: Instrument, answers: Mapping[str, int]) -> tuple[str, ...]:
    entry = instrument.entry
    needed = (
        (VERSION_KEY, True), (RESULT_KEY, bool(entry.results)), (TOTAL_KEY, entry.number_required)
    )  # fmt: skip
    return tuple(
        name for name, asked in needed if asked and not _is_entry(instrument, answers, name, answers.get(name))
    )


def _is_entry(instrument: Instrument, answers: Mapping[str, int], name: str, value: int | None) -> bool:
    """Whether something entered can be so; a version is told by its place among the versions."""
    entry = instrument.entry
    if type(value) is not int:
        return False
    if name == VERSION_KEY:
        return 0 <= value < len(entry.versions)
    if name == RESULT_KEY:
        return value in {each.value for each in entry.results}
    place = answers.get(VERSION_KEY)
    if name != TOTAL_KEY or not _is_entry(instrument, answers, VERSION_KEY, place) or place is None:
        return False
    return entry.versions[place].minimum <= value <= entry.versions[place].maximum
