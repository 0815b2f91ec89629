"""Appearance: theme and text size, one's own alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.services.actor import Actor
from journal.services.people import appearance
from tests.support.cast import Cast


@pytest.mark.parametrize("theme", appearance.THEMES)
@pytest.mark.parametrize("size", appearance.TEXT_SIZES)
@pytest.mark.one_engine("two short words are kept alike everywhere")
def test_a_choice_is_kept_for_oneself(cast: Cast, patient: Actor, theme: str, size: str) -> None:
    appearance.change(patient, theme, size)
    again, other = cast.patient.actor(), cast.other_patient.actor()
    assert (again.theme, again.text_size) == (theme, size)
    assert (other.theme, other.text_size) == ("system", "normal")


@given(theme=st.text().filter(lambda text: text not in appearance.THEMES))
def test_a_theme_that_does_not_exist_is_refused(theme: str) -> None:
    with pytest.raises(ValueError, match="normal"):
        appearance.change(None, theme, "normal")  # type: ignore[arg-type]


@given(size=st.text().filter(lambda text: text not in appearance.TEXT_SIZES))
def test_a_size_that_does_not_exist_is_refused(size: str) -> None:
    with pytest.raises(ValueError, match="dark"):
        appearance.change(None, "dark", size)  # type: ignore[arg-type]
