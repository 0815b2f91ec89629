"""The sessions of the demonstration: who is let into a treatment record, and what they record on the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from journal.services.demonstration.demonstration_stage import Stage, Told
from journal.services.session_records import session_log, session_parts, session_times
from journal.services.session_records.session_log import TypedEntry
from journal.services.treatment import treatment_requests, treatment_team

Event = tuple[str, Callable[[], None]]


def events(stage: Stage, story: Told) -> Iterator[Event]:
    """Everything that treatment teams and sessions bring."""
    for place in story["treatment_teams"]:
        yield from _team(stage, place)
    for session in story["sessions"]:
        yield from Day(stage, session).events()


def _team(stage: Stage, told: Told) -> Iterator[Event]:
    """The manager asks for a clinician, and the patient says yes."""
    yield told["at"], partial(_ask, stage, told)
    yield told["answered"], partial(_answer, stage, told)


def _ask(stage: Stage, told: Told) -> None:
    patient, clinician = (stage.actor(told[part]).id for part in ("patient", "clinician"))
    treatment_team.ask(stage.actor(told["by"]), patient, clinician)


def _answer(stage: Stage, told: Told) -> None:
    patient, name = stage.actor(told["patient"]), stage.actor(told["clinician"]).name
    request = next(each for each in treatment_requests.requests(patient) if each.name == name)
    treatment_requests.answer(patient, request.id, accept=True, also_before=True, fingerprint=request.fingerprint)


class Day:
    """One session of the story, from check-in to debrief."""

    _id: UUID

    def __init__(self, stage: Stage, told: Told) -> None:
        self._stage, self._told = stage, told

    def events(self) -> Iterator[Event]:
        """Everything that happens, at its moment."""
        yield self._told["checked_in"], self._check_in
        yield self._told["began"], partial(self._note, session_times.START, 1)
        yield self._told["ended"], partial(self._note, session_times.END, 2)
        for part in self._told.get("parts", ()):
            yield part["at"], partial(self._fill_in, part)
        for entry in self._told.get("log", ()):
            yield entry["at"], partial(self._enter, entry)
        for event in self._told.get("events", ()):
            yield event["at"], partial(self._note_event, event)

    def _check_in(self) -> None:
        self._id = session_times.check_in(
            self._stage.actor(self._told["by"]), self._stage.actor(self._told["patient"]).id
        )

    def _note(self, edge: str, seen: int) -> None:
        session_times.set_time(self._stage.actor(self._told["by"]), self._id, edge, None, seen)

    def _fill_in(self, told: Told) -> None:
        actor = self._stage.actor(told["by"] if "by" in told else self._told["by"])
        session_parts.save(actor, self._id, told["part"], told["value"], 0)

    def _enter(self, told: Told) -> None:
        entry = TypedEntry(told.get("measures", {}), told.get("observation", ""))
        session_log.add(self._stage.actor(self._told["by"]), self._id, entry)

    def _note_event(self, told: Told) -> None:
        session_parts.add_event(self._stage.actor(self._told["by"]), self._id, told["value"], None, None, "")
