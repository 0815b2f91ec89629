"""What waits to be read: shared with a therapist and not reviewed, or saved anew since; counted without opening any."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, bindparam, select

from journal.crypto.server import ServerSecret
from journal.extensions import db, server_secret
from journal.models import AuditRow, Person, RingGrant
from journal.services.actor import Actor
from journal.services.reflections import list_queries as queries
from journal.services.review import review_marks
from journal.services.work import is_writing

_AUDIT = AuditRow.__table__.c
# a seek in an index for each patient, and not a look at every act that there ever was
_NEWEST = (
    select(_AUDIT.sequence)
    .where(_AUDIT.clinic_id == Person.clinic_id, _AUDIT.patient_id == Person.id)
    .order_by(_AUDIT.sequence.desc())
    .limit(1)
    .correlate(Person)
    .scalar_subquery()
)
_NEWEST_ACTS = (
    select(Person.id, _AUDIT.mac)
    .join(AuditRow, (_AUDIT.clinic_id == Person.clinic_id) & (_AUDIT.sequence == _NEWEST))
    .where(Person.id.in_(bindparam("patients", expanding=True)))
)
_GRANTS = select(RingGrant.id).where(
    RingGrant.recipient_id == bindparam("reader"), RingGrant.recipient_key_id == bindparam("key")
)
_MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Waits:
    """How many reflections of a patient wait to be read, and since when the one that waits longest does."""

    count: int
    since: datetime | None


def ids(actor: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The ids of what waits of each of these patients, oldest first; the caller has asked."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in _unreviewed(queries.WAITING_IDS, actor, patient_ids):
        found[row.patient_id].append(row.id)
    return found


_Reader = tuple[ServerSecret, UUID, UUID]
_Counted = tuple[bytes, bytes, Waits | None]
# What waited of each patient, as of the newest act about them and the grants that their reader had: whatever changes it
# leaves an act, whose MAC is chained to all before. A queue counts anew where something has happened since, not through
# every reflection of hundreds of patients; and a row that was changed behind the service's back changes no count.
_counted: dict[tuple[_Reader, UUID], _Counted] = {}


def counts(actor: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, Waits]:
    """How many reflections of each of these patients wait and since when, for those who have any; the caller has
    asked."""
    if is_writing():
        return _count(actor, patient_ids)
    reader = (server_secret(), actor.id, actor.keys.key_id)
    grants = _digest(db.session.scalars(_GRANTS, {"reader": actor.id, "key": actor.keys.key_id}))
    newest: dict[UUID, bytes] = dict(iter(db.session.execute(_NEWEST_ACTS, {"patients": list(patient_ids)})))
    known = {each: _counted.get((reader, each)) for each in patient_ids}
    anew = {each for each, was in known.items() if was is None or was[:2] != (newest.get(each), grants)}
    now = _count(actor, list(anew)) if anew else {}
    if len(_counted) > _MOST_COUNTED:
        _counted.clear()
    _counted.update({(reader, each): (newest[each], grants, now.get(each)) for each in anew if each in newest})
    return now | {each: was[2] for each, was in known.items() if was and was[2] and each not in anew}


def _digest(ids: Iterable[UUID]) -> bytes:
    return hashlib.sha256(b"".join(sorted(each.bytes for each in ids))).digest()


def _count(actor: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, Waits]:
    found = _unreviewed(queries.HOW_MANY_WAIT, actor, patient_ids)
    return {row.patient_id: Waits(row.waiting, row.since) for row in found}


def _unreviewed(query: Executable, actor: Actor, patient_ids: Sequence[UUID]) -> Sequence[Any]:
    unbelieved = review_marks.unbelieved(actor.clinic_id, actor.id, patient_ids)
    wanted = {"reader": actor.id, "key": actor.keys.key_id, "patients": list(patient_ids), "unbelieved": unbelieved}
    return db.session.execute(query, wanted).all()
