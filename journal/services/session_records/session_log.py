"""The log of a session: timed entries, each kept once however often it is sent, and corrected in the open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Clinic, SessionRecord
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.rings import patient_rings
from journal.services.session_records import entry_times, record_rows, session_access, vitals
from journal.services.session_records.record_rows import EARLIER, ENTRY
from journal.services.session_records.session_access import OpenedSession, RecordMoved, RecordRefused
from journal.services.work import unit_of_work

LONGEST = 2_000  # Unicode code points of an observation


class EntryDoubted(ValueError):
    """A number looks like a slip. `said` tells which; `key` sent along says that it is meant."""

    def __init__(self, said: tuple[str, ...], key: str) -> None:
        super().__init__(" ".join(said))
        self.said, self.key = said, key


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """An entry as it was typed. `at` is minutes after midnight, none for now; `waited` is how many seconds it was kept
    on a device before it could be sent; `meant` the key of a doubt that was answered."""

    measures: Mapping[str, int] = field(default_factory=dict)
    observation: str = ""
    at: int | None = None
    day: date | None = None
    waited: int = 0
    meant: str = ""
    id: UUID | None = None
    token: str = ""


def add(actor: Actor, session_id: UUID, typed: TypedEntry) -> UUID:
    """Writes an entry; the same one sent again writes nothing. Raises `NotAllowed`, `RecordRefused`, `EntryDoubted`,
    `TimeRefused`, `CannotOpen`."""
    with unit_of_work():
        opened = session_access.found(actor, session_id, Permission.TREATMENT_WRITE, hold=True)
        if typed.id is not None and _was_sent(actor, session_id, typed):
            return typed.id
        value = _checked(actor, opened, typed)
        record_id = sealed_records.id_for(actor, SessionRecord, typed.id, typed.token)
        row = record_rows.new(record_id, session_id, opened.patient.id, ENTRY)
        ring = patient_rings.newest(actor, opened.patient.id, "treatment")
        sealed_records.write(actor, Act.SESSION_ENTRY_WRITTEN, row, ring, value)
    return record_id


def _was_sent(actor: Actor, session_id: UUID, typed: TypedEntry) -> bool:
    """Whether this entry was sent before; its time does not count, as it moves while an entry waits."""
    row = db.session.get(SessionRecord, typed.id)
    if row is None:
        return False
    if (row.session_id, row.part) != (session_id, ENTRY):
        raise NotAllowed
    kept = sealed_records.opened(actor, [row]).get(row.id, {})
    first = (kept.get(EARLIER) or [kept])[0]
    mine = first.get("by", row.author_id.hex) == actor.id.hex
    same = (first.get("measures"), first.get("observation")) == (dict(typed.measures), typed.observation.strip())
    return mine and same


def _checked(actor: Actor, opened: OpenedSession, typed: TypedEntry) -> dict[str, Any]:
    measures, observation = dict(typed.measures), typed.observation.strip()
    if not measures and not observation:
        raise RecordRefused("Nothing was measured or observed yet, so nothing was entered.")
    if len(observation) > LONGEST:
        raise RecordRefused(f"An observation has at most {LONGEST:,} characters; this one has {len(observation):,}.")
    if said := vitals.refusal(measures):
        raise RecordRefused(said)
    at = entry_times.moment_in(actor, opened.row, typed.at, typed.day, typed.waited)
    doubts, key = vitals.doubts(measures), vitals.key_of(measures)
    if doubts and typed.meant != key:
        raise EntryDoubted(doubts, key)
    limits = vitals.limits_of(db.session.get_one(Clinic, actor.clinic_id))
    return {
        "at": at.isoformat(), "measures": measures, "observation": observation, "meant": bool(doubts),
        "outside": list(vitals.outside(measures, limits)),
    }  # fmt: skip


def correct(actor: Actor, session_id: UUID, entry_id: UUID, typed: TypedEntry, seen: int) -> None:
    """Puts other numbers or words in the place of an entry's, which stay below it with who wrote them and when. Raises
    `NotAllowed`, `RecordRefused`, `RecordMoved`, `EntryDoubted`, `TimeRefused`, `CannotOpen`."""
    with unit_of_work():
        opened = session_access.found(actor, session_id, Permission.TREATMENT_WRITE, hold=True)
        row = record_rows.one(session_id, ENTRY, entry_id)
        if row is None:
            raise NotAllowed
        before = sealed_records.open_one(actor, row)
        value = _checked(actor, opened, typed)
        if _same(record_rows.says(before), value):
            return
        if row.version != seen:
            raise RecordMoved("This entry was corrected meanwhile. Below is what stands there now.")
        ring = patient_rings.newest(actor, opened.patient.id, "treatment")
        sealed_records.write(actor, Act.SESSION_ENTRY_CORRECTED, row, ring, record_rows.anew(row, before, value))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two say the same at the same minute."""
    minutes = {datetime.fromisoformat(each["at"]).replace(second=0, microsecond=0) for each in (one, other)}
    return len(minutes) == 1 and all(one.get(name) == other.get(name) for name in ("measures", "observation"))


def moment_of(value: Mapping[str, Any]) -> datetime:
    """When what an entry says was measured or seen. Raises `CannotOpen` for one that says no time."""
    try:
        return datetime.fromisoformat(value["at"])
    except (KeyError, TypeError, ValueError) as error:
        raise CannotOpen from error
