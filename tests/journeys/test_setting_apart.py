"""A patient sets words apart with a finger, by typing, and without a script; the therapist finds and closes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journal.models import ProcessNote
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.test_annotating import drag
from tests.support.browser import DESK, NARROW
from tests.support.cast import Cast

TEXT = """The light \U0001f30a on the water was *kind*.

- a rope
- a lamp and a rope"""
Check = Callable[[Page], None]


@pytest.fixture
def reflection(backstage: Backstage) -> str:
    """Something that Maya shared."""
    return backstage.write(TEXT, "Harbour")


def opened(window: Window, backstage: Backstage, reflection: str, **how: object) -> Page:
    """Maya's own page of it."""
    page = window(**how)
    backstage.sign_in(page, backstage.cast.patient)
    page.goto(f"/reflections/{reflection}")
    return page


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_words_that_were_selected_are_brought_and_spoken_about(
    window: Window, backstage: Backstage, cast: Cast, reflection: str, accessible: Check
) -> None:
    page = opened(window, backstage, reflection, size=DESK)
    page.get_by_text("Only some words of it").click()
    drag(page, "and a rope", "and a rope")
    press(page, "Take the words I selected")
    expect(page.get_by_label("Words to bring")).to_have_value("and a rope")
    press(page, "Bring to our appointment")
    expect(page.get_by_text("You want to bring this.", exact=True)).to_be_visible()
    expect(page.locator("mark.bring")).to_have_text("and a rope")
    accessible(page)
    hers = window(size=DESK)
    backstage.sign_in(hers, cast.therapist)
    hers.goto(f"/patients/{cast.patient.id}")
    expect(hers.get_by_role("heading", name="Wants to bring")).to_be_visible()
    accessible(hers)
    hers.get_by_role("link", name="Harbour", exact=True).first.click()
    expect(hers.locator("mark.bring")).to_have_text("and a rope")
    accessible(hers)
    press(hers, "Spoken about")
    expect(hers.locator("mark.bring")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("spoken about,")).to_be_visible()


def test_words_are_brought_from_where_they_stand(window: Window, backstage: Backstage, reflection: str) -> None:
    page = opened(window, backstage, reflection, size=NARROW)
    drag(page, "and a rope", "and a rope")
    press(page, "Bring these words")
    expect(page.get_by_label("Words to bring")).to_have_value("and a rope")
    expect(page.get_by_role("button", name="Bring to our appointment", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("mark.bring")).to_have_text("and a rope")


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
@pytest.mark.expects_console("status of 400")
def test_themes_and_tags_on_a_narrow_phone(
    window: Window, backstage: Backstage, reflection: str, accessible: Check, scripts: bool
) -> None:
    page = opened(window, backstage, reflection, size=NARROW, scripts=scripts)
    page.get_by_text("Put a theme on this").click()
    page.get_by_label("Theme", exact=True).select_option("Hope")
    page.get_by_label("Words for this theme").fill("words of another page")
    press(page, "Put theme")
    expect(page.get_by_role("alert")).to_contain_text("not in the reflection as it stands")
    expect(page.get_by_label("Words for this theme")).to_have_value("words of another page")
    page.get_by_label("Words for this theme").fill("light \U0001f30a on")
    press(page, "Put theme")
    expect(page.get_by_role("status")).to_have_text("The theme is on it.")
    page.get_by_text("Choose tags").click()
    page.get_by_label("Numb or far away").check()
    press(page, "Keep tags")
    expect(page.get_by_role("status")).to_have_text("Kept, for you alone.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if scripts else True
    page.goto("/themes")
    if scripts:
        accessible(page)
    page.get_by_role("link", name="See which", exact=True).first.click()
    expect(page.get_by_role("heading", name="With Hope")).to_be_visible()
    expect(page.get_by_role("link", name="Harbour", exact=True)).to_be_visible()


def test_a_process_note_is_asked_about_before_its_page_is_left(
    window: Window, backstage: Backstage, cast: Cast, accessible: Check
) -> None:
    page = window(size=DESK)
    backstage.sign_in(page, cast.therapist)
    page.goto(f"/patients/{cast.patient.id}/process-notes")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss())[-1])
    page.get_by_label("Your note", exact=True).first.fill("a thought of mine")
    page.get_by_role("link", name=cast.patient.name).click()
    expect(page.get_by_label("Your note", exact=True).first).to_have_value("a thought of mine")
    press(page, "Save note")
    expect(page.get_by_role("article")).to_contain_text("a thought of mine")
    accessible(page)
    assert (asked, backstage.count(ProcessNote)) == (["beforeunload"], 1)
