"""A patient's own coping plan: seen, written, shared and made private again, on any day and also after care."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from journal.crypto.tokens import browser_key
from journal.ids import make_id
from journal.models import CopingPlan
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care_now, decisions
from journal.services.care.care import Reader
from journal.services.consents import consents
from journal.services.coping_plans import plan_parts, plan_receipts, plan_rows
from journal.services.coping_plans.plan_parts import Words, WrittenPart
from journal.services.coping_plans.plan_receipts import Opening
from journal.services.coping_plans.plan_rows import PRIVATE, SHARED
from journal.services.reflections import audiences
from journal.services.reflections.audiences import ONLY_ME, Audience, NobodyReads
from journal.services.reflections.texts import NoWords
from journal.services.rings import rings
from journal.services.work import unit_of_work


class PlanChanged(Exception):
    """The plan was changed elsewhere since this form was opened."""


@dataclass(frozen=True, slots=True)
class TypedPlan:
    """What was typed, who may read it, and the version that was seen; `share_today` is asked for on a day of rest."""

    words: Words
    audience: str = ONLY_ME
    base_version: int = 0
    share_today: bool = False


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan as its writer sees it; `written` is empty where there is none, or it does not open."""

    exists: bool
    readable: bool
    written: tuple[WrittenPart, ...]
    changed_at: datetime | None
    is_shared: bool
    readers: tuple[Reader, ...]
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class PlanEditor:
    """The form of a plan, with everything it shows and carries."""

    words: Words
    version: int
    audience: str
    audiences: tuple[Audience, ...]
    may_share: bool
    sharing_is_over: bool
    cannot_open: bool
    keep_key: str = field(repr=False)
    parts: tuple[plan_parts.Part, ...] = field(default_factory=plan_parts.parts)
    longest: int = plan_parts.LONGEST

    @property
    def can_share(self) -> bool:
        """Whether somebody would be able to read it, and its writer agreed to how."""
        return bool(self.audiences) and self.may_share


def page(actor: Actor) -> PlanPage:
    """The actor's plan as it stands; writes nothing. Raises `NotAllowed`."""
    _require_own(actor)
    plan = plan_rows.find(actor.id)
    words = plan_rows.words(actor, plan)
    return PlanPage(
        plan is not None, words is not None, plan_parts.written(words or {}),
        (plan.changed_at or plan.created_at) if plan else None, plan is not None and plan.state == SHARED,
        plan_rows.readers(plan), plan_receipts.of(plan) if plan else (),
    )  # fmt: skip


def editor(actor: Actor) -> PlanEditor:
    """The form with what stands there. Raises `NotAllowed`."""
    _require_own(actor)
    plan = plan_rows.find(actor.id)
    able = plan_rows.readers(plan)
    audience = audiences.fitting(actor.id, able) if able else ONLY_ME
    return _editor(actor, plan, plan_rows.words(actor, plan) or {}, audience, plan.version if plan else 0)


def editor_with(actor: Actor, typed: TypedPlan) -> PlanEditor:
    """The form with words given back as typed, whatever the server holds. Raises `NotAllowed`."""
    _require_own(actor)
    return _editor(actor, plan_rows.find(actor.id), typed.words, typed.audience, typed.base_version)


def _editor(actor: Actor, plan: CopingPlan | None, words: Words, audience: str, version: int) -> PlanEditor:
    choices, shared = audiences.choices(actor.id), plan is not None and plan.state == SHARED
    return PlanEditor(
        words, version, audience, choices, shared or consents.allow_sharing(actor.id, actor.clinic_id),
        not choices and care_now.is_over(actor.id), plan is not None and plan_rows.words(actor, plan) is None,
        browser_key(actor.keys.account_key),
    )  # fmt: skip


def save(actor: Actor, typed: TypedPlan) -> bool:
    """Saves the plan for whom it is meant, and says whether others can read it; the same twice is saved once.

    Raises `PlanChanged`, `PlanRefused`, `NoWords`, `NobodyReads`, `ConsentMissing`, `NotToday`, `NotAllowed`."""
    rings.renew_due(actor)
    try:
        return _save(actor, typed)
    except IntegrityError:  # the first one came twice at once; now it is there
        return _save(actor, typed)


def _save(actor: Actor, typed: TypedPlan) -> bool:
    _require_own(actor)
    words = plan_parts.checked(typed.words)
    with unit_of_work():
        plan = plan_rows.find(actor.id, lock=True)
        more = _lets_more_read(actor, plan, typed)
        before = plan_rows.words(actor, plan)
        if before == words and plan_rows.audience(plan) == typed.audience and not more:
            return typed.audience != ONLY_ME
        if (plan.version if plan else 0) != typed.base_version:
            raise PlanChanged
        if before is None and not any(words.values()):
            raise NoWords
        _put(actor, plan or CopingPlan(id=make_id(), patient_id=actor.id), words, typed.audience, more=more)
    return typed.audience != ONLY_ME


def _lets_more_read(actor: Actor, plan: CopingPlan | None, typed: TypedPlan) -> bool:
    """Whether others could read it than now. Raises `NobodyReads`, `ConsentMissing`, `NotToday`."""
    if typed.audience != ONLY_ME and not audiences.can_read(actor.id, typed.audience):
        raise NobodyReads
    more = audiences.lets_others_read(actor.id, typed.audience, plan_rows.readers(plan))
    if more and not consents.allow_sharing(actor.id, actor.clinic_id):
        raise consents.ConsentMissing
    if more and not typed.share_today:  # asked for twice, it is shared on a day of rest too
        decisions.require_decision(actor.id)
    return more


def _put(actor: Actor, plan: CopingPlan, words: Words, audience: str, *, more: bool) -> None:
    was_shared, shared = plan.state == SHARED, audience != ONLY_ME
    act = Act.COPING_PLAN_SHARED if more else Act.COPING_PLAN_SAVED
    narrowed = shared and audiences.shuts_somebody_out(actor.id, audience, plan_rows.readers(plan))
    plan.state = SHARED if shared else PRIVATE
    sealed_records.write(
        actor, Act.COPING_PLAN_MADE_PRIVATE if was_shared and not shared else act, plan,
        audiences.ring_for(actor, audience), dict(words),
    )  # fmt: skip
    if narrowed:
        audit.record(Act.COPING_PLAN_NARROWED, actor.id, sealed_records.stamp(plan))


def make_private(actor: Actor) -> None:
    """Seals it for its writer alone, on any day; one that does not open is closed to others all the same.

    Raises `NotAllowed`."""
    _require_own(actor)
    rings.renew_due(actor)
    with unit_of_work():
        plan = plan_rows.find(actor.id, lock=True)
        if plan is None:
            raise NotAllowed
        if plan.state != SHARED:
            return
        words = plan_rows.words(actor, plan)
        if words is not None:
            _put(actor, plan, words, ONLY_ME, more=False)
            return
        record = audit.record if sealed_records.is_current(plan) else audit.record_about
        plan.state = PRIVATE
        record(Act.COPING_PLAN_MADE_PRIVATE, actor.id, sealed_records.stamp(plan))


def _require_own(actor: Actor) -> None:
    require(actor.who, Permission.COPING_PLAN_WRITE, About(actor.clinic_id, patient_id=actor.id))
