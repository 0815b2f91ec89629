"""Prompts for one patient: a therapist adds, hides and reorders them, and the patient sees who added what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import AddedPrompt, Person, PromptOrder
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.notes import note_access
from journal.services.people import people
from journal.services.prompts import clinic_prompts, moments, plans, prompt_rows
from journal.services.prompts.clinic_prompts import PromptsMoved, PromptsRefused
from journal.services.prompts.plans import Plan
from journal.services.rings import patient_rings
from journal.services.work import unit_of_work

HIDE, SHOW, UP, DOWN = HOWS = ("hide", "show", "up", "down")
MOST_ADDED = 40


@dataclass(frozen=True, slots=True)
class PatientPrompts:
    """What one patient is asked, as their therapist sees it."""

    patient_id: UUID
    name: str
    identifier: str
    plan: Plan
    may_change: bool


@dataclass(frozen=True, slots=True)
class TypedAddition:
    """A prompt to add, as it was typed, with the id that was made with its form."""

    moment: str
    text: str
    id: UUID | None = None
    token: str = ""


def shown(actor: Actor, patient_id: UUID) -> PatientPrompts:
    """What a patient in this therapist's care is asked. Raises `NotAllowed`."""
    person = _patient(actor, patient_id, Permission.PATIENT_READ)
    return PatientPrompts(
        person.id, people.name_of(person), people.identifier_of(person), plans.of_patient(actor, patient_id),
        note_access.account_open(patient_id),
    )  # fmt: skip


def add(actor: Actor, patient_id: UUID, typed: TypedAddition) -> None:
    """Adds a prompt; sending the same form twice adds one. Raises `NotAllowed`, `PromptsRefused`, `CannotOpen`."""
    with unit_of_work():
        people.hold(patient_id)
        _patient(actor, patient_id, Permission.PROMPT_CHANGE, hold=True)
        value = {"text": clinic_prompts.check_text(typed.text)}
        if moments.built_in().moment(typed.moment) is None:
            raise PromptsRefused("Choose when it is asked.")
        if not value["text"]:
            raise PromptsRefused("Write the prompt first.")
        if sealed_records.was_sent(actor, AddedPrompt, typed.id, value):
            return
        if len(prompt_rows.added_for(patient_id)) >= MOST_ADDED:
            raise PromptsRefused(f"At most {MOST_ADDED} prompts can be added for one patient. Remove one first.")
        row = AddedPrompt(
            id=sealed_records.id_for(actor, AddedPrompt, typed.id, typed.token), patient_id=patient_id,
            moment=typed.moment,
        )  # fmt: skip
        sealed_records.write(actor, Act.PROMPT_ADDED, row, patient_rings.newest(actor, patient_id, "care"), value)


def remove(actor: Actor, patient_id: UUID, prompt_id: UUID) -> None:
    """Takes back a prompt that was added; its words are destroyed. Raises `NotAllowed`."""
    with unit_of_work():
        _patient(actor, patient_id, Permission.PROMPT_CHANGE, hold=True)
        row = db.session.get(AddedPrompt, prompt_id, with_for_update=True)
        if row is None or row.patient_id != patient_id:
            raise NotAllowed
        if row.state == sealed_records.KEPT:
            sealed_records.destroy(actor, Act.PROMPT_REMOVED, row)


def arrange(actor: Actor, patient_id: UUID, code: str, how: str, seen: int) -> None:
    """Hides a prompt, shows it again, or moves it among those of its moment, for who saw version `seen`.

    Raises `NotAllowed`, `PromptsMoved`."""
    with unit_of_work():
        people.hold(patient_id)
        _patient(actor, patient_id, Permission.PROMPT_CHANGE, hold=True)
        plan = plans.of_patient(actor, patient_id)
        if how not in HOWS or plan.of_prompt(code) is None:
            raise NotAllowed
        if plan.version != seen:
            raise PromptsMoved
        _put(actor, patient_id, _arranged(plan, code, how))


def _arranged(plan: Plan, code: str, how: str) -> dict[str, Any]:
    planned = plan.of_prompt(code)
    hidden = {each.code for one in plan.moments for each in one.asked if each.is_hidden}
    hidden = hidden | {code} if how == HIDE else hidden - {code} if how == SHOW else hidden
    order = dict(plan.order)
    if planned is not None and how in (UP, DOWN):
        order[planned.moment.code] = _moved([each.code for each in planned.asked], code, -1 if how == UP else 1)
    return {"hidden": sorted(hidden), "order": order}


def _moved(codes: list[str], code: str, by: int) -> list[str]:
    here = codes.index(code)
    there = min(max(here + by, 0), len(codes) - 1)
    codes[here], codes[there] = codes[there], codes[here]
    return codes


def _put(actor: Actor, patient_id: UUID, arranged: dict[str, Any]) -> None:
    row = prompt_rows.order_of(patient_id) or PromptOrder(
        id=make_id(), clinic_id=actor.clinic_id, patient_id=patient_id, created_at=clock.now(), version=0
    )
    row.arranged, row.changed_by, row.version = json.dumps(arranged, sort_keys=True), actor.id, row.version + 1
    db.session.add(row)
    audit.record(Act.PROMPTS_ARRANGED, actor.id, prompt_rows.order_stamp(row))


def _patient(actor: Actor, patient_id: UUID, permission: Permission, *, hold: bool = False) -> Person:
    person = db.session.get(Person, patient_id)
    if person is None or person.role != "patient":
        raise NotAllowed
    in_care = actor.role == "therapist" and care.in_care(patient_id, actor.id, hold=hold)
    account_open = note_access.account_open(patient_id)
    require(actor.who, permission, About(person.clinic_id, person.id, in_care=in_care, account_open=account_open))
    return person
