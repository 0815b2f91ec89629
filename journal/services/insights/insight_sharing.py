"""Sharing what is from no page, and making it private again; everything else goes where its page goes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.models import Insight
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care, decisions
from journal.services.consents import consents
from journal.services.insights import insight_rows
from journal.services.reflections import audiences, texts
from journal.services.reflections.audiences import ONLY_ME, NobodyReads
from journal.services.rings import rings
from journal.services.work import unit_of_work


def choose_ring(actor: Actor, audience: str) -> Callable[[], RingKey]:
    """Finds the ring of these readers, to be opened in a unit of work. Raises `NobodyReads`, `ConsentMissing`, and on a
    day of rest `NotToday`."""
    if audience != ONLY_ME:
        decisions.require_decision(actor.id)
        if not audiences.can_read(actor.id, audience):
            raise NobodyReads
        if not consents.allow_sharing(actor.id, actor.clinic_id):
            raise consents.ConsentMissing
    return lambda: audiences.ring_for(actor, audience)


def share(actor: Actor, insight_id: UUID, audience: str) -> None:
    """Lets a therapist read what is from no page, with all that follows from it. Raises `NotAllowed`, `NobodyReads`,
    `ConsentMissing`, `NotToday`."""
    insight_rows.found(actor, insight_id, Permission.INSIGHT_ANSWER)
    rings.renew_due(actor)
    if audience == ONLY_ME:
        raise NobodyReads
    _move(actor, insight_id, audience, Act.INSIGHT_SHARED)


def make_private(actor: Actor, insight_id: UUID) -> None:
    """Seals it for its patient alone, on any day. Raises `NotAllowed`."""
    insight_rows.found(actor, insight_id, Permission.INSIGHT_ANSWER)
    _move(actor, insight_id, ONLY_ME, Act.INSIGHT_MADE_PRIVATE)


def write_again(actor: Actor, row: Insight, value: dict[str, str]) -> None:
    """Puts in force again, for its patient alone, what a restore has put out of force; in the caller's unit of work.
    Raises `CannotOpen`."""
    old(actor, row)
    ring = audiences.ring_for(actor, ONLY_ME)
    sealed_records.write(actor, Act.INSIGHT_MADE_PRIVATE, row, ring, value)
    insight_rows.move(actor, [row], ring)


def old(actor: Actor, row: Insight) -> dict[str, str]:
    """What it said before a restore put it out of force, for the patient who wrote it. Raises `CannotOpen`."""
    if row.made_by != actor.id or row.patient_id != actor.id or not goes_alone(row):
        raise CannotOpen
    return sealed_records.opened_old(actor, row)


def _move(actor: Actor, insight_id: UUID, audience: str, act: Act) -> None:
    ring_for = choose_ring(actor, audience)
    with unit_of_work():
        row = insight_rows.found(actor, insight_id, Permission.INSIGHT_ANSWER, lock=True)
        if not goes_alone(row):
            raise NotAllowed  # it goes where its page goes
        narrowed = audience != ONLY_ME and _shuts_somebody_out(row, audience)
        insight_rows.move(actor, [row], ring_for())
        if row.state != sealed_records.KEPT:
            raise CannotOpen
        insight_rows.rewrite(actor, act, row, sealed_records.open_one(actor, row))
        if narrowed:
            audit.record(Act.INSIGHT_NARROWED, actor.id, sealed_records.stamp(row))


def _shuts_somebody_out(row: Insight, audience: str) -> bool:
    able = care.holders(row.patient_id, row.ring_id, row.generation) if insight_rows.is_shared(row) else ()
    return audiences.shuts_somebody_out(row.patient_id, audience, able)


def goes_alone(row: Insight) -> bool:
    """Whether it is shared by itself: it is from no page, or that page is deleted."""
    page = texts.find(row.reflection_id) if row.reflection_id else None
    return page is None or page.state in (texts.DELETED, texts.DESTROYED)
