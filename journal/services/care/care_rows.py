"""Rows of care relations: their states, their MAC, and how the audit remembers them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.canonical import Part
from journal.crypto.server import ServerSecret
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import CareRelation, Person
from journal.services.audit import audit
from journal.services.audit.acts import Act

ASKED, ACTIVE, DECLINED, ENDED = "asked", "active", "declined", "ended"
# What follows from the columns alone is kept for those very columns: a therapist's pages ask it of every patient.
_MOST_KEPT = 4096


def new_relation(clinic_id: UUID, patient_id: UUID, therapist_id: UUID) -> CareRelation:
    """A relation that has not begun; `move` gives it its state, version and MAC."""
    return CareRelation(
        id=make_id(), clinic_id=clinic_id, patient_id=patient_id, therapist_id=therapist_id,
        state=ASKED, version=0, asked_at=clock.now(),
    )  # fmt: skip


def move(relation: CareRelation, state: str, act: Act, actor_id: UUID | None) -> None:
    """Brings a relation into a state, with its audit row; in the caller's unit of work."""
    relation.state, relation.version = state, relation.version + 1
    match state:
        case "asked":
            relation.asked_at, relation.started_at, relation.ended_at = clock.now(), None, None
        case "active":
            relation.started_at = clock.now()
        case "ended":
            relation.ended_at = clock.now()
    relation.mac = server_secret().mac("care-relation", *parts(relation))
    db.session.add(relation)
    audit.record(act, actor_id, stamp(relation))


def is_whole(relation: Any) -> bool:
    """Whether the relation's MAC holds."""
    return _holds(server_secret(), relation.mac, parts(relation))


@lru_cache(_MOST_KEPT)
def _holds(server: ServerSecret, mac: bytes, parts: tuple[Part, ...]) -> bool:
    return server.mac_holds(mac, "care-relation", *parts)


def is_current(relation: CareRelation) -> bool:
    """Whether the relation is whole, and what its newest audit row says."""
    return is_whole(relation) and not audit.stale(relation.clinic_id, [stamp(relation)])


def current(relations: Iterable[Any]) -> list[Any]:
    """Those of these relations of one clinic, or of their columns alone, that are whole and what their newest audit
    rows say."""
    whole = [relation for relation in relations if is_whole(relation)]
    stale = audit.stale(whole[0].clinic_id, map(stamp, whole)) if whole else set()
    return [relation for relation in whole if relation.id not in stale]


def living_patients(therapist_id: UUID) -> list[UUID]:
    """Whom this therapist treats and can ask: not who has died, in whose account care stays as it was."""
    query = select(CareRelation).join(Person, Person.id == CareRelation.patient_id).where(Person.status != "ended")
    theirs = (CareRelation.therapist_id == therapist_id) & (CareRelation.state == ACTIVE)
    return [relation.patient_id for relation in current(db.session.scalars(query.where(theirs)))]


def stamp(relation: Any) -> audit.Stamp:
    """The relation as the audit remembers it."""
    return _stamp(relation.clinic_id, relation.id, relation.version, parts(relation), relation.patient_id)


@lru_cache(_MOST_KEPT)
def _stamp(clinic_id: UUID, row_id: UUID, version: int, parts: tuple[Part, ...], patient_id: UUID) -> audit.Stamp:
    return audit.stamp(clinic_id, row_id, version, *parts, patient_id=patient_id)


def parts(relation: Any) -> tuple[Part, ...]:
    """What the MAC of a relation covers."""
    return (
        relation.id, relation.clinic_id, relation.patient_id, relation.therapist_id, relation.state, relation.version,
    )  # fmt: skip
