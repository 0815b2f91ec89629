"""Rows of treatment teams: their states, their MAC, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import bindparam, select

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import TreatmentMember
from journal.services.audit import audit
from journal.services.audit.acts import Act

ASKED, ACTIVE, DECLINED, ENDED = "asked", "active", "declined", "ended"
GOING_ON = (ASKED, ACTIVE)
_PAIR = select(TreatmentMember).where(
    TreatmentMember.patient_id == bindparam("patient"), TreatmentMember.clinician_id == bindparam("clinician")
)
_HELD_PAIR = _PAIR.with_for_update(read=True).execution_options(populate_existing=True)


def new_member(clinic_id: UUID, patient_id: UUID, clinician_id: UUID) -> TreatmentMember:
    """A membership that has not begun; `move` gives it its state, version and MAC."""
    return TreatmentMember(
        id=make_id(), clinic_id=clinic_id, patient_id=patient_id, clinician_id=clinician_id, state=ASKED, version=0,
        asked_at=clock.now(),
    )  # fmt: skip


def move(member: TreatmentMember, state: str, act: Act, actor_id: UUID | None) -> None:
    """Brings a membership into a state, with its audit row; in the caller's unit of work."""
    member.state, member.version = state, member.version + 1
    match state:
        case "asked":
            member.asked_at, member.started_at, member.ended_at = clock.now(), None, None
        case "active":
            member.started_at = clock.now()
        case "ended":
            member.ended_at = clock.now()
    member.mac = server_secret().mac("treatment-member", *parts(member))
    db.session.add(member)
    audit.record(act, actor_id, stamp(member))


def of_pair(patient_id: UUID, clinician_id: UUID, *, hold: bool = False) -> TreatmentMember | None:
    """The membership of one clinician, in whatever state; held, it cannot change before the commit."""
    query = _HELD_PAIR if hold else _PAIR
    return db.session.scalars(query, {"patient": patient_id, "clinician": clinician_id}).one_or_none()


def active_members(patient_id: UUID) -> set[UUID]:
    """The clinicians on this patient's treatment team, by memberships that are active, whole and newest."""
    mine = (TreatmentMember.patient_id == patient_id) & (TreatmentMember.state == ACTIVE)
    return {member.clinician_id for member in current(db.session.scalars(select(TreatmentMember).where(mine)))}


def is_whole(member: TreatmentMember) -> bool:
    """Whether the membership's MAC holds."""
    return server_secret().mac_holds(member.mac, "treatment-member", *parts(member))


def is_current(member: TreatmentMember) -> bool:
    """Whether the membership is whole, and what its newest audit row says."""
    return is_whole(member) and not audit.stale(member.clinic_id, [stamp(member)])


def current(members: Iterable[TreatmentMember]) -> list[TreatmentMember]:
    """Those of these memberships of one clinic that are whole and what their newest audit rows say."""
    whole = [member for member in members if is_whole(member)]
    stale = audit.stale(whole[0].clinic_id, map(stamp, whole)) if whole else set()
    return [member for member in whole if member.id not in stale]


def stamp(member: TreatmentMember) -> audit.Stamp:
    """The membership as the audit remembers it."""
    return audit.stamp(member.clinic_id, member.id, member.version, *parts(member), patient_id=member.patient_id)


def parts(member: TreatmentMember) -> tuple[Part, ...]:
    """What the MAC of a membership covers."""
    return (member.id, member.clinic_id, member.patient_id, member.clinician_id, member.state, member.version)
