"""The first hours, on a phone: it is readied before, takes words without a sign-in, and they are found after one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.layout import fully_in_view, too_small, too_wide
from tests.journeys.pages import THERAPIST_TOO, View, Writing
from tests.support.browser import NARROW
from tests.support.cast import Cast

WORDS = "warm, lake, door"


def assert_still(page: Page, accessible: Callable[[Page], None]) -> None:
    """Dark, one large field, no navigation, and help in view."""
    field = page.locator("textarea:visible")
    expect(field).to_have_count(1)
    assert field.evaluate("(element) => getComputedStyle(element).fontSize") == "22px"
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(15, 21, 22)"
    expect(page.get_by_role("navigation")).to_have_count(0)
    assert fully_in_view(page, "link", "Get help now")
    assert not too_wide(page)
    assert not too_small(page)
    accessible(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_words_without_a_sign_in(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None], scripts: bool
) -> None:
    backstage.meet(cast.therapist, 1, "dosing")
    page = window(size=NARROW, scripts=scripts)
    view = View(page)
    backstage.sign_in(page, cast.patient)
    page.goto("/")
    view.follow("Ready this phone")
    view.press("Ready this phone")
    expect(page.get_by_text("Ready.", exact=True)).to_be_visible()
    if scripts:
        accessible(page)
    view.sign_out()
    page.goto("/now")
    if scripts:
        assert_still(page, accessible)
    view.field("Words for now").fill(WORDS)
    view.press("Save")
    expect(view.status.filter(has_text="Kept, sealed.")).to_be_visible()
    expect(view.field("Words for now")).to_have_value("")
    assert WORDS not in page.content()
    page.go_back()
    assert WORDS not in page.content()
    view.sign_in(cast.patient)
    expect(page.get_by_text(WORDS)).to_have_count(0)
    page.goto("/reflections")
    page.locator("main .entries a").first.click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_text("Written on your phone without signing in")).to_be_visible()
    page.goto("/account/now")
    view.press("Remove")
    page.goto("/now")
    expect(view.heading("Nothing can be kept here just now")).to_be_visible()


@pytest.mark.expects_console("status of 409")
def test_a_day_of_rest(window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]) -> None:
    page = window(size=NARROW)
    writing = Writing(page)
    backstage.sign_in(page, cast.patient)
    page.goto("/")
    writing.follow("I had a session today")
    accessible(page)
    writing.press("Keep")
    expect(page.get_by_text("No driving and no big decisions")).to_be_visible()
    writing.follow("A quiet page for now")
    assert fully_in_view(page, "button", "Sign out")
    assert_still(page, accessible)
    writing.field("Your reflection").press_sequentially(WORDS)
    writing.save()
    page.goto("/reflections/new")
    writing.field("Your reflection").press_sequentially("The door again.")
    writing.let_read(THERAPIST_TOO)
    writing.press("Save")
    expect(writing.alert.filter(has_text="Nothing is shared so far")).to_be_visible()
    accessible(page)
    expect(writing.field("Your reflection")).to_have_value("The door again.")
    writing.press("Share it today all the same")
    page.wait_for_url(re.compile(r"/reflections/[0-9a-f-]{36}$"))
    expect(page.get_by_text("Saved. Your therapist can read it now.")).to_be_visible()
    page.goto(f"{page.url}/delete")
    writing.press("Mark it to be deleted")
    expect(writing.status.filter(has_text="Nothing is deleted today.")).to_be_visible()
    page.goto("/sessions")
    writing.follow("Your first session")
    accessible(page)
