"""Every act has words, and every kind of record a name."""

from __future__ import annotations

from journal.services.audit.act_words import UNKNOWN, WORDS, kind, phrase
from journal.services.audit.acts import Act
from journal.services.audit.record_kinds import KINDS


def test_every_act_has_words_and_a_kind() -> None:
    assert set(WORDS) == set(Act)
    assert {act.partition(".")[0] for act in Act} == set(KINDS)


def test_no_two_acts_are_told_alike() -> None:
    assert len(set(WORDS.values())) == len(Act)


def test_an_act_from_elsewhere_is_not_guessed() -> None:
    assert (phrase("reflection.sold"), kind("thing.made")) == (UNKNOWN, "Record")
