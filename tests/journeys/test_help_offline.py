"""Help is there for everyone, and stays on the device once it was seen, with nobody's name in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import kept
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import View

HEADINGS = ("Something is wrong with my body", "I might hurt myself", "I am with someone who had a session")
OFFLINE = pytest.mark.expects_console(
    "ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "error occurred when fetching the script"
)


def shows_help(page: Page) -> None:
    """All of the page is there, with numbers that can be called, in its own type and colours."""
    for words in HEADINGS:
        expect(View(page).heading(words)).to_be_visible()
    numbers = page.locator("a[href^='tel:']").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert "tel:911" in numbers
    assert "tel:988" in numbers
    assert "tel:999" in numbers  # of another country, which can be picked without a connection too
    assert "tel:+12125550134" in numbers
    assert page.locator("a[href^='sms:']").count()
    assert page.evaluate("getComputedStyle(document.querySelector('.calls a')).minHeight") != "0px"


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_help_is_one_tap_away_before_sign_in(window: Window, backstage: Backstage, scripts: bool) -> None:
    page = window(scripts=scripts)
    page.goto("/sign-in")
    View(page).follow("Get help now")
    for words in HEADINGS:
        expect(View(page).heading(words)).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(360, 640), (390, 560)])
def test_the_emergency_number_is_in_sight_on_a_small_phone(
    window: Window, backstage: Backstage, width: int, height: int
) -> None:
    page = window()
    backstage.sign_in(page, backstage.cast.patient)
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/help")
    first, bar = page.locator(".calls a").first.bounding_box(), page.locator("nav.nav").bounding_box()
    assert first
    assert bar
    assert first["y"] + first["height"] <= bar["y"]


@OFFLINE
def test_once_seen_help_works_without_a_connection_and_names_nobody(window: Window, backstage: Backstage) -> None:
    page = window()
    backstage.sign_in(page, backstage.cast.patient)
    page.goto("/help")
    shows_help(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.open('help-1').then((store) => store.keys()).then((kept) => kept.length > 4)")
    page.context.set_offline(True)
    page.goto("/help")
    shows_help(page)
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_have_count(0)
    page.context.set_offline(False)
    assert kept.readable(page, ["Maya", "Lindqvist", "maya@people.example", "Okafor"]) == []
    addresses = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat()"""
    )
    assert all(address == "/help" or address.startswith("/static/") for address in addresses)
    page.goto("/")
    expect(View(page).heading("Today")).to_be_visible()
