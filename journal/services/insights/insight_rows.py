"""Rows of insights and of what follows from them: found for who may, and moved with the page they were made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Insight, Reflection, Ring, Step
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.insights import insight_words
from journal.services.notes import note_access
from journal.services.reflections import texts
from journal.services.rings import held_rings

INSIGHT, GOAL = "insight", insight_words.GOAL
STRATEGY, CHECK_IN, CHANGE = "strategy", "check_in", "change"
_GONE = (texts.DELETED, texts.DESTROYED)
Row = Insight | Step


def of_patient(patient_id: UUID) -> Sequence[Insight]:
    """Every insight and goal that is kept, newest first."""
    mine = (Insight.patient_id == patient_id) & (Insight.state == sealed_records.KEPT)
    return db.session.scalars(select(Insight).where(mine).order_by(Insight.id.desc())).all()


def how_many_of(reflection_id: UUID) -> int:
    """How many insights are made from a page."""
    made = (Insight.reflection_id == reflection_id) & (Insight.state == sealed_records.KEPT)
    return db.session.execute(select(func.count()).select_from(Insight).where(made)).scalar_one()


def steps_of_patient(patient_id: UUID) -> Sequence[Step]:
    """Every step that is kept, oldest first."""
    mine = (Step.patient_id == patient_id) & (Step.state == sealed_records.KEPT)
    return db.session.scalars(select(Step).where(mine).order_by(Step.id)).all()


def steps_of(insight_ids: Iterable[UUID], *, lock: bool = False) -> Sequence[Step]:
    """The kept steps of these insights, oldest first."""
    wanted = list(insight_ids)
    if not wanted:
        return ()
    query = select(Step).where(Step.insight_id.in_(wanted), Step.state == sealed_records.KEPT).order_by(Step.id)
    return db.session.scalars(query.with_for_update() if lock else query).all()


def found(actor: Actor, insight_id: UUID, permission: Permission, *, lock: bool = False) -> Insight:
    """An insight or goal that the actor may do this with; locked in a unit of work. Raises `NotAllowed`."""
    row = db.session.get(Insight, insight_id, with_for_update=lock or None)
    if row is None or row.state != sealed_records.KEPT:
        raise NotAllowed
    require(actor.who, permission, about(actor, row, hold=lock))
    return row


def found_step(actor: Actor, step_id: UUID, permission: Permission, *kinds: str, lock: bool = False) -> Step:
    """A step of one of these kinds that the actor may do this with; its insight is locked before it, as where both
    move. Raises `NotAllowed`."""
    row = db.session.get(Step, step_id)
    if row is None or row.kind not in kinds:
        raise NotAllowed
    if lock and row.insight_id is not None:
        db.session.get(Insight, row.insight_id, with_for_update=True)
    row = db.session.get_one(Step, step_id, with_for_update=lock or None, populate_existing=True)
    if row.state != sealed_records.KEPT or not _stands(row):
        raise NotAllowed
    require(actor.who, permission, about(actor, row, hold=lock))
    return row


def _stands(row: Step) -> bool:
    """Whether what a step was made from is what the audit says: after a restore that may be out of force."""
    made_from = db.session.get(Insight, row.insight_id) if row.insight_id else None
    return made_from is None or sealed_records.is_current(made_from)


def about(actor: Actor, row: Row, *, hold: bool = False) -> About:
    """The facts about an insight or a step: a therapist is in care of it only if they hold its very ring as well."""
    in_care = actor.role == "therapist" and care.in_care(row.patient_id, actor.id, hold=hold)
    return About(
        row.clinic_id, patient_id=row.patient_id, author_id=row.made_by, shared=is_shared(row),
        in_care=in_care and held_rings.holds(actor, row.ring_id, row.generation),
        account_open=note_access.account_open(row.patient_id),
    )  # fmt: skip


def is_shared(row: Row) -> bool:
    """Whether it lies under a ring that therapists hold, and so does what it was made from."""
    ring = db.session.get(Ring, row.ring_id)
    if ring is None or ring.kind != "care":
        return False
    if isinstance(row, Step):
        made_from = db.session.get(Insight, row.insight_id) if row.insight_id else None
        return made_from is None or is_shared(made_from)
    page = texts.find(row.reflection_id) if row.reflection_id else None
    return page is None or page.state == texts.SHARED or (page.state in _GONE and _was_shared_alone(row))


def _was_shared_alone(row: Insight) -> bool:
    """After a restore something may lie under the ring of a page that was made private or deleted since."""
    acts = audit.newest_acts(row.clinic_id, row.id, (Act.INSIGHT_SHARED, Act.INSIGHT_MADE_PRIVATE))
    return bool(acts) and acts[0].act == Act.INSIGHT_SHARED


def ring_of(actor: Actor, row: Row) -> RingKey:
    """The key that what follows from a row is sealed under: the newest generation of its ring that the actor holds, for
    an older one may be known to somebody who was removed since. Never one that was written into the row past us. Raises
    `CannotOpen`."""
    if not sealed_records.is_current(row):
        raise CannotOpen
    held_rings.open_ring(actor, row.ring_id, row.generation)
    return held_rings.newest_held(actor, row.ring_id)


def rewrite(actor: Actor, act: Act, row: Row, value: dict[str, Any] | None = None) -> None:
    """Seals a row as its next version after its open columns, or what it says, changed. In the caller's unit of work,
    which has opened it: `value` is what it says."""
    ring = held_rings.open_ring(actor, row.ring_id, row.generation)
    sealed_records.write(actor, act, row, ring, value or {})


def follow(actor: Actor, reflection: Reflection, ring: RingKey) -> None:
    """Seals what was made from a page, and all that follows from it, under the key the page lies under from now on.

    What a therapist added goes along too, and is then its patient's alone. In the caller's unit of work."""
    with db.session.no_autoflush:
        made = (Insight.reflection_id == reflection.id) & (Insight.state == sealed_records.KEPT)
        rows = db.session.scalars(select(Insight).where(made).with_for_update()).all()
    move(actor, rows, ring)


def move(actor: Actor, insights: Sequence[Insight], ring: RingKey) -> None:
    """Seals insights and their steps under another key; in the caller's unit of work, which holds the insights.

    What does not open is destroyed: it would stay under a key that others hold."""
    with db.session.no_autoflush:
        steps = steps_of([row.id for row in insights], lock=True)
    rows: list[Row] = [*insights, *steps]
    moved = [row for row in rows if (row.ring_id, row.generation) != (ring.ring_id, ring.generation)]
    said = sealed_records.opened(actor, moved)
    for row in moved:
        is_step = isinstance(row, Step)
        if row.id in said:
            act = Act.STEP_SEALED_ANEW if is_step else Act.INSIGHT_SEALED_ANEW
            sealed_records.write(actor, act, row, ring, said[row.id])
        else:
            sealed_records.destroy(actor, Act.STEP_DELETED if is_step else Act.INSIGHT_DELETED, row)


def sentences(actor: Actor, insight_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The sentences of these insights, for whoever holds their keys, without those that are gone or do not open."""
    wanted = list(insight_ids)
    if not wanted:
        return {}
    kept = Insight.id.in_(wanted) & (Insight.state == sealed_records.KEPT)
    said = sealed_records.opened(actor, db.session.scalars(select(Insight).where(kept)).all())
    return {each: value["sentence"] for each, value in said.items()}
