"""A link in somebody's words leads out of the journal only after it was said where to."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import THERAPIST_TOO, Writing
from tests.support.browser import DESK

ELSEWHERE = "https://elsewhere.example/a?b=1"


def opened(page: Page, link: str) -> str:
    """What the dialog says that a link opens."""
    page.get_by_role("link", name=link, exact=True).click()
    told = page.get_by_role("dialog", name="This link leads out of the journal", exact=True)
    expect(told).to_be_visible()
    return told.inner_text()


def test_a_link_says_where_it_leads_and_can_be_left(window: Window, backstage: Backstage) -> None:
    maya, ines = window(size=DESK), window(size=DESK)
    backstage.sign_in(maya, backstage.cast.patient)
    writing = Writing(maya)
    writing.open_new()
    writing.paste(f"[Your bank]({ELSEWHERE}) and [Ana](mailto:ana@people.example)")
    writing.let_read(THERAPIST_TOO)
    address = writing.save()
    backstage.sign_in(ines, backstage.cast.therapist)
    ines.goto(address)
    for page in (maya, ines):
        here = page.url
        assert "leads to elsewhere.example." in opened(page, "Your bank")
        leaving = page.get_by_role("link", name="Follow the link", exact=True)
        assert leaving.get_attribute("href") == ELSEWHERE
        assert leaving.get_attribute("rel") == "noopener noreferrer nofollow"
        page.get_by_role("button", name="Stay here", exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert "ana@people.example" in opened(page, "Ana")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert page.url == here
