"""What is said beside a chart: the last answer, its change both ways, response, the watched question, how it lasts.

All of it but the plain facts is the clinician's. It tells numbers and days, and never what a change comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from journal import clock
from journal.services.measures import changes, deterioration, durability, measure_course, measure_table, scoring
from journal.services.measures.durability import Durability, Response, Rise
from journal.services.measures.measure_course import Answer, Course, Scored

STALE_AFTER = 14  # days
MOST_OF_ITEM = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said, and what it is called."""

    label: str
    words: str


def of(course: Course) -> tuple[Fact, ...]:
    """The facts of a measure: of its total where it has one, and of the watched question also where it has none."""
    totals = tuple(_of_totals(course)) if course.scored else ()
    watched = course.watched_item and (course.scored or item_values(course))
    return (*totals, Fact(measure_table.question(course), item_words(course))) if watched else totals


def _of_totals(course: Course) -> Iterator[Fact]:
    last, first = course.scored[-1], course.baseline
    yield Fact("Last", last_words(course))
    if (change := course.from_previous.get(last.place)) is not None:
        yield Fact("Since the one before", change.words)
    if first is not None and first != last:
        yield Fact("Since the baseline", _from_baseline(course, last))
        yield Fact("Baseline", f"{first.total} on {clock.day(first.on)}, {course.baseline_words}")
        yield from _standing(course, first, last)
    if (pattern := _pattern(course.answers[last.place])) is not None:
        yield Fact("Pattern", pattern)


def last_words(course: Course) -> str:
    """The last total with its band and day, and how long ago that is where it is old."""
    last = course.scored[-1]
    band, days = course.answers[last.place].band, (course.today - last.on).days
    old = f", {days} days ago" if days > STALE_AFTER else ""
    return f"{last.total} on {clock.day(last.on)}{old}" + (f" ({band})" if band else "")


def is_stale(course: Course) -> bool:
    """Whether the last total is older than two weeks."""
    return bool(course.scored) and (course.today - course.scored[-1].on).days > STALE_AFTER


def _from_baseline(course: Course, last: Scored) -> str:
    change = course.from_baseline.get(last.place)
    return change.words if change else "the last answer is older than the baseline"


def _standing(course: Course, first: Scored, last: Scored) -> Iterator[Fact]:
    """Response and remission, only where the file says what they are."""
    change, name = course.instrument.change, course.instrument
    if changes.has_response(name):
        there = _reached(changes.is_response(name, first.total, last.total))
        yield Fact("Response", f"{there} ({change.response_fall_percent}% or more below the baseline)")
    if change.remission_below is not None:
        there = _reached(changes.is_remission(name, last.total))
        yield Fact("Remission", f"{there} (below {change.remission_below})")
    if change.recovered_at is not None:
        there = _reached(last.total <= change.recovered_at)
        yield Fact("Clinically significant end", f"{there} ({change.recovered_at} or below, as one study draws it)")


def _reached(there: object) -> str:
    return "Reached" if there else "Not reached"


def _pattern(answer: Answer) -> str | None:
    pattern = answer.instrument.pattern
    if pattern is None:
        return None
    holds = scoring.score(answer.instrument, answer.response.answers).pattern
    return pattern.label if holds else "Not in the last answer"


def item_values(course: Course, most: int = MOST_OF_ITEM) -> tuple[Scored, ...]:
    """The newest answers to the watched question, newest last."""
    return measure_course.series(course, course.watched_item)[-most:] if course.watched_item else ()


def item_words(course: Course) -> str:
    """The history of the watched question: the newest answers, and the days on which it was above nothing."""
    found = item_values(course)
    if not found:
        return "Not answered"
    said = ", ".join(str(each.total) for each in found) + (" (newest last)" if len(found) > 1 else "")
    above = [clock.day(each.on) for each in found if each.total][-3:]
    return f"{said}; above 0 on {', '.join(above)}" if above else f"{said}. 0 is not an all-clear"


def marks(course: Course) -> tuple[str, ...]:
    """What got worse, in words: of the total since the last answer, and of single answers."""
    return (*_total_marks(course), *_answer_marks(course))


def _total_marks(course: Course) -> tuple[str, ...]:
    earlier, later = ([None, None, *(each.total for each in course.scored)])[-2:]
    return deterioration.of_totals(course.instrument, earlier, later)


def _answer_marks(course: Course) -> tuple[str, ...]:
    if not course.answers:
        return ()
    last = course.answers[-1]
    before = [each for each in course.sessions if each.at <= last.response.answered_at]
    hours = (last.response.answered_at - before[-1].at).total_seconds() / 3600 if before else None
    return deterioration.of_answers(last.instrument, last.response.answers, hours)


def lasting(course: Course) -> tuple[Fact, ...]:
    """How long what was reached after the last session lasts."""
    session = course.last_session
    if session is None or not course.scored:
        return ()
    first = course.baseline.total if course.baseline else None
    found = durability.of(course.instrument, first, course.scored, session.on, course.today)
    return tuple(_lasting(course, session.number, found))


def _lasting(course: Course, number: int, found: Durability) -> Iterator[Fact]:
    weeks = f" ({_many(found.weeks_since, 'week')})" if found.weeks_since else ""
    yield Fact("Last session", f"Session {number}, {_many(found.days_since, 'day')}{weeks} ago")
    if found.best is None:
        yield Fact("Since then", "No answer on a later day yet")
        return
    yield Fact("Since then", f"{_many(found.answers, 'answer')}, the best {found.best}")
    if changes.has_response(course.instrument):
        yield Fact("Weeks at response", _response(found.response))
        yield Fact("First loss of response", _loss(found.response))
    if (limit := durability.limit(course.instrument)) is not None:
        yield Fact("Sustained rise", _rise(found.rise, limit))


def _response(response: Response | None) -> str:
    if response is None:
        return "No answer at response since then"
    return f"{response.weeks}, from {clock.day(response.begun_on)} to {clock.day(response.until)}"


def _loss(response: Response | None) -> str:
    if response is None:
        return "There was no response to lose"
    return f"On {clock.day(response.lost_on)}" if response.lost_on else "Not up to the last answer"


def _rise(rise: Rise | None, limit: int) -> str:
    if rise is None:
        return f"None of {limit} points or more from the best"
    way = "above" if rise.total > rise.best else "below"
    said = f"{rise.total} on {clock.day(rise.on)}, {abs(rise.total - rise.best)} {way} the best, {rise.best}"
    return f"{said}, and so in the answer after it" if rise.sustained else f"{said}; so far in one answer only"


def _many(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"


def plain(course: Course) -> tuple[Fact, ...]:
    """Points and dates for the patient, and nothing of what they may mean."""
    if not course.scored:
        return ()
    said = [Fact("Last", _on(course, -1))]
    if len(course.scored) > 1:
        said.append(Fact("The one before", _on(course, -2)))
    if len(course.scored) > 2:
        said.append(Fact("First", _on(course, 0)))
    return tuple(said)


def _on(course: Course, place: int) -> str:
    return f"{course.scored[place].total} on {clock.day(course.scored[place].on)}"
