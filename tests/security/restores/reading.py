"""Pages, insights, plans and notes that were made private or withdrawn after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from journal.extensions import db
from journal.models import (
    Insight,
    Note,
)
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.audit.acts import Act
from journal.services.coping_plans import coping_plans, plan_reading
from journal.services.coping_plans.coping_plans import TypedPlan
from journal.services.insights import insight_sharing, insights, patient_insights, step_pages, steps
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedStrategy
from journal.services.notes import note_changes
from journal.services.passages import passages
from journal.services.passages.passages import TypedWords
from journal.services.reflections import deleting, reflections, sharing
from journal.services.reflections.audiences import THERAPIST
from journal.services.review import reviews
from tests.security.restores.telling import story
from tests.services.care_steps import begin
from tests.services.hands import stored
from tests.services.insight_hands import TEXT, grown
from tests.support.cast import Cast, Member
from tests.views.written import noted, shared


@story("a reflection that was made private is not read", Act.REFLECTION_MADE_PRIVATE)
def made_private(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor())
    yield
    sharing.make_private(cast.patient.actor(), page)
    yield
    with pytest.raises(NotAllowed):
        reviews.open_reflection(cast.therapist.actor(), page)
    assert "words to share" in reflections.page(cast.patient.actor(), page).html


@story(
    "a reflection that fewer people may read is read by none of them until it is shared again", Act.REFLECTION_NARROWED
)
def narrowed(cast: Cast) -> Iterator[None]:
    begin(cast, cast.other_therapist)
    page = shared(cast.patient.actor())
    yield
    sharing.share(cast.patient.actor(), page, cast.therapist.id.hex)
    assert reviews.open_reflection(cast.therapist.actor(), page)
    yield
    for member in (cast.therapist, cast.other_therapist):
        with pytest.raises(NotAllowed):
            reviews.open_reflection(member.actor(), page)
    sharing.share(cast.patient.actor(), page, cast.therapist.id.hex)
    assert reviews.open_reflection(cast.therapist.actor(), page)


@story("what was made from a page goes with it when that was made private", Act.REFLECTION_MADE_PRIVATE)
def insight_follows(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor(), TEXT)
    insight = grown(cast.patient.actor(), page)
    passages.put_theme(cast.patient.actor(), page, "grief", TypedWords("wave came"))
    assert opens(cast, Insight, insight)
    yield
    sharing.make_private(cast.patient.actor(), page)
    yield
    assert not read_by_therapist(cast)
    deleting.delete_reflection(cast.patient.actor(), page)
    assert not read_by_therapist(cast)


def read_by_therapist(cast: Cast) -> list[Any]:
    """What a therapist is shown of insights and what follows from them."""
    seen = patient_insights.shared(cast.therapist.actor(), cast.patient.id)
    return [*seen.insights, *seen.goals, *seen.changes]


@story("what was made from a page that was shared and is deleted is not read", Act.REFLECTION_DELETED)
def insight_of_deleted(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor(), TEXT)
    grown(cast.patient.actor(), page)
    yield
    deleting.delete_reflection(cast.patient.actor(), page)
    yield
    assert not read_by_therapist(cast)


@story("an insight that was made private is not read", Act.INSIGHT_MADE_PRIVATE, leaves="insight")
def insight_private(cast: Cast) -> Iterator[None]:
    insight = insights.make_alone(cast.patient.actor(), "insight", TypedInsight("Something stays."))
    insight_sharing.share(cast.patient.actor(), insight, THERAPIST)
    assert opens(cast, Insight, insight)
    strategy = steps.add_strategy(cast.patient.actor(), insight, TypedStrategy("Sit by the water."))
    yield
    insight_sharing.make_private(cast.patient.actor(), insight)
    yield
    assert not opens(cast, Insight, insight)
    with pytest.raises(NotAllowed):
        step_pages.insight_of(cast.therapist.actor(), strategy)


@story("an insight that fewer people may read is read by none of them", Act.INSIGHT_NARROWED, leaves="insight")
def insight_narrowed(cast: Cast) -> Iterator[None]:
    begin(cast, cast.other_therapist)
    insight = insights.make_alone(cast.patient.actor(), "insight", TypedInsight("Something stays.", audience=THERAPIST))
    assert insight_of(cast.other_therapist, cast)
    yield
    insight_sharing.share(cast.patient.actor(), insight, cast.therapist.id.hex)
    assert insight_of(cast.therapist, cast)
    assert not insight_of(cast.other_therapist, cast)
    yield
    assert not insight_of(cast.therapist, cast)
    assert not insight_of(cast.other_therapist, cast)
    insights.delete(cast.patient.actor(), insight)


def insight_of(member: Member, cast: Cast) -> str:
    """The insight that a therapist reads on the patient's page."""
    return "".join(each.sentence for each in patient_insights.of_patient(member.actor(), cast.patient.id).opened.all)


@story(
    "a coping plan that fewer people may read is read by none of them until it is written again",
    Act.COPING_PLAN_NARROWED,
    leaves="coping_plan",
)
def plan_narrowed(cast: Cast) -> Iterator[None]:
    begin(cast, cast.other_therapist)
    coping_plans.save(cast.patient.actor(), TypedPlan({"people": "Ada"}, audience=THERAPIST))
    yield
    only = TypedPlan({"people": "Ada"}, base_version=1, audience=cast.therapist.id.hex)
    coping_plans.save(cast.patient.actor(), only)
    assert not plan_reading.is_shared_with(cast.other_therapist.actor(), cast.patient.id)
    yield
    for member in (cast.therapist, cast.other_therapist):
        assert "Ada" not in plan_of(member, cast)
    coping_plans.save(cast.patient.actor(), only)
    assert "Ada" in plan_of(cast.therapist, cast)
    assert "Ada" not in plan_of(cast.other_therapist, cast)


def plan_of(member: Member, cast: Cast) -> str:
    """What a therapist sees of the patient's plan."""
    try:
        return repr(plan_reading.open_plan(member.actor(), cast.patient.id))
    except NotAllowed:
        return ""


@story("a coping plan that was made private is not read", Act.COPING_PLAN_MADE_PRIVATE, leaves="coping_plan")
def plan_private(cast: Cast) -> Iterator[None]:
    coping_plans.save(cast.patient.actor(), TypedPlan({"people": "Ada"}, audience=THERAPIST))
    assert plan_reading.is_shared_with(cast.therapist.actor(), cast.patient.id)
    yield
    coping_plans.make_private(cast.patient.actor())
    yield
    assert "Ada" not in plan_of(cast.therapist, cast)


@story("a note that was withdrawn is not read", Act.NOTE_WITHDRAWN)
def note_withdrawn(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor())
    made = noted(cast.therapist.actor(), page)
    yield
    note_changes.withdraw(cast.therapist.actor(), made)
    yield
    assert reflections.page(cast.patient.actor(), page).notes == ()


@story("a note quotes no words that were made private", Act.NOTE_QUOTE_WITHDRAWN)
def quote_withdrawn(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor(), "The river was high.")
    noted(cast.therapist.actor(), page, "high")
    yield
    sharing.make_private(cast.patient.actor(), page)
    yield
    assert stored(Note)[0]["anchor_sealed"] is None


def opens(cast: Cast, table: type[Any], record_id: UUID) -> bool:
    """Whether a record's words open for the therapist."""
    actor = cast.therapist.actor()
    found = sealed_records.opened(actor, [db.session.get_one(table, record_id)])
    db.session.remove()
    return record_id in found
