"""The course of one measure of a patient: every finished answer in the order of its day, the dosing sessions, and the
days that were written about. What is drawn, listed and said of a measure is made from this alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from journal.services.measures import changes
from journal.services.measures.changes import Difference
from journal.services.measures.definition import CHECKIN, FLAG, QUESTIONNAIRE, Instrument, Item
from journal.services.measures.responses import DONE, PATIENT, Response


@dataclass(frozen=True, slots=True)
class Answer:
    """One finished answer with the definition it was scored by; `place` is its place among all, from nothing."""

    place: int
    response: Response = field(repr=False)
    instrument: Instrument = field(repr=False)

    @property
    def on(self) -> date:
        """The day where the person was, or the one on the paper."""
        return self.response.answered_on

    @property
    def total(self) -> int | None:
        """Its total as scored that day; none where it gave no score."""
        return self.response.total

    @property
    def is_whole(self) -> bool:
        """Whether every question was answered that the score needs."""
        return self.response.state == DONE

    @property
    def band(self) -> str:
        """The words of the file for its total; the clinician's to see."""
        total = self.total
        return next((b.label for b in self.instrument.bands if total is not None and b.min <= total <= b.max), "")

    def follows(self, session: Session) -> bool:
        """Whether it was given after a session: by the moment, or where a day on paper is all that is known, on a later
        day."""
        if self.response.source == PATIENT:
            return self.response.answered_at >= session.at
        return self.on > session.on


@dataclass(frozen=True, slots=True)
class Scored:
    """A total on a day, for what is only about numbers."""

    on: date
    total: int
    place: int


@dataclass(frozen=True, slots=True)
class Session:
    """A dosing session: the how-manieth it is, its day where the patient is, and the moment it ended or began."""

    number: int
    on: date
    at: datetime


@dataclass(frozen=True)
class Course:
    """One measure over time, for one reader."""

    instrument: Instrument
    answers: tuple[Answer, ...]
    sessions: tuple[Session, ...]
    written: tuple[date, ...]
    today: date
    zone: ZoneInfo

    @cached_property
    def scored(self) -> tuple[Scored, ...]:
        """The answers that have a total and stand on the newest definition's scale."""
        return tuple(
            Scored(each.on, each.total, each.place)
            for each in self.answers
            if each.total is not None and changes.same_scale(each.instrument, self.instrument)
        )

    @cached_property
    def baseline(self) -> Scored | None:
        """The last total before the first session; where there is none, the first total of all."""
        before = [each for each in self.scored if self._is_before_all(each)]
        return before[-1] if before else next(iter(self.scored), None)

    def _is_before_all(self, each: Scored) -> bool:
        return bool(self.sessions) and not self.answers[each.place].follows(self.sessions[0])

    @property
    def baseline_words(self) -> str:
        """What the baseline is, in words."""
        is_before = self.baseline is not None and self._is_before_all(self.baseline)
        return "the last answer before the first session" if is_before else "the first answer"

    @cached_property
    def from_previous(self) -> dict[int, Difference]:
        """What each answer says beside the one before it, by its place."""
        pairs = zip(self.scored, self.scored[1:], strict=False)
        return {
            later.place: changes.between(self.instrument, earlier.total, later.total) for earlier, later in pairs
        }  # fmt: skip

    @cached_property
    def from_baseline(self) -> dict[int, Difference]:
        """What each answer after the baseline says beside it, by its place."""
        first = self.baseline
        if first is None:
            return {}
        after = (each for each in self.scored if each.place > first.place)
        return {each.place: changes.between(self.instrument, first.total, each.total) for each in after}

    @cached_property
    def last_session(self) -> Session | None:
        """The newest dosing session."""
        return self.sessions[-1] if self.sessions else None

    def session_before(self, answer: Answer) -> Session | None:
        """The newest session that an answer was given after."""
        return next((each for each in reversed(self.sessions) if answer.follows(each)), None)

    @property
    def watched_item(self) -> str | None:
        """The item of a questionnaire whose answers are listed to clinicians by themselves: the one that is flagged."""
        if self.instrument.kind != QUESTIONNAIRE:
            return None
        flagged = (rule.items for rule in self.instrument.safety_rules if rule.action == FLAG and len(rule.items) == 1)
        return next((items[0] for items in flagged), None)

    @property
    def is_checkin(self) -> bool:
        """Whether it is a line per item and has no total."""
        return self.instrument.kind == CHECKIN

    @cached_property
    def columns(self) -> tuple[Item, ...]:
        """The questions of a check-in: those of its newest definition, then those it has no more and older answers were
        given to."""
        found = {item.id: item for item in self.instrument.items}
        for each in self.answers:
            for item in each.instrument.items:
                if item.id in each.response.answers:
                    found.setdefault(item.id, item)
        return tuple(found.values())


def in_order(responses: Iterable[Response], definitions: dict[str, Instrument]) -> tuple[Answer, ...]:
    """Finished answers in the order they were given, each with its definition, by version; a day alone would put
    what was answered on a journey out of its order."""
    ordered = sorted(responses, key=lambda each: (each.answered_at, each.id))
    return tuple(Answer(place, each, definitions[each.definition_version]) for place, each in enumerate(ordered))


def series(course: Course, item_id: str) -> tuple[Scored, ...]:
    """The answers to one item over time."""
    found = ((each, each.response.answers.get(item_id)) for each in course.answers)
    return tuple(Scored(each.on, value, each.place) for each, value in found if value is not None)


def strongest(course: Course) -> tuple[Scored, ...]:
    """The highest answer to any item over time."""
    return tuple(
        Scored(each.on, max(each.response.answers.values()), each.place)
        for each in course.answers
        if each.response.answers
    )


def part(course: Course, subscale_id: str) -> tuple[Scored, ...]:
    """One subscale over time, as it was summed that day."""
    found = ((each, each.response.subscales.get(subscale_id)) for each in course.answers)
    return tuple(Scored(each.on, value, each.place) for each, value in found if value is not None)


def fractions(answers: Sequence[Scored]) -> tuple[float, ...]:
    """Where in its day each answer is put: several of one day stand in their order, one after the other."""
    found, together = list[float](), dict[date, int]()
    many = {each.on: sum(other.on == each.on for other in answers) for each in answers} if _doubled(answers) else {}
    for each in answers:
        together[each.on] = together.get(each.on, 0) + 1
        found.append((together[each.on] - 0.5) / many.get(each.on, 1))
    return tuple(found)


def _doubled(answers: Sequence[Scored]) -> bool:
    return len({each.on for each in answers}) < len(answers)
