"""The measures of the demonstration: months of answers, one that was begun, one that is asked for, and a flag closed.

Answers are told as numbers in the order of the questions; a dash is a question that was left open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from journal import clock
from journal.services.demonstration.demonstration_stage import Stage, Told
from journal.services.measures import answering, asks, entries, instruments
from journal.services.measures.answering import TypedAnswers
from journal.services.measures.asks import TypedAsk
from journal.services.measures.entries import TypedEntry
from journal.services.safety import flag_rows, flag_steps, flags

Event = tuple[str, Callable[[], None]]


def events(stage: Stage) -> Iterator[Event]:
    """Everything that happens with measures."""
    told = _told()
    for each in told["answered"]:
        for at, answers in each["days"]:
            yield at, partial(_answer, stage, each, answers)
    acts = {"begun": _begin, "asked": _ask, "entered": _enter, "flags": _look_after}
    for part, act in acts.items():
        for each in told[part]:
            yield each["at"], partial(act, stage, each)


def _told() -> dict[str, Any]:
    text = (files("journal") / "data" / "demonstration_measures.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def _typed(stage: Stage, told: Told, answers: str) -> TypedAnswers:
    instrument = instruments.of_clinic(stage.clinic_id)[told["measure"]]
    given = dict(zip((each.id for each in instrument.asked), answers.split(), strict=False))
    values = {name: int(value) for name, value in given.items() if value != "-"}
    return TypedAnswers(instrument.id, instrument.definition_version, values)


def _answer(stage: Stage, told: Told, answers: str) -> None:
    answering.finish(stage.actor(told["patient"]), _typed(stage, told, answers), open_too=True)


def _begin(stage: Stage, told: Told) -> None:
    answering.keep(stage.actor(told["patient"]), _typed(stage, told, told["answers"]))


def _ask(stage: Stage, told: Told) -> None:
    actor = stage.actor(told["by"])
    due_on = clock.now().astimezone(ZoneInfo(actor.zone)).date() + timedelta(days=told["in_days"])
    asks.ask(actor, stage.actor(told["patient"]).id, TypedAsk(told["measure"], due_on, told["words"]))


def _enter(stage: Stage, told: Told) -> None:
    """A total from elsewhere, found on the day it is entered."""
    actor = stage.actor(told["by"])
    version = instruments.of_clinic(stage.clinic_id)[told["measure"]].definition_version
    today = clock.now().astimezone(ZoneInfo(actor.zone)).date()
    typed = TypedEntry(told["measure"], version, today, told["answers"], told["words"])
    entries.enter(actor, stage.actor(told["patient"]).id, typed)


def _look_after(stage: Stage, told: Told) -> None:
    """A clinician takes on the flag that is open for a patient, writes what was done, and closes it."""
    actor, patient_id = stage.actor(told["by"]), stage.actor(told["patient"]).id
    flag_id = flags.open_of(actor, patient_id)[0].id
    flag_steps.acknowledge(actor, flag_id, _moves(stage, patient_id))
    flag_steps.write_done(actor, flag_id, told["done"], _moves(stage, patient_id), None, "")
    flag_steps.close(actor, flag_id, told["note"], _moves(stage, patient_id), None, "")


def _moves(stage: Stage, patient_id: Any) -> int:
    """The newest state of the one flag that is looked after."""
    rows = [each.row for each in flag_rows.of_patients(stage.clinic_id, [patient_id]) if each.row and each.under_way]
    return rows[0].moves
