"""A therapist before appointments: ten reflections reviewed by keys alone, and a brief that prints on one page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.support.browser import DESK


def press(page: Page, key: str) -> None:
    """Presses a single key once the page listens to it."""
    expect(page.get_by_role("button", name="Keys for this page", exact=True)).to_be_visible()
    page.keyboard.press(key)


def test_ten_reflections_are_reviewed_by_keys_alone(
    window: Window, backstage: Backstage, accessible: Callable[[Page], None]
) -> None:
    for number in range(10):
        backstage.write(f"The words of number {number}.", f"Number {number}")
    backstage.meet(backstage.cast.therapist, 1)
    page = window(size=DESK)
    backstage.sign_in(page, backstage.cast.therapist)
    page.goto("/")
    expect(page.get_by_role("heading", name=re.compile("^Next: "))).to_be_visible()
    accessible(page)
    press(page, "j")
    expect(page.get_by_role("link", name="Number 0", exact=True)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    for number in range(10):
        expect(page.get_by_role("heading", name=f"Number {number}", exact=True)).to_be_visible()
        press(page, "r")
        expect(page.get_by_text("Reviewed", exact=True)).to_be_visible()
        with page.expect_navigation():
            press(page, "r")
    expect(page.get_by_role("heading", name="Review", exact=True)).to_be_visible()
    expect(page.get_by_text("Nothing new to read", exact=False).first).to_be_visible()


def test_the_keys_are_told_and_can_be_turned_off(
    window: Window, backstage: Backstage, accessible: Callable[[Page], None]
) -> None:
    backstage.write("The words.", "The lake")
    page = window(size=DESK)
    backstage.sign_in(page, backstage.cast.therapist)
    page.goto("/")
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    accessible(page)
    dialog.get_by_label("Leave single keys alone on this device").check()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="The lake", exact=True)).not_to_be_focused()


def test_the_brief_is_one_screen_and_one_printed_page(
    window: Window, backstage: Backstage, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    for number in range(14):
        backstage.write("The lake was warm, and nobody asked for anything. " * 20, f"An evening, number {number}")
    backstage.meet(backstage.cast.therapist, 1)
    page = window(size=DESK)
    backstage.sign_in(page, backstage.cast.therapist)
    page.goto("/")
    page.get_by_role("link", name="Open brief", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("^Brief for "))).to_be_visible()
    expect(page.get_by_text("And 4 more, on", exact=False)).to_be_visible()
    accessible(page)
    printed = tmp_path / "brief.pdf"
    page.pdf(path=printed, format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed.read_bytes())) == 1
    page.get_by_role("link", name=re.compile("^Read the ")).click()
    expect(page.get_by_role("heading", name="An evening, number 0", exact=True)).to_be_visible()
