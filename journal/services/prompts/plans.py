"""What one patient is asked: the clinic's prompts, those a therapist added, what is hidden, and in which order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journal import clock
from journal.models import AddedPrompt, PromptSkip
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.people import people
from journal.services.prompts import prompt_rows
from journal.services.prompts.moments import Moment, Prompt, Quiet, Timeline

_NOTHING: dict[str, Any] = {"hidden": [], "order": {}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt of a patient: who added it where a therapist did, and whether it is hidden or was skipped for good."""

    code: str
    text: str
    help: bool = False
    added_by: str = ""
    is_hidden: bool = False
    is_skipped: bool = False

    @property
    def record_id(self) -> str:
        """The id of the record, of one that a therapist added."""
        return str(UUID(self.code)) if self.added_by else ""


@dataclass(frozen=True, slots=True)
class PlannedMoment:
    """A moment and all that could be asked at it, in order."""

    moment: Moment
    asked: tuple[Asked, ...]

    @property
    def open(self) -> tuple[Asked, ...]:
        """Those that are asked."""
        return tuple(each for each in self.asked if not (each.is_hidden or each.is_skipped))


@dataclass(frozen=True, slots=True)
class Plan:
    """All moments of one patient; `version` counts what therapists arranged."""

    moments: tuple[PlannedMoment, ...]
    quiet: Quiet
    order: dict[str, list[str]]
    version: int

    def moment(self, code: str) -> PlannedMoment | None:
        """The moment of that code."""
        return next((each for each in self.moments if each.moment.code == code), None)

    def of_prompt(self, code: str) -> PlannedMoment | None:
        """The moment at which a prompt is asked."""
        return next((each for each in self.moments if code in {one.code for one in each.asked}), None)


def of_patient(actor: Actor, patient_id: UUID) -> Plan:
    """What a patient is asked, by the patient or who is in care of them; the caller has asked."""
    # what is skipped is for nobody else to see
    skips = prompt_rows.skips_of(actor.clinic_id, actor.id) if actor.id == patient_id else ()
    return of_timeline(actor, patient_id, prompt_rows.timeline(actor.clinic_id), skips)


def of_timeline(actor: Actor, patient_id: UUID, timeline: Timeline, skips: Iterable[PromptSkip]) -> Plan:
    """The same, where the clinic's timeline and what is skipped are known."""
    order, now = prompt_rows.order_of(patient_id), clock.now()
    believed = order is not None and prompt_rows.is_current(order, prompt_rows.order_stamp)
    arranged = json.loads(order.arranged) if order is not None and believed else _NOTHING
    skipped = {row.code for row in skips if row.about_id is None and (row.until is None or row.until > now)}
    return _plan(timeline, _added(actor, patient_id), arranged, skipped, order.version if order else 0)


def _added(actor: Actor, patient_id: UUID) -> list[tuple[AddedPrompt, str, str]]:
    """The prompts that were added and open for the actor, with their words and who wrote them."""
    rows = prompt_rows.added_for(patient_id)
    opened = sealed_records.opened(actor, rows)
    names = people.names(actor.clinic_id, {row.author_id for row in rows})
    return [
        (row, opened[row.id]["text"], names.get(row.author_id, people.UNREADABLE_NAME))
        for row in rows
        if row.id in opened
    ]


def _plan(
    timeline: Timeline,
    added: Iterable[tuple[AddedPrompt, str, str]],
    arranged: dict[str, Any],
    skipped: set[str],
    version: int,
) -> Plan:
    hidden = set(arranged["hidden"])
    more = [(row.moment, Prompt(row.id.hex, text), name) for row, text, name in added]
    planned = [
        PlannedMoment(
            each,
            _in_order(
                [
                    Asked(one.code, one.text, one.help, name, one.code in hidden, one.code in skipped)
                    for code, one, name in (*((each.code, one, "") for one in each.prompts), *more)
                    if code == each.code
                ],
                arranged["order"].get(each.code, []),
            ),
        )
        for each in timeline.moments
    ]
    return Plan(tuple(planned), timeline.quiet, arranged["order"], version)


def _in_order(asked: Sequence[Asked], codes: Sequence[str]) -> tuple[Asked, ...]:
    """As arranged; what came since stands after that, in its own order."""
    places = {code: place for place, code in enumerate(codes)}
    return tuple(sorted(asked, key=lambda each: places.get(each.code, len(places))))
