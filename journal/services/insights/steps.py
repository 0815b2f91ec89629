"""What follows from an insight or a goal: strategies, how they went, and changes that were noticed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Insight, Step
from journal.permissions import About, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.insights import insight_rows, insight_sharing, insights, points
from journal.services.insights.insight_rows import CHANGE, CHECK_IN, STRATEGY
from journal.services.insights.insight_words import InsightRefused, checked
from journal.services.people import people
from journal.services.reflections.audiences import ONLY_ME
from journal.services.rings import rings
from journal.services.work import unit_of_work

MOST, LONGEST_OF_ALL = 300, 1_000  # steps of one insight; characters of what got in the way
DONE = "done"


@dataclass(frozen=True, slots=True)
class New:
    """The id that came with a form, so that sending it twice writes one step."""

    id: UUID | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class TypedStrategy:
    """One small act, and when, how it is known to be done, and who knows of it: the last three may be left open."""

    act: str
    when: str = ""
    done_when: str = ""
    who_knows: str = ""


@dataclass(frozen=True, slots=True)
class TypedChange:
    """What has changed, and who noticed; from no insight, who can read it too."""

    what: str
    who_noticed: str = ""
    audience: str = ONLY_ME


_NOTHING_NEW = New()


def add_strategy(actor: Actor, insight_id: UUID, typed: TypedStrategy, new: New = _NOTHING_NEW) -> UUID:
    """Puts a strategy under an insight or a goal. Raises `NotAllowed`, `InsightRefused`, `CannotOpen`."""
    rings.renew_due(actor)
    with unit_of_work():
        insight = insight_rows.found(actor, insight_id, Permission.INSIGHT_ADD, lock=True)
        value = _strategy(typed)
        row = _step(insight, STRATEGY)
        return _put(actor, row, insight_rows.ring_of(actor, insight), value, new)


def change_strategy(actor: Actor, step_id: UUID, typed: TypedStrategy, seen: int) -> Step:
    """Words a strategy anew, for whoever wrote it and saw version `seen`. Raises `NotAllowed`, `InsightRefused`,
    `CannotOpen`."""
    with unit_of_work():
        row = insight_rows.found_step(actor, step_id, Permission.INSIGHT_CHANGE, STRATEGY, lock=True)
        there, value = sealed_records.open_one(actor, row), _strategy(typed)
        if value != there:
            if row.version != seen:
                raise InsightRefused(insights.CHANGED_MEANWHILE)
            insight_rows.rewrite(actor, Act.STEP_CHANGED, row, value)
    return row


def check_in(actor: Actor, strategy_id: UUID, outcome: str, in_the_way: str, new: New = _NOTHING_NEW) -> UUID:
    """Says how a strategy went; the times to ask that are past are answered with it, and done asks no more.

    Raises `NotAllowed`, `InsightRefused`, `CannotOpen`."""
    rings.renew_due(actor)
    with unit_of_work():
        strategy = insight_rows.found_step(actor, strategy_id, Permission.INSIGHT_ANSWER, STRATEGY, lock=True)
        if outcome not in points.outcomes():
            raise InsightRefused("Choose how it went: done, tried or not yet.")
        value = {"outcome": outcome, "in_the_way": checked(in_the_way, longest=LONGEST_OF_ALL)}
        row = _step_under(strategy, CHECK_IN)
        made = _put(actor, row, insight_rows.ring_of(actor, strategy), value, new)
        _answered(actor, strategy, for_good=outcome == DONE)
    return made


def put_off(actor: Actor, strategy_id: UUID, *, for_good: bool) -> None:
    """Lets the question how it went go, this once or for good. Raises `NotAllowed`, `CannotOpen`."""
    with unit_of_work():
        strategy = insight_rows.found_step(actor, strategy_id, Permission.INSIGHT_ANSWER, STRATEGY, lock=True)
        _answered(actor, strategy, for_good=for_good)


def _answered(actor: Actor, strategy: Step, *, for_good: bool) -> None:
    past, quiet = points.check_ins_past(strategy.created_at), strategy.quiet or for_good
    if (strategy.points, strategy.quiet) != (past, quiet):
        value = sealed_records.open_one(actor, strategy)
        strategy.points, strategy.quiet = past, quiet
        insight_rows.rewrite(actor, Act.STEP_PUT_OFF, strategy, value)


def add_change(actor: Actor, insight_id: UUID, typed: TypedChange, new: New = _NOTHING_NEW) -> UUID:
    """Keeps a change that was noticed beside its insight or goal. Raises `NotAllowed`, `InsightRefused`,
    `CannotOpen`."""
    rings.renew_due(actor)
    with unit_of_work():
        insight = insight_rows.found(actor, insight_id, Permission.INSIGHT_ANSWER, lock=True)
        return _put(actor, _step(insight, CHANGE), insight_rows.ring_of(actor, insight), _change(typed), new)


def add_change_alone(actor: Actor, typed: TypedChange, new: New = _NOTHING_NEW) -> UUID:
    """Keeps a change that belongs to nothing. Raises `NotAllowed`, `InsightRefused`, `NobodyReads`, `ConsentMissing`,
    and `NotToday` where it would be shared on a day of rest."""
    rings.renew_due(actor)
    require(actor.who, Permission.INSIGHT_ANSWER, About(actor.clinic_id, patient_id=actor.id))
    value, ring_for = _change(typed), insight_sharing.choose_ring(actor, typed.audience)
    with unit_of_work():
        people.hold(actor.id)
        row = Step(clinic_id=actor.clinic_id, patient_id=actor.id, kind=CHANGE)
        return _put(actor, row, ring_for(), value, new)


def delete(actor: Actor, step_id: UUID) -> Step:
    """Destroys what a step says, and of a strategy how it went too; as with an insight. Raises `NotAllowed`,
    `InsightRefused`, and `NotToday` on a day of rest."""
    with unit_of_work():
        kinds = (STRATEGY, CHECK_IN, CHANGE)
        row = insight_rows.found_step(actor, step_id, Permission.INSIGHT_DELETE, *kinds, lock=True)
        under = (Step.strategy_id == row.id) & (Step.state == sealed_records.KEPT)
        below = db.session.scalars(select(Step).where(under).with_for_update()).all()
        if actor.id == row.patient_id:
            decisions.require_decision(actor.id)
        elif any(step.made_by != actor.id for step in below):
            raise InsightRefused(insights.GONE_ON)
        for step in (*below, row):
            sealed_records.destroy(actor, Act.STEP_DELETED, step)
    return row


def _step(insight: Insight, kind: str) -> Step:
    of_it = (Step.insight_id == insight.id) & (Step.state == sealed_records.KEPT)
    if db.session.execute(select(func.count()).select_from(Step).where(of_it)).scalar_one() >= MOST:
        raise InsightRefused(f"There are {MOST} entries on this already. Delete one first.")
    return Step(clinic_id=insight.clinic_id, patient_id=insight.patient_id, kind=kind, insight_id=insight.id)


def _step_under(strategy: Step, kind: str) -> Step:
    insight = db.session.get_one(Insight, strategy.insight_id)
    row = _step(insight, kind)
    row.strategy_id = strategy.id
    return row


def _put(actor: Actor, row: Step, ring: RingKey, value: dict[str, Any], new: New) -> UUID:
    """Seals a new step, unless this form was sent before."""
    if new.id is not None and sealed_records.was_sent(actor, Step, new.id, value):
        return new.id
    row.id = sealed_records.id_for(actor, Step, new.id, new.token)
    row.made_by, row.points, row.quiet = actor.id, 0, False
    sealed_records.write(actor, Act.STEP_MADE, row, ring, value)
    return row.id


def _strategy(typed: TypedStrategy) -> dict[str, str]:
    needed = {"act": "Write down one small thing to do first."}
    return {name: checked(words, needed.get(name, "")) for name, words in asdict(typed).items()}


def _change(typed: TypedChange) -> dict[str, str]:
    return {
        "what": checked(typed.what, "Write down what has changed first."),
        "who_noticed": checked(typed.who_noticed),
    }
