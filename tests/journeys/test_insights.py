"""From words to change: an insight by finger and by typing, a strategy, how it went, and the therapist beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def open_up(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).first.click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_words_that_were_selected_become_an_insight_and_the_therapist_adds_to_it(
    window: Window, backstage: Backstage, cast: Cast, reflection: str, accessible: Check
) -> None:
    page = window(size=DESK)
    backstage.sign_in(page, cast.patient)
    page.goto(f"/reflections/{reflection}")
    open_up(page, "Make an insight")
    drag(page, "a lamp", "a lamp")
    press(page, "Take the words I selected")
    expect(page.get_by_label("The insight, in one sentence")).to_have_value("a lamp")
    page.get_by_label("The insight, in one sentence").fill("There is a lamp.")
    press(page, "Make an insight")
    expect(page.get_by_role("heading", name="There is a lamp.")).to_be_visible()
    accessible(page)
    hers = window(size=DESK)
    backstage.sign_in(hers, cast.therapist)
    hers.goto(f"/patients/{cast.patient.id}/insights")
    open_up(hers, "Add a strategy")
    hers.get_by_label("One small thing to do").fill("Leave it on one evening.")
    press(hers, "Keep strategy")
    expect(hers.get_by_text("Leave it on one evening.")).to_be_visible()
    accessible(hers)
    page.goto("/")
    page.get_by_role("link", name="Open it when you like").click()
    expect(page.get_by_text("added by Dr. Ines Okafor")).to_be_visible()
    page.get_by_role("link", name="a lamp", exact=True).click()
    expect(page.locator("mark.insight")).to_have_text("a lamp")
    accessible(page)
    hers.goto(f"/patients/{cast.patient.id}/brief")
    expect(hers.get_by_role("heading", name="Agreed last time")).to_be_visible()
    expect(hers.get_by_text("Leave it on one evening.")).to_be_visible()
    accessible(hers)


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
@pytest.mark.expects_console("status of 400")
def test_a_whole_way_on_a_narrow_phone(
    window: Window, backstage: Backstage, cast: Cast, reflection: str, accessible: Check, scripts: bool
) -> None:
    page = window(size=NARROW, scripts=scripts)
    backstage.sign_in(page, cast.patient)
    page.goto(f"/reflections/{reflection}")
    open_up(page, "Make an insight")
    page.get_by_label("Words it comes from").fill("words of another page")
    press(page, "Make an insight")
    expect(page.get_by_role("alert")).to_contain_text("not in the reflection as it stands")
    page.get_by_label("Words it comes from").fill("light \U0001f30a on")
    press(page, "Make an insight")
    expect(page.get_by_role("heading", level=1)).to_have_text("light \U0001f30a on")
    open_up(page, "Add a strategy")
    page.get_by_label("One small thing to do").fill("Look up once a day.")
    press(page, "Keep strategy")
    open_up(page, "How did it go?")
    page.get_by_label("Not yet", exact=True).check()
    page.get_by_label("What got in the way (optional)").fill("The rain.")
    press(page, "Keep check-in")
    expect(page.get_by_text("The rain.")).to_be_visible()
    if scripts:
        assert fits(page)
        accessible(page)
    page.goto("/insights")
    expect(page.get_by_text("Not yet, ")).to_be_visible()
    open_up(page, "Add a goal")
    page.get_by_label("Area of life").select_option("Sleep")
    page.get_by_label("What you would like").fill("In bed by eleven.")
    press(page, "Keep goal")
    expect(page.get_by_role("heading", name="In bed by eleven.")).to_be_visible()
    page.goto("/insights")
    if scripts:
        assert fits(page)
        accessible(page)
