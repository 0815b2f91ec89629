"""Every fact on a card names what it rests on, and a clinic's own words stand where it wrote some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest

from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.models import AuditRow, ClinicText
from journal.permissions import NotAllowed
from journal.services.audit.acts import Act
from journal.services.learn import answers, cards, clinic_texts, sentences
from journal.services.learn.clinic_texts import ClinicTextMoved, ClinicTextRefused, TypedText
from journal.services.learn.sentences import CHECKED, Sentence, data
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast

FACTUAL = re.compile(
    r"\d|%|\b(stud(y|ies|ied)|trials?|on average|reported|approved|evidence|compared|proven|thought to|risks? of)\b"
)
PROMISES = re.compile(
    r"\b(heal|cure|transform|revolution|overwhelming|safe\b|miracle|breakthrough|life-changing)", re.IGNORECASE
)
TOPICS = {
    "what-it-is-thought-to-do", "ptsd", "depression", "thoughts-of-suicide", "after-effects", "off-label",
    "therapy-with-it", "why-integration", "rest-of-the-day", "the-day-after", "craving", "bladder",
}  # fmt: skip


def every_sentence() -> Iterator[Sentence]:
    for card in cards.cards().values():
        yield from (each for paragraph in card.paragraphs for each in paragraph)
        yield from card.unknown
    for answer in answers.built_in().values():
        yield from answer.sentences


def test_every_topic_has_a_card_that_says_what_is_not_known() -> None:
    assert set(cards.cards()) == TOPICS
    for card in cards.cards().values():
        assert card.unknown
        assert 2 <= len(card.paragraphs) <= 3
        assert set(range(1, len(card.sources) + 1)) == {
            number for each in (*card.paragraphs, card.unknown) for said in each for number in said.numbers
        }


def test_no_sentence_that_states_a_fact_is_without_a_source() -> None:
    unsourced = [each.says for each in every_sentence() if FACTUAL.search(each.says) and not each.numbers]
    assert not unsourced
    assert not [card.summary for card in cards.cards().values() if FACTUAL.search(card.summary)]


def test_no_sentence_promises_anything() -> None:
    assert not [each.says for each in every_sentence() if PROMISES.search(each.says)]


def test_every_source_is_used_and_says_who_where_in_whom_compared_with_what_and_how_it_was_checked() -> None:
    for source in sentences.sources().values():
        assert all((source.authors, source.journal, source.who, source.compared))
        assert source.checked in CHECKED
        assert 1990 < source.year < 2030
    used = re.findall(r"'([a-z]+-[a-z0-9-]+)'", str([data("cards"), data("questions")]))
    assert set(sentences.sources()) <= set(used)


def test_a_rule_of_the_cards_finds_a_fact_without_a_source() -> None:
    assert FACTUAL.search("67% responded.")
    with pytest.raises(KeyError):
        sentences.Numbering().sentence({"says": "So it is.", "from": ["nobody-2021"]})


@pytest.mark.usefixtures("inside")
class TestClinicTexts:
    """What a manager writes is told to everybody of the clinic, a version each time."""

    def test_what_the_manager_writes_stands_in_the_place_of_ours(self, cast: Cast) -> None:
        ruth = cast.manager.actor()
        clinic_texts.publish(ruth, "driving", TypedText("Driving", "Not that day."))
        clinic_texts.publish(ruth, "driving", TypedText("Driving", "Not that day.", seen=1))  # the same again
        shown = {each.name: each for each in answers.shown(cast.clinic_id, answers.QUESTION)}
        assert (shown["driving"].text, shown["driving"].number, shown["cost"].text) == ("Not that day.", 1, "")
        assert [row["actor_id"] for row in stored(AuditRow, AuditRow.act == Act.CLINIC_TEXT_PUBLISHED)] == [ruth.id]
        clinic_texts.publish(ruth, "driving", TypedText("Driving", "", is_shown=False, seen=1))
        assert "driving" not in {each.name for each in answers.shown(cast.clinic_id, answers.QUESTION)}
        assert clinic_texts.one(ruth, "driving").number == 2

    def test_a_question_of_its_own_is_added_once(self, cast: Cast) -> None:
        ruth, made = cast.manager.actor(), make_id()
        token, typed = token_for_id(server_secret(), ruth.id, made), TypedText("Parking?", "Behind the house.")
        for _ in range(2):
            clinic_texts.publish(ruth, made.hex, typed, token)
        assert [each.title for each in clinic_texts.listed(ruth) if each.name == made.hex] == ["Parking?"]
        assert len(stored(ClinicText)) == 1

    def test_another_change_is_not_overwritten(self, cast: Cast) -> None:
        ruth = cast.manager.actor()
        clinic_texts.publish(ruth, "cost", TypedText("Cost", "100"))
        with pytest.raises(ClinicTextMoved):
            clinic_texts.publish(ruth, "cost", TypedText("Cost", "200"))

    def test_a_text_changed_past_the_application_counts_for_nothing(self, cast: Cast) -> None:
        clinic_texts.publish(cast.manager.actor(), "cost", TypedText("Cost", "100"))
        overwrite(ClinicText, ClinicText.name == "cost", body="Nothing at all")
        assert clinic_texts.one(cast.manager.actor(), "cost").text == ""

    def test_what_cannot_be_kept_and_who_may_not(self, cast: Cast) -> None:
        ruth = cast.manager.actor()
        with pytest.raises(ClinicTextRefused):
            clinic_texts.publish(ruth, "cost", TypedText("", "words"))
        for name in (uuid4().hex, "nothing-of-that-name"):
            with pytest.raises(NotAllowed):
                clinic_texts.publish(ruth, name, TypedText("a", "b"), "no token")
        for who in (cast.patient, cast.therapist):
            with pytest.raises(NotAllowed):
                clinic_texts.publish(who.actor(), "cost", TypedText("a", "b"))
