"""Prompts of a clinic: what its manager changes, who may, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.models import ClinicPrompts
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.prompts import clinic_prompts, moments, own_prompts
from journal.services.prompts.clinic_prompts import PromptsMoved, PromptsRefused, TypedPrompt
from tests.services.hands import overwrite
from tests.support.cast import Cast

ASKED = [TypedPrompt("surprised", "What surprised you?", 2), TypedPrompt("", "What was quiet?", 1)]


def texts_of(actor: Actor, moment: str = "first_account") -> list[str]:
    planned = own_prompts.shown(actor).moment(moment)
    assert planned is not None
    return [each.text for each in planned.open]


@pytest.fixture
def manager(patient: Actor, cast: Cast) -> Actor:
    return cast.manager.actor()


def test_every_moment_of_the_product_can_be_kept_and_asks_something() -> None:
    plain = moments.built_in()
    for each in plain.moments:
        clinic_prompts.check_offsets(each.anchor, each.from_hours, each.until_hours)
        assert each.prompts
        assert all(clinic_prompts.check_text(prompt.text) == prompt.text for prompt in each.prompts)
    asked = [prompt.code for each in plain.moments for prompt in each.prompts]
    assert len(set(asked)) == len(asked) >= 29
    assert plain.overlaps == ()
    assert moments.read(moments.written(plain)) == plain


def test_a_clinic_changes_a_moment_and_puts_it_back(manager: Actor, patient: Actor) -> None:
    before = texts_of(patient)
    clinic_prompts.change_moment(manager, "first_account", 0, 12, 50, ASKED)
    shown = clinic_prompts.shown(manager)
    assert texts_of(patient) == ["What was quiet?", "What surprised you?"]
    assert [(one.code, other.code) for one, other in shown.timeline.overlaps] == [("first_account", "second_look")]
    with pytest.raises(PromptsMoved):
        clinic_prompts.change_quiet(manager, 0, 60, 120)
    clinic_prompts.change_quiet(manager, shown.version, 60, 120)
    clinic_prompts.reset_moment(manager, "first_account", 2)
    assert texts_of(patient) == before
    assert clinic_prompts.shown(manager).timeline.quiet == moments.Quiet(60, 120)
    assert list(verification.verify(manager.clinic_id)) == []


@pytest.mark.parametrize(
    ("moment", "offsets", "asked", "said"),
    [
        ("first_account", (-1, 36), ASKED, "minus"),
        ("first_account", (18, 10**6), ASKED, "a year"),
        ("first_account", (36, 18), ASKED, "later"),
        ("first_account", (18, 18), ASKED, "later"),
        ("before_appointment", (2, 24), ASKED, "backwards"),
        ("first_account", (18, 36), [TypedPrompt("", "x" * 10_000, 1)], "500 characters"),
        ("first_account", (18, 36), [TypedPrompt("", "a\x00b", 1)], "cannot be kept"),
        ("first_account", (18, 36), [TypedPrompt("", f"prompt {n}", n) for n in range(21)], "at most 20"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changed(
    manager: Actor, moment: str, offsets: tuple[int, int], asked: Sequence[TypedPrompt], said: str
) -> None:
    with pytest.raises(PromptsRefused, match=said):
        clinic_prompts.change_moment(manager, moment, 0, *offsets, asked)
    assert clinic_prompts.shown(manager).version == 0


@given(st.lists(st.builds(TypedPrompt, st.text(max_size=40), st.text(max_size=60), st.integers(-9, 99)), max_size=9))
def test_whatever_is_typed_is_kept_as_it_reads_or_refused(typed: list[TypedPrompt]) -> None:
    plain = moments.built_in().moment("first_account")
    assert plain is not None
    try:
        found = clinic_prompts._prompts(plain, typed)
    except PromptsRefused:
        return
    assert len({each.code for each in found}) == len(found)
    assert sorted(each.text for each in found) == sorted(text for one in typed if (text := " ".join(one.text.split())))
    assert all(len(each.code) <= 32 for each in found)


def test_what_was_changed_in_the_database_is_not_asked(manager: Actor, patient: Actor) -> None:
    before = texts_of(patient)
    clinic_prompts.change_moment(manager, "first_account", 0, 12, 50, ASKED)
    overwrite(ClinicPrompts, timeline='{"moments": {}, "quiet": {"from_minutes": 0, "until_minutes": 1439}}')
    assert texts_of(patient) == before
    assert own_prompts.shown(patient).quiet == moments.built_in().quiet
    assert not clinic_prompts.shown(manager).whole
    assert any("clinic_prompts" in fault for fault in verification.verify(manager.clinic_id))


@pytest.mark.parametrize("part", ["patient", "therapist"])
def test_the_clinic_s_prompts_are_its_manager_s(cast: Cast, patient: Actor, part: str) -> None:
    actor = getattr(cast, part).actor()
    for act in (
        lambda: clinic_prompts.shown(actor),
        lambda: clinic_prompts.change_moment(actor, "week", 0, 1, 2, ASKED),
        lambda: clinic_prompts.change_quiet(actor, 0, 1, 2),
        lambda: clinic_prompts.reset_moment(actor, "week", 0),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        clinic_prompts.moment(cast.manager.actor(), "no_such_moment")
