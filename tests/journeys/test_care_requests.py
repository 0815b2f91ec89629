"""A second therapist is assigned: Today asks, and each of the three answers does what it says and no more."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import THERAPIST_TOO, Writing
from tests.support.cast import Cast

BOTH = "Dr. Ines Okafor and Tomas Reyes"
BEFORE, AFTER, PRIVATE = "Shared before", "Shared after", "For nobody"


@pytest.fixture
def maya(window: Window, backstage: Backstage, cast: Cast) -> Page:
    """Maya's phone, with the question on Today; she has shared before."""
    backstage.write("What she shared.", BEFORE)
    backstage.write("What she kept.", PRIVATE, shared=False)
    backstage.ask(cast.patient, cast.other_therapist)
    page = window()
    backstage.sign_in(page, cast.patient)
    page.goto("/")
    request = page.get_by_role("region", name=re.compile("Tomas Reyes is to be your therapist"))
    expect(request).to_contain_text("what was read cannot be unread")
    assert len(request.locator("strong").inner_text().split()) >= 4
    return page


def answer(page: Page, words: str) -> None:
    """Answers, and finds the question gone."""
    Writing(page).press(words)
    expect(Writing(page).status).to_have_text("Your answer is kept.")
    expect(page.get_by_text("is to be your therapist here")).to_have_count(0)


def share_one_more(page: Page, readers: str = BOTH) -> None:
    """Shares a reflection after the answer."""
    writing = Writing(page)
    writing.open_new()
    writing.write("What came later.", title=AFTER)
    writing.let_read(readers)
    writing.save()


def titles(page: Page, backstage: Backstage) -> set[str]:
    """What waits for Tomas to read."""
    backstage.sign_in(page, backstage.cast.other_therapist)
    page.goto("/review")
    links = page.get_by_role("listitem").get_by_role("link").all_inner_texts()
    return set(links)


def test_from_now_on_nothing_from_before_is_listed(maya: Page, window: Window, backstage: Backstage) -> None:
    answer(maya, "Share from now on")
    assert titles(window(), backstage) == set()


def test_from_now_on(maya: Page, window: Window, backstage: Backstage) -> None:
    answer(maya, "Share from now on")
    tomas = window()
    assert BEFORE not in titles(tomas, backstage)
    share_one_more(maya)
    expect(maya.get_by_text(re.compile("and Tomas Reyes since"))).to_be_visible()
    expect(maya.get_by_text(re.compile("You, Dr. Ines Okafor since"))).to_be_visible()
    assert {BEFORE, AFTER} & titles(tomas, backstage) == {AFTER}


def test_what_was_shared_before_too(maya: Page, window: Window, backstage: Backstage) -> None:
    answer(maya, "Share what I shared before too")
    tomas = window()
    assert titles(tomas, backstage) == {BEFORE}
    tomas.get_by_role("link", name=BEFORE, exact=True).click()
    expect(tomas.get_by_text("What she shared.")).to_be_visible()
    share_one_more(maya)
    assert titles(tomas, backstage) == {BEFORE, AFTER}


def test_not_now(maya: Page, window: Window, backstage: Backstage) -> None:
    answer(maya, "Not now")
    share_one_more(maya, THERAPIST_TOO)
    expect(maya.get_by_text(re.compile("Tomas"))).to_have_count(0)
    tomas = window()
    assert titles(tomas, backstage) == set()
    tomas.goto("/patients")
    expect(tomas.get_by_text(backstage.cast.patient.name)).to_have_count(0)
