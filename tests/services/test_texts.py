"""Texts: made from what was typed, within their limits, and opened only in their own place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.reflections import deleting, texts
from journal.services.refusals import TextTooLong
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast
from tests.views.written import private, shared

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]))


@given(title=ANYTHING, body=ANYTHING)
def test_a_text_has_plain_line_ends_and_a_title_of_one_line(title: str, body: str) -> None:
    try:
        made = texts.make_text(title, body)
    except TextTooLong:
        assert len(" ".join(title.split())) > 200
    else:
        assert "\r" not in made.body
        assert made.head.title == " ".join(title.split())
        assert len(made.head.excerpt) <= 161
        assert texts.make_text(made.head.title, made.body) == made


@pytest.mark.parametrize("length", [100_000, 100_001])
def test_the_limit_is_a_hundred_thousand_characters(length: int) -> None:
    if length > texts.LONGEST_BODY:
        with pytest.raises(TextTooLong):
            texts.make_text("", "x" * length)
    else:
        assert texts.make_text("", "x" * length).body == "x" * length


@pytest.mark.parametrize("column", ["head_sealed", "body_sealed"])
def test_a_text_opens_in_its_own_place_only(patient: Actor, column: str) -> None:
    one, other = (private(patient) for _ in range(2))
    overwrite(Reflection, Reflection.id == one, **{column: stored(Reflection, Reflection.id == other)[0][column]})
    row = db.session.get_one(Reflection, one)
    with pytest.raises(CannotOpen):
        texts.text(patient, row)
    assert texts.text_or_empty(patient, row).body == ""


def test_a_text_opens_in_its_own_version_only(patient: Actor) -> None:
    row = db.session.get_one(Reflection, private(patient))
    row.seal_version += 1
    with pytest.raises(CannotOpen):
        texts.body(patient, row)
    db.session.rollback()


def test_who_holds_no_key_opens_nothing(cast: Cast, patient: Actor) -> None:
    row = db.session.get_one(Reflection, shared(patient))
    assert texts.body(cast.therapist.actor(), row) == "words to share"
    for who in (cast.other_patient, cast.other_therapist, cast.manager):
        with pytest.raises(CannotOpen):
            texts.body(who.actor(), row)


def test_own_means_own_and_deleted_only_when_asked(cast: Cast, patient: Actor) -> None:
    reflection_id = private(patient)
    assert texts.own(patient, reflection_id).id == reflection_id
    with pytest.raises(NotAllowed):
        texts.own(cast.other_patient.actor(), reflection_id)
    with pytest.raises(NotAllowed):
        texts.own(patient, reflection_id, deleted=True)
    deleting.delete_reflection(patient, reflection_id)
    with pytest.raises(NotAllowed):
        texts.own(patient, reflection_id)
    assert texts.own(patient, reflection_id, deleted=True).state == "deleted"
