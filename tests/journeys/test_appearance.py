"""Theme and text size, chosen on Account, act on every page at once and on the next device."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import View
from tests.support.axe import violations

_BRIGHTNESS = """() => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part, 0) / 3;
}"""


def is_dark(page: Page) -> bool:
    """Whether the page is dark to the eye."""
    return float(page.evaluate(_BRIGHTNESS)) < 80


def text_size(page: Page) -> float:
    """The size of plain text, in px."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"))


def choose(page: Page, theme: str, size: str) -> None:
    """Chooses on Account and saves."""
    page.goto("/account")
    View(page).choose("Theme", theme)
    View(page).choose("Text size", size)
    View(page).press("Save")
    expect(View(page).status).to_have_text("Saved.")


@pytest.mark.parametrize("device", ["light", "dark"])
def test_the_choice_wins_over_the_device_and_follows_the_person(
    window: Window, backstage: Backstage, device: str
) -> None:
    page, other = window(theme=device), window(theme=device)
    backstage.sign_in(page, backstage.cast.patient)
    page.goto("/")
    assert is_dark(page) is (device == "dark")
    normal = text_size(page)
    chosen, dark = ("Dark", True) if device == "light" else ("Light", False)
    choose(page, chosen, "Larger")
    assert is_dark(page) is dark
    assert violations(page) == []
    backstage.sign_in(other, backstage.cast.patient)
    other.goto("/")
    assert is_dark(other) is dark
    assert text_size(other) > normal * 1.25
    assert violations(other) == []
    choose(other, "As my device", "Normal")
    other.goto("/")
    assert is_dark(other) is (device == "dark")
    assert text_size(other) == normal
