"""The pages of a patient's own insights: all of them, one, and how strategies went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from journal.extensions import DATABASE_DOWN
from journal.models import Insight, Step
from journal.permissions import About, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.care import care, care_now, decisions
from journal.services.care.care import Reader
from journal.services.consents import consents
from journal.services.insights import followups, insight_rows, insight_sharing, insight_views
from journal.services.insights.insight_views import InsightView, Opened
from journal.services.passages import passage_rows
from journal.services.reflections import audiences, texts
from journal.services.reflections.audiences import Audience
from journal.services.work import unit_of_work


@dataclass(frozen=True, slots=True)
class OwnInsights:
    """All insights of a patient; `readers` says who can read each now, `asked` how many strategies to ask about."""

    opened: Opened
    readers: dict[UUID, tuple[Reader, ...]]
    asked: int
    audiences: tuple[Audience, ...]
    may_share: bool
    sharing_is_over: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The page an insight was made from, and the words of it; none where it is the whole, or where they are gone."""

    id: UUID
    title: str
    words: str | None
    mark: UUID | None
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class InsightPage:
    """One insight or goal as its patient sees it; `is_old` where a restore put it out of force, and nobody reads it."""

    insight: InsightView
    source: Source | None
    readers: tuple[Reader, ...]
    offers: tuple[Audience, ...]
    goes_alone: bool
    may_share: bool
    is_old: bool


def own(actor: Actor) -> OwnInsights:
    """Everything of the actor's own. Raises `NotAllowed`."""
    require(actor.who, Permission.INSIGHT_ANSWER, About(actor.clinic_id, patient_id=actor.id))
    rows, steps = insight_rows.of_patient(actor.id), insight_rows.steps_of_patient(actor.id)
    found = insight_views.opened(actor, rows, steps)
    alone = [step for step in steps if step.insight_id is None]
    readers = _readers(actor, [*rows, *alone]) | dict.fromkeys(_old(rows, found), ())
    return OwnInsights(
        found, readers, len(followups.strategies_due(actor)),
        audiences.choices(actor.id), consents.allow_sharing(actor.id, actor.clinic_id), care_now.is_over(actor.id),
    )  # fmt: skip


def _readers(actor: Actor, rows: Sequence[Insight | Step]) -> dict[UUID, tuple[Reader, ...]]:
    keys = {(row.ring_id, row.generation) for row in rows}
    holders = {key: tuple(care.holders(actor.id, *key)) for key in keys}
    return {row.id: holders[row.ring_id, row.generation] if insight_rows.is_shared(row) else () for row in rows}


def _old(rows: Sequence[Insight], found: Opened) -> set[UUID]:
    """What a restore put out of force, and nobody reads."""
    closed = {view.id for view in found.all if not view.readable}
    return {row.id for row in rows if row.id in closed and sealed_records.is_out_of_force(row)}


def open_page(actor: Actor, insight_id: UUID) -> InsightPage:
    """Opens one's own insight or goal; what a therapist added is known as opened from then on. Where that cannot be
    written the page is read all the same. Raises `NotAllowed`."""
    if not followups.has_new(actor, insight_id):
        return page(actor, insight_id)
    try:
        with unit_of_work():
            followups.mark_seen(actor, insight_id)
            return page(actor, insight_id)
    except DATABASE_DOWN:
        return page(actor, insight_id)


def page(actor: Actor, insight_id: UUID) -> InsightPage:
    """One's own insight or goal as it stands; writes nothing. Raises `NotAllowed`."""
    row = insight_rows.found(actor, insight_id, Permission.INSIGHT_ANSWER)
    found = insight_views.opened(actor, [row], insight_rows.steps_of([row.id]))
    (view,), is_old = found.all, bool(_old([row], found))
    readers = () if is_old else _readers(actor, [row])[row.id]
    return InsightPage(
        view, _source(actor, row), readers, audiences.offers(actor.id, readers), insight_sharing.goes_alone(row),
        not is_old and consents.allow_sharing(actor.id, actor.clinic_id), is_old,
    )  # fmt: skip


def _source(actor: Actor, row: Insight) -> Source | None:
    reflection = texts.find(row.reflection_id) if row.reflection_id else None
    if reflection is None:
        return None
    gone = reflection.state in (texts.DELETED, texts.DESTROYED)
    tied = passage_rows.opened(actor, passage_rows.of_reflection(reflection.id, passage_rows.INSIGHT))
    found = next(((each, said) for each, said in tied.items() if said.name == row.id.hex), None)
    anchor = found[1].anchor if found and not gone else None
    title = "" if gone else texts.text_or_empty(actor, reflection).head.title
    return Source(reflection.id, title, anchor.exact if anchor else None, found[0] if found else None, gone)


@dataclass(frozen=True, slots=True)
class HowItWent:
    """The strategies to ask about, each with its insight; `rests` on a day on which nothing is asked."""

    asked: tuple[tuple[InsightView, UUID], ...]
    rests: bool


def how_it_went(actor: Actor) -> HowItWent:
    """The page that asks how strategies went. Raises `NotAllowed`."""
    require(actor.who, Permission.INSIGHT_ANSWER, About(actor.clinic_id, patient_id=actor.id))
    due = followups.strategies_due(actor)
    views = own(actor).opened.all if due else ()
    asked = [(view, step.id) for view in views for step in view.strategies if step.id in due]
    asked.sort(key=lambda pair: due.index(pair[1]))
    return HowItWent(tuple(asked), not decisions.may_decide(actor.id))


def to_change(actor: Actor, insight_id: UUID) -> InsightView:
    """An insight or goal that the actor may word anew, also one that a restore put out of force. Raises `NotAllowed`,
    `CannotOpen`."""
    row = insight_rows.found(actor, insight_id, Permission.INSIGHT_CHANGE)
    (view,) = insight_views.opened(actor, [row], []).all
    if view.readable:
        return view
    said = insight_sharing.old(actor, row)
    return replace(view, sentence=said["sentence"], area=said["area"])


def to_delete(actor: Actor, insight_id: UUID) -> InsightView:
    """An insight or goal that the actor may delete, with what goes with it. Raises `NotAllowed`."""
    row = insight_rows.found(actor, insight_id, Permission.INSIGHT_DELETE)
    (view,) = insight_views.opened(actor, [row], insight_rows.steps_of([row.id])).all
    return view
