"""The evaluations of the demonstration: what patients and clinic write down, and what a prescriber signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from journal.services.actor import Actor
from journal.services.demonstration.demonstration_stage import Stage, Told
from journal.services.evaluations import clearances, earlier_treatments, evaluation_sections, red_flags
from journal.services.evaluations.earlier_treatments import TypedTreatment
from journal.services.evaluations.red_flags import TypedAnswer

Event = tuple[str, Callable[[], None]]


def events(stage: Stage, story: Told) -> Iterator[Event]:
    """Everything that happens in evaluations."""
    for told in story["evaluations"]:
        yield from _Evaluation(stage, told).events()


class _Evaluation:
    """One patient's evaluation."""

    def __init__(self, stage: Stage, told: Told) -> None:
        self._stage, self._told = stage, told

    def events(self) -> Iterator[Event]:
        """Everything that happens to it, each at its moment."""
        acts: dict[str, Callable[[Told], None]] = {
            "sections": self._fill_in, "treatments": self._add, "answers": self._answer, "signed": self._sign,
        }  # fmt: skip
        for part, act in acts.items():
            for told in self._told[part]:
                yield told["at"], partial(act, told)
        if "cleared" in self._told:
            yield self._told["cleared"]["at"], self._clear

    def _who(self, told: Told) -> tuple[Actor, UUID]:
        return self._stage.actor(told["by"]), self._stage.actor(self._told["patient"]).id

    def _fill_in(self, told: Told) -> None:
        actor, patient_id = self._who(told)
        seen = evaluation_sections.view(actor, patient_id, told["section"]).version
        evaluation_sections.save(actor, patient_id, told["section"], told["answers"], seen)

    def _add(self, told: Told) -> None:
        earlier_treatments.add(*self._who(told), TypedTreatment(**told["value"]))

    def _answer(self, told: Told) -> None:
        typed = {code: TypedAnswer(answer, note) for code, (answer, note) in told["flags"].items()}
        red_flags.answer(*self._who(told), typed)

    def _sign(self, told: Told) -> None:
        actor, patient_id = self._who(told)
        seen = {flag.code: flag.seen for flag in red_flags.listed(actor, patient_id)}
        red_flags.clear(actor, patient_id, told["flag"], told["reason"], seen[told["flag"]])

    def _clear(self) -> None:
        told = self._told["cleared"]
        actor, patient_id = self._who(told)
        now = clearances.standing(actor, patient_id, red_flags.listed(actor, patient_id))
        clearances.give(actor, patient_id, told["reason"], now.seen, now.flags_seen)
