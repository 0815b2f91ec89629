"""Making an insight from words, or a goal; wording it anew, sharing it by itself, and deleting it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from journal.extensions import db
from journal.models import Insight
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.insights import insight_rows, insight_sharing
from journal.services.insights.insight_rows import INSIGHT
from journal.services.insights.insight_words import InsightRefused, area_of, sentence_of
from journal.services.passages import passage_rows, passages
from journal.services.passages.passages import TypedWords
from journal.services.people import people
from journal.services.reflections.audiences import ONLY_ME
from journal.services.rings import held_rings, rings
from journal.services.work import unit_of_work

MOST = 500
CHANGED_MEANWHILE = (
    "This was changed elsewhere while you wrote. Your words are still here, and below them is what stands there now. "
    "Saving again puts yours in its place."
)
GONE_ON = "Something was written on from this, so it stays. Its patient can delete it."


@dataclass(frozen=True, slots=True)
class TypedInsight:
    """One sentence as it was typed; of a goal the area of life too, and of what is from no page who can read it."""

    sentence: str
    area: str = ""
    audience: str = ONLY_ME
    id: UUID | None = None
    token: str = ""


def make(actor: Actor, reflection_id: UUID, typed: TypedInsight, words: TypedWords) -> UUID:
    """Makes an insight from words of a page, or from the whole; left empty, the sentence is those words. It lies under
    the ring of the page. Raises `NotAllowed`, `InsightRefused`, `PassageRefused`, `CannotOpen`."""
    with unit_of_work():
        people.hold(actor.id)
        value = {"sentence": sentence_of(typed.sentence or words.quoted_words), "area": ""}
        if sealed_records.was_sent(actor, Insight, typed.id, value):
            return _sent(typed)
        made = sealed_records.id_for(actor, Insight, typed.id, typed.token)
        page = passages.tie(actor, reflection_id, made, words)
        row = _row(actor, made, page.patient_id, INSIGHT)
        row.reflection_id = page.id
        ring = held_rings.open_ring(actor, page.ring_id, page.generation)
        sealed_records.write(actor, Act.INSIGHT_MADE, row, ring, value)
    return made


def _sent(typed: TypedInsight) -> UUID:
    if typed.id is None:
        raise NotAllowed
    return typed.id


def make_alone(actor: Actor, kind: str, typed: TypedInsight) -> UUID:
    """Makes an insight from no page, or a goal. Raises `NotAllowed`, `InsightRefused`, `NobodyReads`, `ConsentMissing`,
    and `NotToday` where it would be shared on a day of rest."""
    rings.renew_due(actor)
    require(actor.who, Permission.INSIGHT_ADD, About(actor.clinic_id, patient_id=actor.id))
    value = {"sentence": sentence_of(typed.sentence), "area": area_of(kind, typed.area)}
    ring_for = insight_sharing.choose_ring(actor, typed.audience)
    with unit_of_work():
        people.hold(actor.id)
        if sealed_records.was_sent(actor, Insight, typed.id, value):
            return _sent(typed)
        row = _row(actor, sealed_records.id_for(actor, Insight, typed.id, typed.token), actor.id, kind)
        sealed_records.write(actor, Act.INSIGHT_MADE, row, ring_for(), value)
    return row.id


def _row(actor: Actor, insight_id: UUID, patient_id: UUID, kind: str) -> Insight:
    mine = (Insight.patient_id == patient_id) & (Insight.state == sealed_records.KEPT)
    if db.session.execute(select(func.count()).select_from(Insight).where(mine)).scalar_one() >= MOST:
        raise InsightRefused(f"There are {MOST} insights and goals already. Delete one first.")
    return Insight(
        id=insight_id, clinic_id=actor.clinic_id, patient_id=patient_id, kind=kind, made_by=actor.id, points=0,
        quiet=False,
    )  # fmt: skip


def change(actor: Actor, insight_id: UUID, typed: TypedInsight, seen: int) -> None:
    """Words it anew, for whoever wrote it and saw version `seen`; what a restore put out of force is then its
    patient's alone. Raises `NotAllowed`, `InsightRefused`, `CannotOpen`."""
    with unit_of_work():
        row = insight_rows.found(actor, insight_id, Permission.INSIGHT_CHANGE, lock=True)
        there = sealed_records.opened(actor, [row]).get(row.id)
        value = {"sentence": sentence_of(typed.sentence), "area": area_of(row.kind, typed.area)}
        if value == there:
            return
        if row.version != seen:
            raise InsightRefused(CHANGED_MEANWHILE)
        if there is None:
            insight_sharing.write_again(actor, row, value)
        else:
            insight_rows.rewrite(actor, Act.INSIGHT_CHANGED, row, value)


def delete(actor: Actor, insight_id: UUID) -> Insight:
    """Destroys its words and all that followed, at once. A therapist takes back what they added while nobody else has
    gone on from it. Raises `NotAllowed`, `InsightRefused`, and `NotToday` on a day of rest."""
    with unit_of_work():
        row = insight_rows.found(actor, insight_id, Permission.INSIGHT_DELETE, lock=True)
        steps = insight_rows.steps_of([row.id], lock=True)
        if actor.id == row.patient_id:
            decisions.require_decision(actor.id)
        elif any(step.made_by != actor.id for step in steps):
            raise InsightRefused(GONE_ON)
        for step in steps:
            sealed_records.destroy(actor, Act.STEP_DELETED, step)
        _untie(actor, row)
        sealed_records.destroy(actor, Act.INSIGHT_DELETED, row)
    return row


def _untie(actor: Actor, insight: Insight) -> None:
    if insight.reflection_id is None:
        return
    rows = passage_rows.of_reflection(insight.reflection_id, passage_rows.INSIGHT, lock=True)
    said = passage_rows.opened(actor, rows)
    tied = [row for row in rows if row.id in said and said[row.id].name == insight.id.hex]
    passage_rows.end_all(tied, Act.PASSAGE_REMOVED, actor.id)
