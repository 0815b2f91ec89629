"""Insights: made from words, sealed where their page lies, and gone or kept with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.models import AuditRow, Insight, Passage, Step
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.insights import insight_pages, insight_sharing, insights, patient_insights, steps
from journal.services.insights.insight_words import InsightRefused
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedChange, TypedStrategy
from journal.services.passages.passages import PassageRefused, TypedWords
from journal.services.reflections import reflections, texts
from journal.services.reflections.audiences import NobodyReads
from journal.services.reflections.drafts import THERAPIST
from journal.services.review import reviews
from tests.services.hands import stored, write
from tests.services.insight_hands import KEPT, TEXT, WORDS, grown, rings
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
SLOW: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture
def shared(patient: Actor) -> UUID:
    made: UUID = write(patient, TEXT, shared=True)
    return made


def acts(act: Act) -> int:
    return len(stored(AuditRow, AuditRow.act == act))


def test_it_lies_where_its_page_lies_and_says_nothing_in_the_open(
    patient: Actor, therapist: Actor, shared: UUID
) -> None:
    made = grown(patient, shared)
    assert rings() == {texts.care_ring(patient).ring_id}
    for row in [*stored(Insight), *stored(Step)]:
        assert not any(word in row["body_sealed"] for word in (b"stays", b"water", b"rained", b"window", b"tried"))
    page = insight_pages.page(patient, made)
    assert page.source is not None
    assert (page.insight.sentence, page.source.words) == ("Something stays.", "one stayed")
    assert [reader.name for reader in page.readers] == ["Dr. Ines Okafor"]
    (strategy,) = page.insight.strategies
    assert (strategy.act, strategy.when, strategy.done_when, strategy.who_knows) == (
        "Sit by the water.", "on Sunday", "wet feet", "Ben",
    )  # fmt: skip
    assert strategy.latest is not None
    assert (strategy.latest.outcome, strategy.latest.said["in_the_way"]) == ("Tried", "It rained.")
    for seen in (reflections.page(patient, shared), reviews.open_reflection(therapist, shared)):
        (tied,) = seen.apart.insights
        assert (tied.label, tied.quote, tied.insight_id, tied.placement) == (
            "Something stays.", "one stayed", made, "words",
        )  # fmt: skip
        assert [mark.kind for mark in seen.apart.marks] == ["insight"]
    assert list(verification.verify(patient.clinic_id)) == []


def test_a_therapist_sees_what_is_shared_and_leaves_a_receipt(
    cast: Cast, patient: Actor, therapist: Actor, shared: UUID
) -> None:
    grown(patient, shared)
    grown(patient, write(patient, TEXT), TypedInsight("For me alone."))
    found = patient_insights.of_patient(therapist, patient.id).opened
    assert [view.sentence for view in found.insights] == ["Something stays."]
    assert acts(Act.INSIGHTS_OPENED) == 1
    for who in (cast.other_therapist.actor(), cast.manager.actor(), cast.other_patient.actor()):
        with pytest.raises(NotAllowed):
            patient_insights.of_patient(who, patient.id)
    assert acts(Act.INSIGHTS_OPENED) == 1


@pytest.mark.parametrize("part", ["other_patient", "other_therapist", "manager"])
def test_nobody_else_makes_reads_answers_or_deletes_one(cast: Cast, patient: Actor, shared: UUID, part: str) -> None:
    made, who = grown(patient, shared), getattr(cast, part).actor()
    (strategy, *_) = insight_pages.page(patient, made).insight.strategies
    attempts = (
        lambda: insights.make(who, shared, KEPT, WORDS),
        lambda: insight_pages.page(who, made),
        lambda: insights.change(who, made, KEPT, 1),
        lambda: insights.delete(who, made),
        lambda: insight_sharing.share(who, made, THERAPIST),
        lambda: insight_sharing.make_private(who, made),
        lambda: steps.add_strategy(who, made, TypedStrategy("Act.")),
        lambda: steps.add_change(who, made, TypedChange("What.")),
        lambda: steps.check_in(who, strategy.id, "done", ""),
        lambda: steps.put_off(who, strategy.id, for_good=True),
        lambda: steps.change_strategy(who, strategy.id, TypedStrategy("Act."), 1),
        lambda: steps.delete(who, strategy.id),
    )
    for attempt in attempts:
        with pytest.raises((NotAllowed, NobodyReads)):
            attempt()


@pytest.mark.parametrize("sentence", ["", "   \n ", "x" * 501, "x" * 10_000])
def test_no_sentence_and_too_long_a_one_are_refused(patient: Actor, shared: UUID, sentence: str) -> None:
    with pytest.raises(InsightRefused):
        insights.make(patient, shared, TypedInsight(sentence), TypedWords())
    with pytest.raises(InsightRefused):
        insights.make_alone(patient, "insight", TypedInsight(sentence))
    assert stored(Insight) == stored(Passage) == []


def test_words_that_are_nowhere_make_no_insight(patient: Actor, shared: UUID) -> None:
    with pytest.raises(PassageRefused):
        insights.make(patient, shared, KEPT, TypedWords("a storm"))
    assert stored(Insight) == []


@settings(max_examples=15, **SLOW)
@given(bounds=st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted))
def test_left_empty_the_sentence_is_the_words_as_they_stand(patient: Actor, shared: UUID, bounds: list[int]) -> None:
    words = TypedWords(TEXT[slice(*bounds)], bounds[0])
    try:
        made = insights.make(patient, shared, TypedInsight(""), words)
    except InsightRefused:
        assert not words.quoted_words.strip()
        return
    page = insight_pages.page(patient, made)
    assert page.source is not None
    assert page.insight.sentence == " ".join(words.quoted_words.split())
    assert page.source.words == words.quoted_words.strip()
    insights.delete(patient, made)


def test_a_form_that_is_sent_twice_makes_one(patient: Actor, shared: UUID) -> None:
    new = make_id()
    typed = TypedInsight("Once.", id=new, token=token_for_id(server_secret(), patient.id, new))
    assert [insights.make(patient, shared, typed, WORDS) for _ in range(2)] == [new, new]
    other = make_id()
    again = steps.New(other, token_for_id(server_secret(), patient.id, other))
    assert [steps.add_strategy(patient, new, TypedStrategy("Act."), again) for _ in range(2)] == [other, other]
    assert (len(stored(Insight)), len(stored(Passage)), len(stored(Step))) == (1, 1, 1)


def test_what_was_changed_elsewhere_is_not_written_over(patient: Actor, shared: UUID) -> None:
    made = insights.make(patient, shared, KEPT, WORDS)
    insights.change(patient, made, TypedInsight("First."), 1)
    with pytest.raises(InsightRefused, match="changed elsewhere"):
        insights.change(patient, made, TypedInsight("Second."), 1)
    assert insight_pages.page(patient, made).insight.sentence == "First."
    insights.change(patient, made, TypedInsight("First."), 1)  # sent twice
