"""Saving: versions one after the other, for whoever was chosen, never over words that were not seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Reflection, Ring
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.reflections import drafts, reflections, texts, versions, writing
from journal.services.reflections.drafts import THERAPIST, Conflict, Words
from journal.services.refusals import NobodyReads, NoWords, TextTooLong
from tests.services.hands import make_due, overwrite
from tests.support.cast import Cast, join

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
SLOW: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture
def actor(app: Flask, cast: Cast) -> Iterator[Actor]:
    with app.app_context():
        yield cast.patient.actor()


def new(actor: Actor, text: str = "words", title: str = "", audience: str = "only_me") -> Words:
    made = drafts.new_editor(actor)
    return Words(made.id, title, text, audience, token=made.token)


@settings(max_examples=25, **SLOW)
@given(title=ANYTHING.filter(lambda text: len(" ".join(text.split())) <= 200), text=ANYTHING)
def test_what_is_saved_comes_back(actor: Actor, title: str, text: str) -> None:
    words = new(actor, text, title)
    if not (title.strip() or text.strip()):
        with pytest.raises(NoWords):
            writing.save(actor, words)
        return
    writing.save(actor, words)
    again = drafts.editor(actor, words.id)
    assert again.title == " ".join(title.split())
    assert again.text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert again.base_version == 1


@settings(max_examples=15, **SLOW)
@given(
    saves=st.lists(ANYTHING.filter(str.strip), min_size=2, max_size=5, unique_by=lambda text: text.replace("\r", "\n"))
)
def test_every_saved_text_stays(actor: Actor, saves: list[str]) -> None:
    words = new(actor, saves[0])
    for number, text in enumerate(saves):
        writing.save(actor, Words(words.id, "", text, base_version=number, token=words.token))
    shown = reflections.page(actor, words.id)
    assert shown.version == len(saves)
    assert [each.number for each in shown.versions] == list(range(len(saves) - 1, 0, -1))


def test_sharing_is_sealed_under_the_care_ring_and_private_under_the_private_one(actor: Actor) -> None:
    shared, private = new(actor, audience=THERAPIST), new(actor)
    for words in (shared, private):
        writing.save(actor, words)
    rows = [db.session.get_one(Reflection, words.id) for words in (shared, private)]
    assert [row.state for row in rows] == ["shared", "private"]
    assert [row.ring_id for row in rows] == [texts.care_ring(actor).ring_id, texts.private_ring(actor).ring_id]


def test_each_save_has_a_fresh_key(actor: Actor) -> None:
    words = new(actor)
    writing.save(actor, words)
    before = db.session.get_one(Reflection, words.id).body_sealed
    writing.save(actor, Words(words.id, "", "words", "therapist", base_version=1))
    assert db.session.get_one(Reflection, words.id).body_sealed != before


@pytest.mark.parametrize(("base", "draft"), [(0, 0), (2, 0), (1, 1)])
def test_versions_that_were_not_seen_are_a_conflict(actor: Actor, base: int, draft: int) -> None:
    words = new(actor)
    writing.save(actor, words)
    with pytest.raises(Conflict):
        writing.save(actor, Words(words.id, "", "other", base_version=base, draft_version=draft))
    assert drafts.editor(actor, words.id).text == "words"


def test_an_id_is_bound_to_its_person(app: Flask, cast: Cast, actor: Actor) -> None:
    other, made = cast.other_patient.actor(), make_id()
    with pytest.raises(NotAllowed):
        writing.save(actor, Words(made, "", "words", token=token_for_id(server_secret(), other.id, made)))
    with pytest.raises(NotAllowed):
        writing.save(actor, Words(made, "", "words"))
    assert texts.find(made) is None


def test_somebody_else_s_reflection_is_not_written(cast: Cast, actor: Actor) -> None:
    words = new(actor)
    writing.save(actor, words)
    for who in (cast.other_patient, cast.therapist, cast.manager):
        with pytest.raises(NotAllowed):
            writing.save(who.actor(), Words(words.id, "", "mine now", base_version=1, token=words.token))
    assert drafts.editor(actor, words.id).text == "words"


@pytest.mark.parametrize(
    ("title", "length", "fits"), [("t" * 200, 100_000, True), ("", 100_001, False), ("t" * 201, 1, False)]
)
def test_the_limit_counts_characters(actor: Actor, title: str, length: int, fits: bool) -> None:
    words = new(actor, "\U0001f415" * length, title)
    if fits:
        assert writing.save(actor, words) == words.id
    else:
        with pytest.raises(TextTooLong):
            writing.save(actor, words)
        assert texts.find(words.id) is None


def test_line_ends_do_not_count_twice(actor: Actor) -> None:
    words = new(actor, "x\r\n" * 50_000)
    assert writing.save(actor, words) == words.id


def test_nobody_to_read_is_said_and_nothing_is_saved(app: Flask, cast: Cast) -> None:
    with app.app_context():
        alone = join(cast.clinic_id, "Alma Ruiz", "patient", "1990-01-01", "orchard behind the school").actor()
        words = new(alone, audience=THERAPIST)
        with pytest.raises(NobodyReads):
            writing.save(alone, words)
        assert texts.find(words.id) is None


def test_both_texts_of_a_conflict_name_a_new_id(actor: Actor) -> None:
    words = new(actor, "there")
    writing.save(actor, words)
    both = writing.both_texts(actor, Words(words.id, "", "here"))
    assert (both.mine.text, both.theirs.text, both.theirs.is_draft) == ("here", "there", False)
    assert both.new_id != words.id
    writing.save(actor, Words(both.new_id, "", "here", token=both.new_token))
    assert drafts.editor(actor, both.new_id).text == "here"


def test_a_key_that_falls_due_while_it_is_saved_is_renewed_once(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    words = new(actor, "first")
    writing.save(actor, words)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(writing.rings, "renew_due", lambda _: make_due(private_ring(actor)))
        writing.save(actor, Words(words.id, "", "second", base_version=1))
    assert drafts.editor(actor, words.id).text == "second"
    assert versions.open_version(actor, words.id, 1).html.strip() == "<p>first</p>"


def test_words_are_saved_over_what_does_not_open_also_where_a_key_falls_due_meanwhile(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = new(actor, "first")
    writing.save(actor, words)
    overwrite(Reflection, Reflection.id == words.id, body_sealed=bytes(64))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(writing.rings, "renew_due", lambda _: make_due(private_ring(actor)))
        writing.save(actor, Words(words.id, "", "second", base_version=1))
    assert drafts.editor(actor, words.id).text == "second"


def private_ring(actor: Actor) -> UUID:
    return db.session.scalars(select(Ring.id).where(Ring.owner_id == actor.id, Ring.kind == "private")).one()
