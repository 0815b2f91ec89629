"""Insights share the fate of their page, or are shared and deleted by themselves, with all that follows from them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.models import Insight, Passage, Step
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.care import decisions
from journal.services.insights import insight_pages, insight_sharing, insights, patient_insights, steps
from journal.services.insights.insight_words import InsightRefused
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedChange, TypedStrategy
from journal.services.passages.passages import TypedWords
from journal.services.reflections import deleting, reflections, sharing, texts, writing
from journal.services.reflections.drafts import THERAPIST, Words
from tests.services.care_steps import begin, end
from tests.services.hands import overwrite, stored, write
from tests.services.insight_hands import KEPT, TEXT, WORDS, grown, rings
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def shared(patient: Actor) -> UUID:
    made: UUID = write(patient, TEXT, shared=True)
    return made


def test_it_goes_along_when_its_page_is_made_private_and_shared_again(
    patient: Actor, therapist: Actor, shared: UUID
) -> None:
    made = grown(patient, shared)
    hers = insights.make(therapist, shared, TypedInsight("You came back."), TypedWords("wave came"))
    steps.add_strategy(therapist, made, TypedStrategy("Tell Ben."))
    sharing.make_private(patient, shared)
    assert rings() == {texts.private_ring(patient).ring_id}
    assert patient_insights.of_patient(therapist, patient.id).opened.all == ()
    for there in (made, hers):
        with pytest.raises(NotAllowed):
            steps.add_strategy(therapist, there, TypedStrategy("Another."))
    page = insight_pages.page(patient, hers)
    assert (page.insight.sentence, page.insight.added_by) == ("You came back.", "Dr. Ines Okafor")
    assert len(insight_pages.page(patient, made).insight.strategies) == 2
    sharing.share(patient, shared)
    assert rings() == {texts.care_ring(patient).ring_id}
    found = patient_insights.of_patient(therapist, patient.id).opened
    assert {view.sentence for view in found.insights} == {"Something stays.", "You came back."}
    assert list(verification.verify(patient.clinic_id)) == []


def test_its_words_are_found_again_after_an_edit_or_said_to_be_gone(patient: Actor, shared: UUID) -> None:
    made = grown(patient, shared)
    for number, (text, placement) in enumerate([(f"Before. {TEXT}", "words"), ("All is new.", "edited_away")], 1):
        words = Words(shared, "", text, THERAPIST, base_version=number)
        writing.save(patient, words)
        (tied,) = reflections.page(patient, shared).apart.insights
        assert (tied.placement, tied.insight_id) == (placement, made)
    assert insight_pages.page(patient, made).insight.sentence == "Something stays."


def test_deleting_its_page_leaves_the_sentence_and_destroys_the_words(
    patient: Actor, therapist: Actor, shared: UUID
) -> None:
    made = grown(patient, shared)
    deleting.delete_reflection(patient, shared)
    assert patient_insights.of_patient(therapist, patient.id).opened.all == ()
    with clock.at(clock.now() + timedelta(days=8)):
        assert deleting.destroy_expired() == 1
        page = insight_pages.page(patient, made)
    assert page.source is not None
    assert (page.source.is_deleted, page.source.words, page.goes_alone) == (True, None, True)
    assert (page.insight.sentence, len(page.insight.strategies)) == ("Something stays.", 1)
    assert stored(Passage) == []
    assert list(verification.verify(patient.clinic_id)) == []


def test_deleting_it_destroys_its_words_and_all_that_followed(
    patient: Actor, shared: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = grown(patient, shared)
    monkeypatch.setattr(decisions, "may_decide", lambda *_: False)
    with pytest.raises(decisions.NotToday):
        insights.delete(patient, made)
    monkeypatch.undo()
    insights.delete(patient, made)
    assert {row["body_sealed"] for row in [*stored(Insight), *stored(Step)]} == {None}
    assert stored(Passage) == []
    for gone in (insight_pages.page, insights.delete):
        with pytest.raises(NotAllowed):
            gone(patient, made)
    assert list(verification.verify(patient.clinic_id)) == []


def test_a_therapist_takes_back_only_what_nobody_has_gone_on_from(
    patient: Actor, therapist: Actor, shared: UUID
) -> None:
    hers = insights.make(therapist, shared, TypedInsight("You came back."), WORDS)
    mine = grown(patient, shared)
    with pytest.raises(NotAllowed):
        insights.delete(therapist, mine)
    for attempt in (
        lambda: insights.change(therapist, mine, KEPT, 1),
        lambda: insights.change(patient, hers, KEPT, 1),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    steps.add_change(patient, hers, TypedChange("True."))
    with pytest.raises(InsightRefused, match="stays"):
        insights.delete(therapist, hers)
    insights.delete(patient, hers)


def test_a_goal_is_shared_and_made_private_by_itself_with_what_follows(patient: Actor, therapist: Actor) -> None:
    made = insights.make_alone(patient, "goal", TypedInsight("Sleep by eleven.", "sleep"))
    steps.add_strategy(patient, made, TypedStrategy("Phone in the hall."))
    assert rings() == {texts.private_ring(patient).ring_id}
    insight_sharing.share(patient, made, THERAPIST)
    (goal,) = patient_insights.of_patient(therapist, patient.id).opened.goals
    assert (goal.sentence, goal.area_name, goal.strategies[0].act) == (
        "Sleep by eleven.", "Sleep", "Phone in the hall.",
    )  # fmt: skip
    insight_sharing.make_private(patient, made)
    assert patient_insights.of_patient(therapist, patient.id).opened.all == ()
    assert rings() == {texts.private_ring(patient).ring_id}
    with pytest.raises(InsightRefused, match="area"):
        insights.make_alone(patient, "goal", TypedInsight("Sleep.", "fame"))
    with pytest.raises(NotAllowed):
        insights.make_alone(therapist, "goal", TypedInsight("Sleep.", "sleep"))


def test_a_row_that_was_changed_in_the_database_is_not_believed(patient: Actor, therapist: Actor, shared: UUID) -> None:
    made = grown(patient, shared)
    overwrite(Insight, Insight.id == made, quiet=True)
    assert not insight_pages.page(patient, made).insight.readable
    assert patient_insights.of_patient(therapist, patient.id).opened.all == ()
    with pytest.raises(CannotOpen):
        steps.add_change(patient, made, TypedChange("More."))


def test_what_is_added_after_somebody_was_removed_is_under_a_key_they_never_had(
    cast: Cast, patient: Actor, therapist: Actor, shared: UUID
) -> None:
    made = grown(patient, shared)
    before = {row["id"]: row["generation"] for row in stored(Step)}
    end(cast)
    later = cast.patient.actor()
    strategy = steps.add_strategy(later, made, TypedStrategy("Tell Ben."))
    steps.check_in(later, strategy, "tried", "It rained.")
    steps.add_change(later, made, TypedChange("I sleep."))
    added = [row["generation"] for row in stored(Step) if row["id"] not in before]
    assert (set(before.values()), added) == ({1}, [2, 2, 2])
    shown = insight_pages.page(later, made).insight
    assert [each.act for each in shown.strategies] == ["Sit by the water.", "Tell Ben."]
    begin(cast, newcomer := cast.other_therapist)
    assert patient_insights.of_patient(newcomer.actor(), cast.patient.id).opened.all == ()
    sharing.make_private(later, shared)
    assert rings() == {texts.private_ring(later).ring_id}
    assert list(verification.verify(later.clinic_id)) == []
