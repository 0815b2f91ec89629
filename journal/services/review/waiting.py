"""What waits to be read: shared with a therapist and not reviewed, or saved anew since; counted without opening any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Executable

from journal.extensions import db
from journal.services.actor import Actor
from journal.services.reflections import list_queries as queries
from journal.services.review import review_marks


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


def counts(actor: Actor, patient_ids: Sequence[UUID]) -> dict[UUID, Waits]:
    """How many reflections of each of these patients wait and since when, for those who have any; the caller has
    asked."""
    found = _unreviewed(queries.HOW_MANY_WAIT, actor, patient_ids)
    return {row.patient_id: Waits(row.waiting, row.since) for row in found}


def _unreviewed(query: Executable, actor: Actor, patient_ids: Sequence[UUID]) -> Sequence[Any]:
    unbelieved = review_marks.unbelieved(actor.clinic_id, actor.id, patient_ids)
    wanted = {"reader": actor.id, "key": actor.keys.key_id, "patients": list(patient_ids), "unbelieved": unbelieved}
    return db.session.execute(query, wanted).all()
