"""Insights and coping plans that were made private, or that fewer were to read, after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from journal.models import (
    Insight,
)
from journal.permissions import NotAllowed
from journal.services.audit.acts import Act
from journal.services.coping_plans import coping_plans, plan_reading
from journal.services.coping_plans.coping_plans import TypedPlan
from journal.services.insights import insight_pages, insight_sharing, insights, patient_insights, step_pages, steps
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedStrategy
from journal.services.reflections.audiences import THERAPIST
from tests.security.restores.reading import opens
from tests.security.restores.telling import story
from tests.services.care_steps import begin
from tests.support.cast import Cast, Member


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
    written_again(cast, insight)
    assert not opens(cast, Insight, insight)
    with pytest.raises(NotAllowed):
        step_pages.insight_of(cast.therapist.actor(), strategy)
    assert [each.id for each in insight_pages.page(cast.patient.actor(), insight).insight.strategies] == [strategy]


@story(
    "an insight that was for nobody else stays its patient's, also where it was shared since", Act.INSIGHT_MADE_PRIVATE
)
def insight_never_shared(cast: Cast) -> Iterator[None]:
    insight = insights.make_alone(cast.patient.actor(), "insight", TypedInsight("Something stays."))
    yield
    insight_sharing.share(cast.patient.actor(), insight, THERAPIST)
    insight_sharing.make_private(cast.patient.actor(), insight)
    yield
    assert insight_pages.page(cast.patient.actor(), insight).insight.readable
    assert not opens(cast, Insight, insight)


def written_again(cast: Cast, insight: UUID) -> None:
    """Its patient finds what they had written in the form, and keeps it for themselves."""
    there = insight_pages.to_change(cast.patient.actor(), insight)
    insights.change(cast.patient.actor(), insight, TypedInsight(there.sentence), there.version)
    assert insight_pages.page(cast.patient.actor(), insight).insight.sentence == "Something stays."


@story(
    "an insight that fewer people may read is read by none of them until it is shared again",
    Act.INSIGHT_NARROWED,
    leaves="insight",
)
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
    assert not insight_pages.page(cast.patient.actor(), insight).readers
    written_again(cast, insight)
    assert not insight_of(cast.therapist, cast)
    insight_sharing.share(cast.patient.actor(), insight, cast.therapist.id.hex)
    assert insight_of(cast.therapist, cast)
    assert not insight_of(cast.other_therapist, cast)


def insight_of(member: Member, cast: Cast) -> str:
    """The insight that a therapist reads on the patient's page."""
    return "".join(each.sentence for each in patient_insights.of_patient(member.actor(), cast.patient.id).opened.all)


@story(
    "a coping plan that fewer people may read is its writer's alone until they share it again",
    Act.COPING_PLAN_NARROWED,
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
    assert "Ada" in repr(coping_plans.page(cast.patient.actor()))
    coping_plans.save(cast.patient.actor(), only)
    assert "Ada" in plan_of(cast.therapist, cast)
    assert "Ada" not in plan_of(cast.other_therapist, cast)


def plan_of(member: Member, cast: Cast) -> str:
    """What a therapist sees of the patient's plan."""
    try:
        return repr(plan_reading.open_plan(member.actor(), cast.patient.id))
    except NotAllowed:
        return ""


@story("a coping plan that was made private is its writer's alone", Act.COPING_PLAN_MADE_PRIVATE)
def plan_private(cast: Cast) -> Iterator[None]:
    coping_plans.save(cast.patient.actor(), TypedPlan({"people": "Ada"}, audience=THERAPIST))
    assert plan_reading.is_shared_with(cast.therapist.actor(), cast.patient.id)
    yield
    coping_plans.make_private(cast.patient.actor())
    yield
    assert "Ada" not in plan_of(cast.therapist, cast)
    assert "Ada" in repr(coping_plans.page(cast.patient.actor()))
