"""Rows of deaths: their MAC, and how the audit remembers them."""

from __future__ import annotations

from uuid import UUID

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import db, server_secret
from journal.models import Death
from journal.services.audit import audit
from journal.services.audit.acts import Act

ASKED, CONFIRMED, DECLINED = "asked", "confirmed", "declined"


def move(death: Death, state: str, act: Act, actor_id: UUID | None) -> None:
    """Brings the note of a death into a state, with its audit row; in the caller's unit of work."""
    death.state, death.version = state, death.version + 1
    if state != ASKED:
        death.answered_at = clock.now()
    death.mac = server_secret().mac("death", *parts(death))
    db.session.add(death)
    audit.record(act, actor_id, stamp(death))


def is_current(death: Death) -> bool:
    """Whether the row is whole, and what its newest audit row says."""
    whole = server_secret().mac_holds(death.mac, "death", *parts(death))
    return whole and not audit.stale(death.clinic_id, [stamp(death)])


def stamp(death: Death) -> audit.Stamp:
    """The note of a death as the audit remembers it."""
    return audit.stamp(death.clinic_id, death.id, death.version, *parts(death), patient_id=death.patient_id)


def parts(death: Death) -> tuple[Part, ...]:
    """What the MAC of the note of a death covers."""
    return (
        death.id, death.clinic_id, death.patient_id, death.asked_by, death.answered_by, death.state, death.version,
    )  # fmt: skip
