"""The records of the demonstration that are kept for somebody who is not here yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from journal.services.before import letting_in, opening
from journal.services.before.opening import TypedPerson
from journal.services.demonstration.demonstration_stage import Stage, Told

Event = tuple[str, Callable[[], None]]


def events(stage: Stage, story: Told) -> Iterator[Event]:
    """Everything that happens with records before the person; the invitation, if there is one, comes with people."""
    for told in story["before_records"]:
        yield told["at"], partial(_open, stage, told)
        for place in told.get("let_in", ()):
            yield place["at"], partial(_let_in, stage, told, place["clinician"])


def _open(stage: Stage, told: Told) -> None:
    typed = TypedPerson(told["name"], f"{told['account']}@demo.example", told["identifier"])
    stage.expect(told["account"], opening.open_record(stage.actor(told["by"]), typed))


def _let_in(stage: Stage, told: Told, clinician: str) -> None:
    keeper, patient_id, colleague = stage.actor(told["by"]), stage.patient_id(told["account"]), stage.actor(clinician)
    shown = letting_in.candidate(keeper, patient_id, colleague.id).fingerprint
    letting_in.let_in(keeper, patient_id, colleague.id, shown)
