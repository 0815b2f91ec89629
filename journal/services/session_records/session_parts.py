"""The parts of the record that there are once each, and adverse events: saved, resumed, and never overwritten unseen.

What is given is written down as it was; nothing here proposes a dose or judges one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from journal.models import SessionRecord
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.rings import patient_rings
from journal.services.session_records import entry_times, record_rows, session_access, vitals
from journal.services.session_records.record_rows import EVENT, GIVEN, PARTS, READINESS
from journal.services.session_records.session_access import OpenedSession, RecordMoved, RecordRefused
from journal.services.session_records.session_log import EntryDoubted
from journal.services.work import unit_of_work

ROUTES = {
    "intravenous": "Intravenous", "intramuscular": "Intramuscular", "intranasal": "Intranasal", "lozenge": "Lozenge",
    "oral": "Oral", "other": "Other",
}  # fmt: skip
UNITS = ("mg", "mg/kg", "mg/kg/h", "micrograms", "mL", "sprays", "lozenges")
_DOSE = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?")
_MOVED = (
    "This part was changed elsewhere while you wrote. Your words are still here, and below them is what stands there "
    "now. Saving again puts yours in its place."
)
Value = Mapping[str, Any]


def save(actor: Actor, session_id: UUID, part: str, value: Value, seen: int, meant: str = "") -> None:
    """Keeps a part, for who saw version `seen`, 0 where there was none. Raises `NotAllowed`, `RecordRefused`,
    `RecordMoved`, `EntryDoubted`, `CannotOpen`."""
    with unit_of_work():
        opened = session_access.found(actor, session_id, Permission.TREATMENT_WRITE, hold=True)
        if part not in PARTS:
            raise NotAllowed
        _check(part, value, meant)
        row = record_rows.one(session_id, part)
        _write(actor, opened, row or record_rows.new(_new_id(actor), session_id, opened.patient.id, part), value, seen)


def _new_id(actor: Actor) -> UUID:
    return sealed_records.id_for(actor, SessionRecord, None, "")


def _write(actor: Actor, opened: OpenedSession, row: SessionRecord, value: Value, seen: int) -> None:
    is_new = row.version is None
    if is_new and not any(value.values()):
        raise RecordRefused("Nothing was filled in yet, so nothing was saved.")
    if not is_new:
        before = sealed_records.open_one(actor, row)
        if record_rows.says(before) == value:
            return  # the form was sent twice
        if row.version != seen:
            raise RecordMoved(_MOVED)
        value = record_rows.anew(row, before, value)
    act = Act.SESSION_RECORD_WRITTEN if is_new else Act.SESSION_RECORD_CHANGED
    ring = patient_rings.newest(actor, opened.patient.id, "treatment")
    sealed_records.write(actor, act, row, ring, dict(value))


def _check(part: str, value: Value, meant: str) -> None:
    if part == GIVEN:
        _check_given(value)
    if part == READINESS:
        measured = {name: value[name] for name in (vitals.SYSTOLIC, vitals.DIASTOLIC) if value.get(name) is not None}
        if said := vitals.refusal(measured):
            raise RecordRefused(said)
        doubts, key = vitals.doubts(measured), vitals.key_of(measured)
        if doubts and meant != key:
            raise EntryDoubted(doubts, key)


def _check_given(value: Value) -> None:
    dose, unit, route = (str(value.get(name) or "") for name in ("dose", "unit", "route"))
    if route and route not in ROUTES:
        raise RecordRefused("Choose a route of the list.")
    if route == "other" and not value.get("other_route"):
        raise RecordRefused("Say which other route it was.")
    check_dose(dose, unit)


def check_dose(dose: str, unit: str) -> None:
    """Raises `RecordRefused` unless a dose is a number with its unit, or there is none; how much is not judged."""
    if dose and not _DOSE.fullmatch(dose):
        raise RecordRefused("Write the dose as a number, such as 40 or 0.5, and choose its unit.")
    if dose and unit not in UNITS:
        raise RecordRefused(f"A dose needs its unit: {dose} of what? Choose it, and save again.")
    if unit and not dose:
        raise RecordRefused("There is a unit without a dose. Give the dose, or take the unit away.")


def add_event(actor: Actor, session_id: UUID, value: Value, at: int | None, record_id: UUID | None, token: str) -> UUID:
    """Notes an adverse event; the same form sent again notes nothing. Raises `NotAllowed`, `RecordRefused`,
    `TimeRefused`, `CannotOpen`."""
    with unit_of_work():
        opened = session_access.found(actor, session_id, Permission.TREATMENT_WRITE, hold=True)
        sent = record_rows.one(session_id, EVENT, record_id) if record_id is not None else None
        if sent is not None and sent.author_id == actor.id and _says(actor, sent, value):
            return sent.id
        written = _event(actor, opened, value, at)
        row = record_rows.new(
            sealed_records.id_for(actor, SessionRecord, record_id, token), session_id, opened.patient.id, EVENT
        )
        _write(actor, opened, row, written, 0)
    return row.id


def _says(actor: Actor, row: SessionRecord, value: Value) -> bool:
    kept = sealed_records.opened(actor, [row]).get(row.id, {})
    return all(kept.get(name) == words for name, words in value.items())


def _event(actor: Actor, opened: OpenedSession, value: Value, at: int | None) -> dict[str, Any]:
    if not value.get("what"):
        raise RecordRefused("Say what happened.")
    return {**value, "at": entry_times.moment_in(actor, opened.row, at).isoformat()}


def change_event(actor: Actor, session_id: UUID, event_id: UUID, value: Value, at: int | None, seen: int) -> None:
    """Words an adverse event anew, for who saw version `seen`; its time stays unless another is given. Raises as
    `add_event` does, and `RecordMoved`."""
    with unit_of_work():
        opened = session_access.found(actor, session_id, Permission.TREATMENT_WRITE, hold=True)
        row = record_rows.one(session_id, EVENT, event_id)
        if row is None:
            raise NotAllowed
        before = sealed_records.open_one(actor, row)
        written = (
            {**value, "at": before["at"]} if at is None and value.get("what") else _event(actor, opened, value, at)
        )
        _write(actor, opened, row, written, seen)
