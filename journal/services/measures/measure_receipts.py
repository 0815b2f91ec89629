"""Who has looked at a patient's measures: told by the audit, to its patient in their history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select

from journal import clock
from journal.extensions import db
from journal.models import Person
from journal.services.actor import Actor
from journal.services.audit import audit, audit_queries
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.work import unit_of_work

_ONCE_IN = timedelta(hours=1)  # charts, table and brief of one looking are one row
_IN_QUEUE_ONCE_IN = timedelta(hours=12)  # the queue is loaded again and again on a working day
_AUDIT = audit_queries.COLUMNS
_NEWEST = select(func.max(_AUDIT.sequence)).where(
    _AUDIT.clinic_id == bindparam("clinic"), _AUDIT.record_id.in_(bindparam("records", expanding=True)),
    _AUDIT.actor_id == bindparam("actor"), _AUDIT.act == bindparam("act"), _AUDIT.at > bindparam("since"),
).group_by(_AUDIT.record_id)  # fmt: skip
_LATELY = select(*_AUDIT).where(_AUDIT.clinic_id == bindparam("clinic"), _AUDIT.sequence.in_(_NEWEST))


def leave(actor: Actor, patient: Person) -> None:
    """Notes, before anything is shown, that a clinician looks at a patient's measures. Where that cannot be written
    nothing is shown. One's own leave none."""
    if actor.id == patient.id:
        return
    _leave(actor, Act.MEASURES_OPENED, [patient], _ONCE_IN)


def leave_in_queue(actor: Actor, patients: Collection[Person]) -> None:
    """The same for those whose last totals stand in the queue."""
    _leave(actor, Act.MEASURES_IN_QUEUE, patients, _IN_QUEUE_ONCE_IN)


def taken(actor: Actor, patient: Person) -> None:
    """Notes that a clinician takes a patient's measures along as a file; each time."""
    with unit_of_work():
        audit.record_about(Act.MEASURES_TAKEN, actor.id, people.stamp(patient))


def _leave(actor: Actor, act: Act, patients: Collection[Person], once_in: timedelta) -> None:
    known = _lately(actor, act, [each.id for each in patients], once_in)
    stamps = [people.stamp(each) for each in patients if each.id not in known]
    if not stamps:
        return
    with unit_of_work():
        for stamp in stamps:
            audit.record_about(act, actor.id, stamp)


def _lately(actor: Actor, act: Act, patient_ids: Collection[UUID], once_in: timedelta) -> set[UUID]:
    asked = {
        "clinic": actor.clinic_id, "records": list(patient_ids), "actor": actor.id, "act": str(act),
        "since": clock.now() - once_in,
    }  # fmt: skip
    rows = db.session.execute(_LATELY, asked).all() if patient_ids else ()
    return {row.record_id for row in rows if audit.row_holds(row)}
