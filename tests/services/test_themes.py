"""A clinic's own themes, and themes counted over time for the patient and for who reads what is shared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal import clock
from journal.models import Theme
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.passages import passages, theme_counts, theme_rows, themes
from journal.services.passages.passages import PassageRefused, TypedWords
from journal.services.passages.themes import MOST, ThemeRefused
from journal.services.reflections import sharing
from tests.services.hands import overwrite, stored, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
SLOW: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
WHOLE = TypedWords()


def test_the_lists_are_those_of_the_clinic_s_practice() -> None:
    assert (len(theme_rows.built_in()), len(theme_rows.symptoms())) == (18, 14)


def test_a_manager_adds_retires_and_brings_back(cast: Cast) -> None:
    ruth, maya = cast.manager.actor(), cast.patient.actor()
    reflection_id = write(maya, shared=True)
    for name in ("  Music \n and sound", "music and sound"):
        themes.add(ruth, name)
    (card,) = themes.cards(ruth)
    assert (card.name, card.whole) == ("Music and sound", True)
    passages.put_theme(maya, reflection_id, "Music and sound", WHOLE)
    themes.retire(ruth, card.id)
    with pytest.raises(PassageRefused):
        passages.put_theme(cast.therapist.actor(), reflection_id, "Music and sound", WHOLE)
    assert [each.label for each in theme_counts.own(maya).themes.courses] == ["Music and sound"]
    themes.add(ruth, "MUSIC and sound")
    assert theme_rows.own_names(cast.clinic_id) == ("Music and sound",)
    assert list(verification.verify(cast.clinic_id)) == []


def test_one_that_was_changed_in_the_database_is_offered_no_more(cast: Cast) -> None:
    themes.add(cast.manager.actor(), "Music")
    overwrite(Theme, Theme.name == "Music", name="Call me on 555 0100")
    assert theme_rows.own_names(cast.clinic_id) == ()
    (card,) = themes.cards(cast.manager.actor())
    assert not card.whole
    themes.retire(cast.manager.actor(), card.id)
    assert theme_rows.current(cast.clinic_id, theme_rows.of_clinic(cast.clinic_id)) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\x07b", "Grief", "self-kindness", "SHAME AND GUILT"])
def test_a_name_that_cannot_be_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(ThemeRefused):
        themes.add(cast.manager.actor(), name)
    assert stored(Theme) == []


def test_a_clinic_has_so_many_and_no_more(cast: Cast) -> None:
    ruth = cast.manager.actor()
    for number in range(MOST):
        themes.add(ruth, f"Own {number}")
    with pytest.raises(ThemeRefused, match="at most 40"):
        themes.add(ruth, "One more")


@pytest.mark.parametrize("part", ["patient", "therapist"])
def test_only_a_manager_changes_them(cast: Cast, part: str) -> None:
    themes.add(cast.manager.actor(), "Music")
    who = getattr(cast, part).actor()
    for attempt in (
        lambda: themes.add(who, "Dance"),
        lambda: themes.cards(who),
        lambda: themes.retire(who, themes.cards(cast.manager.actor())[0].id),
        lambda: themes.retire(cast.manager.actor(), uuid4()),
    ):
        with pytest.raises(NotAllowed):
            attempt()


@pytest.fixture
def written(cast: Cast) -> tuple[Actor, list[UUID]]:
    """Three reflections in different weeks: two shared, one for herself, all with grief, the first with hope too."""
    maya, ids = cast.patient.actor(), []
    for number, (weeks, shared) in enumerate(((5, True), (5, False), (1, True))):
        with clock.at(datetime(2026, 11, 20, 12 + number, tzinfo=UTC) - timedelta(weeks=weeks)):
            ids.append(write(maya, shared=shared))
            passages.put_theme(maya, ids[-1], "grief", TypedWords("lake"))
            passages.put_theme(maya, ids[-1], "grief", WHOLE)
    passages.put_theme(cast.therapist.actor(), ids[0], "hope", WHOLE)
    passages.set_symptoms(maya, ids[1], ["numbness"])
    return maya, ids


def test_reflections_are_counted_by_week_and_each_once(cast: Cast, written: tuple[Actor, list[UUID]]) -> None:
    maya, ids = written
    mine = theme_counts.own(maya, "grief")
    assert [(each.label, each.total, each.counts) for each in mine.themes.courses] == [
        ("Grief", 3, (2, 0, 0, 0, 1)),
        ("Hope", 1, (1, 0, 0, 0, 0)),
    ]
    assert (mine.themes.by_week, mine.themes.most, mine.chosen) == (True, 2, "Grief")
    assert [row.id for row in mine.rows] == ids[::-1]
    assert mine.symptoms is not None
    assert [each.label for each in mine.symptoms.courses] == ["Numb or far away"]
    assert [row.id for row in theme_counts.own(maya, symptom="numbness").rows] == [ids[1]]
    hers = theme_counts.of_patient(cast.therapist.actor(), maya.id, "grief")
    assert [(each.label, each.total) for each in hers.themes.courses] == [("Grief", 2), ("Hope", 1)]
    assert ([row.id for row in hers.rows], hers.symptoms) == ([ids[2], ids[0]], None)


def test_what_is_made_private_is_counted_for_its_writer_alone(cast: Cast, written: tuple[Actor, list[UUID]]) -> None:
    maya, ids = written
    sharing.make_private(maya, ids[0])
    hers = theme_counts.of_patient(cast.therapist.actor(), maya.id, "hope")
    assert [(each.label, each.total) for each in hers.themes.courses] == [("Grief", 1)]
    assert hers.rows == ()
    assert theme_counts.own(maya).themes.courses[0].total == 3


@pytest.mark.parametrize("part", ["patient", "other_therapist", "manager"])
def test_nobody_else_counts_them(cast: Cast, part: str) -> None:
    with pytest.raises(NotAllowed):
        theme_counts.of_patient(getattr(cast, part).actor(), cast.patient.id)
    if part != "patient":
        with pytest.raises(NotAllowed):
            theme_counts.own(getattr(cast, part).actor())


@settings(max_examples=40, **SLOW)
@given(days=st.lists(st.integers(0, 3000), min_size=1, max_size=12))
def test_every_reflection_falls_into_one_period_or_before_all(days: list[int]) -> None:
    begun = {uuid4(): datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in days}
    courses = theme_counts._courses({"grief": begun}, theme_counts.ZoneInfo("UTC"), str)
    (course,) = courses.courses
    assert (course.total, len(course.counts)) == (len(days), len(courses.periods))
    assert 0 < len(courses.periods) <= theme_counts.MOST_MONTHS
    assert list(courses.periods) == sorted(set(courses.periods))
    earlier = sum(each.date() < courses.periods[0] for each in begun.values())
    assert sum(course.counts) == len(days) - earlier
