"""A measure as a drawing, worked out once: lines, dots and marks with their places, so that a template only draws.

What stands in it depends on who looks. A patient is shown points, dates and sessions; bands, marks of change and the
baseline are the clinician's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from journal import clock
from journal.services.measures import chart_scale, measure_course
from journal.services.measures.chart_scale import Span
from journal.services.measures.chart_shapes import (
    BOTTOM,
    DOT,
    DOWN,
    SMALL_BOTTOM,
    SMALL_TOP,
    TOP,
    UP,
    Chart,
    Dose,
    Dot,
    Ground,
    Level,
    Small,
)
from journal.services.measures.measure_course import Course, Scored

MANY = 50  # answers from which on dots are smaller
_LEAST_FOR_LABEL = 14.0  # pixels of a band that has room for its words


def of(course: Course, *, marked: bool) -> Chart | None:
    """The chart of a total, with bands and marks where they may be seen; none without a total."""
    answers = course.scored
    if not answers:
        return None
    over = _span(course)
    low, high = ends(course, answers)
    dots = tuple(_dots(course, answers, over, (low, high, TOP, BOTTOM), marked=marked))
    doses = _doses(course, over)
    first = next((i for i, each in enumerate(answers) if each == course.baseline), None) if marked else None
    return Chart(
        _title(course), _description(course, over), _line(course, answers, dots), _round(dots), dots,
        tuple(_grounds(course, (low, high), dots)) if marked else (), doses, _upright(doses, TOP - 10, BOTTOM),
        _written(course, over), chart_scale.ticks(over),
        tuple(_levels(course, low, high, marked=marked)), dots[first] if first is not None else None,
    )  # fmt: skip


def small(course: Course, answers: Sequence[Scored], ends_: tuple[int, int], label: str, reach: str = "") -> Small:
    """A line of its own on the axis of time of the whole course."""
    return _small(course, answers, ends_, (label, reach), _span(course))


def newest(course: Course, answers: Sequence[Scored], ends_: tuple[int, int], label: str) -> Small:
    """A line of its own that begins with the first of these answers."""
    days, sessions = [each.on for each in answers], [each.on for each in course.sessions]
    since = [on for on in sessions if on >= days[0]]
    return _small(course, answers, ends_, (label, ""), chart_scale.span(days, since, course.today))


def _small(
    course: Course, answers: Sequence[Scored], ends_: tuple[int, int], words: tuple[str, str], over: Span
) -> Small:  # fmt: skip
    dots = tuple(_dots(course, answers, over, (*ends_, SMALL_TOP, SMALL_BOTTOM), marked=False))
    doses = _upright(_doses(course, over), SMALL_TOP - 4, SMALL_BOTTOM + 4)
    line, reach = _line(course, answers, dots), words[1] or f"{ends_[0]} to {ends_[1]}"
    return Small(words[0], reach, _said(answers), line, _round(dots), len(dots) > MANY, doses)


def _span(course: Course) -> Span:
    return chart_scale.span(
        [each.on for each in course.answers], [each.on for each in course.sessions], course.today
    )  # fmt: skip


def ends(course: Course, answers: Sequence[Scored]) -> tuple[int, int]:
    """The ends of the scale: those of the instrument, so that no change looks larger than it is."""
    totals = [each.total for each in answers]
    low, high = course.instrument.minimum, course.instrument.maximum
    return min([*totals, low if low is not None else 0]), max([*totals, high if high is not None else 10])


def _dots(
    course: Course, answers: Sequence[Scored], over: Span, scale: tuple[int, int, float, float], *, marked: bool
) -> Iterator[Dot]:
    low, high, top, bottom = scale
    for each, part in zip(answers, measure_course.fractions(answers), strict=True):
        x, y = over.x(each.on, part), chart_scale.height(each.total, low, high, top, bottom)
        change = course.from_previous.get(each.place) if marked else None
        if change is not None and change.is_marked:
            yield Dot(x, y, UP if change.points > 0 else DOWN, change.way)
        else:
            yield Dot(x, y)


def _line(course: Course, answers: Sequence[Scored], dots: Sequence[Dot]) -> str:
    """The line, broken where nobody knows what lay between."""
    drawn, before = list[str](), None
    for each, dot in zip(answers, dots, strict=True):
        is_new = before is None or chart_scale.is_gap(before, each.on, is_checkin=course.is_checkin)
        drawn.append(f"{'M' if is_new else 'L'}{dot.x} {dot.y}")
        before = each.on
    return "".join(drawn)


def _round(dots: Iterable[Dot]) -> str:
    """Pieces of a line so short that their round ends are dots."""
    return "".join(f"M{each.x} {each.y}h0" for each in dots if each.shape == DOT)


def _upright(doses: Iterable[Dose], top: float, bottom: float) -> str:
    return "".join(f"M{each.x} {top}V{bottom}" for each in doses)


def _written(course: Course, over: Span) -> str:
    places = sorted({over.x(on) for on in course.written if over.holds(on)})
    return "".join(f"M{x} {BOTTOM + 3}v8" for x in places)


def _grounds(course: Course, ends_: tuple[int, int], dots: Sequence[Dot]) -> Iterator[Ground]:
    low, high = ends_
    for number, band in enumerate(course.instrument.bands):
        top = chart_scale.height(min(band.max + 0.5, high), low, high, TOP, BOTTOM)
        bottom = chart_scale.height(max(band.min - 0.5, low), low, high, TOP, BOTTOM)
        label = band.label if bottom - top >= _LEAST_FOR_LABEL else ""
        yield Ground(top, round(bottom - top, 1), label, number % 2, _clearer_at_end(dots, top))


def _clearer_at_end(dots: Sequence[Dot], top: float) -> bool:
    """Whether fewer answers lie where a band's words would stand at its right than at its left."""
    in_the_way = [each.x for each in dots if top - 4 < each.y < top + 22]
    return sum(x > 75 for x in in_the_way) < sum(x < 25 for x in in_the_way)


