"""The manager's audit: rows to look at and to take away, and a look at whether the newest are whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal.extensions import db
from journal.models import Clinic
from journal.permissions import About, Permission, require
from journal.services import spreadsheets
from journal.services.actor import Actor
from journal.services.audit import act_words, audit, audit_rows, chain, record_kinds, refused
from journal.services.audit.acts import Act
from journal.services.audit.audit_rows import Line, Wanted
from journal.services.people import people
from journal.services.work import unit_of_work

NEWEST = 10_000
_HEADINGS = ("Row", "Time (UTC)", "Who", "Did", "Kind of record", "About")
_CHANGED = "This row was changed"


@dataclass(frozen=True, slots=True)
class Verified:
    """When somebody last verified the newest rows here, and how many things were wrong."""

    name: str
    at: datetime
    faults: int


@dataclass(frozen=True, slots=True)
class AuditPage:
    """What the manager sees: rows, what they can be narrowed to, and the last look."""

    lines: tuple[Line, ...]
    older: int | None
    staff: tuple[tuple[UUID, str], ...]
    kinds: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    verified: Verified | None
    total: int


def page(actor: Actor, wanted: Wanted) -> AuditPage:
    """The newest of the wanted rows of the manager's clinic. Raises `NotAllowed`."""
    require(actor.who, Permission.AUDIT_READ, About(actor.clinic_id))
    lines, older = audit_rows.lines(actor.clinic_id, _zone(actor), wanted)
    staff = tuple(audit_rows.staff(actor.clinic_id, wanted.person_id))
    return AuditPage(lines, older, staff, _kinds(), _verified(actor.clinic_id), audit_rows.count(actor.clinic_id))


def _zone(actor: Actor) -> str:
    return db.session.get_one(Clinic, actor.clinic_id).time_zone


def _kinds() -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """Every kind of record with its acts, for choosing: code, words, and the acts with theirs."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for act in Act:
        grouped.setdefault(act.partition(".")[0], []).append((str(act), act_words.phrase(act)))
    named = ((code, record_kinds.KINDS[code], tuple(acts)) for code, acts in grouped.items())
    return tuple(sorted(named, key=lambda each: (each[1], each[0])))


def _verified(clinic_id: UUID) -> Verified | None:
    rows = audit.newest_acts(clinic_id, refused.mirror(clinic_id), [Act.AUDIT_VERIFIED])
    if not rows:
        return None
    names = people.names(clinic_id, {rows[0].actor_id})
    return Verified(names.get(rows[0].actor_id, people.UNREADABLE_NAME), rows[0].at, rows[0].record_version)


def verify(actor: Actor) -> tuple[str, ...]:
    """What is wrong with the newest rows of the clinic's chain, a sentence each; that it was looked at, and how much
    was found, is noted. Raises `NotAllowed`."""
    require(actor.who, Permission.AUDIT_READ, About(actor.clinic_id))
    faults = tuple(chain.faults(actor.clinic_id, NEWEST))
    _note(actor, Act.AUDIT_VERIFIED, len(faults))
    return faults


def _note(actor: Actor, act: Act, number: int) -> None:
    with unit_of_work():  # under an id of its own, so that this is not taken for the newest word on the clinic
        stamp = audit.stamp(actor.clinic_id, refused.mirror(actor.clinic_id), number, act)
        audit.record(act, actor.id, stamp)


def taken(actor: Actor, wanted: Wanted) -> str:
    """The rows of a page as comma-separated values that no spreadsheet takes for formulas; that they were taken is
    noted. Raises `NotAllowed`."""
    require(actor.who, Permission.AUDIT_READ, About(actor.clinic_id))
    lines, _ = audit_rows.lines(actor.clinic_id, _zone(actor), wanted)
    _note(actor, Act.AUDIT_TAKEN, len(lines))
    return spreadsheets.written(_HEADINGS, map(_values, lines))


def _values(line: Line) -> tuple[str, ...]:
    when = line.at.isoformat(timespec="seconds")
    if not line.is_whole:
        return str(line.sequence), when, "", _CHANGED, "", ""
    return str(line.sequence), when, line.who, line.did, line.kind, line.about