def _doses(course: Course, over: Span) -> tuple[Dose, ...]:
    on_it = [each for each in course.sessions if over.holds(each.on)]
    places = [over.x(each.on) for each in on_it]
    phone, desk = (chart_scale.thinned(places, room) for room in (chart_scale.ON_PHONE, chart_scale.ON_DESK))
    numbers = [each.number for each in on_it]
    return tuple(Dose(*each) for each in zip(places, numbers, phone, desk, strict=True))


def _levels(course: Course, low: int, high: int, *, marked: bool) -> Iterator[Level]:
    edges = {band.min for band in course.instrument.bands} if marked else set[int]()
    values = sorted({low, high, *edges} if edges else {low, (low + high) // 2, high})
    last = chart_scale.height(high, low, high, TOP, BOTTOM)
    yield Level(last, str(high))
    for value in reversed(values[:-1]):
        y = chart_scale.height(value, low, high, TOP, BOTTOM)
        if y - last >= _LEAST_FOR_LABEL:
            yield Level(y, str(value))
            last = y


def _said(answers: Sequence[Scored]) -> str:
    if not answers:
        return "no answer"
    first, last = answers[0], answers[-1]
    if len(answers) == 1:
        return f"{last.total} on {clock.day(last.on)}"
    return f"first {first.total}, last {last.total}"


def _title(course: Course) -> str:
    first, last = course.scored[0], course.scored[-1]
    name = course.instrument.short_name
    if first == last:
        return f"{name}: {last.total} on {clock.day(last.on)}"
    return f"{name} from {first.total} on {clock.day(first.on)} to {last.total} on {clock.day(last.on)}"


def _description(course: Course, over: Span) -> str:
    totals, many = [each.total for each in course.scored], sum(over.holds(each.on) for each in course.sessions)
    answers = "1 answer" if len(totals) == 1 else f"{len(totals)} answers, between {min(totals)} and {max(totals)}"
    sessions = "1 dosing session is" if many == 1 else f"{many or 'No'} dosing sessions are"
    return f"{answers}. {sessions} marked. The same numbers stand in the table."
