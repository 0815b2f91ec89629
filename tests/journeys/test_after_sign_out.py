"""After sign-out a device shows nothing of the journal: not by the back button, not in what the browser keeps."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys import kept
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import View, Writing
from tests.support.browser import DESK
from tests.support.cast import Cast

TITLE, TEXT, NOTE = "Third session", "The light on the water was kind.", "Say more about the light."
NAMES = ("Maya Lindqvist", "Dr. Ines Okafor", "maya@people.example", "1988-04-17")


def walk_back(page: Page) -> str:
    """Goes back as far as the browser goes; gives everything it showed."""
    shown = []
    for _ in range(6):
        page.go_back()
        page.wait_for_load_state()
        expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
        shown.append(page.content())
    return "\n".join(shown)


def test_the_back_button_shows_a_patient_nothing(window: Window, backstage: Backstage, cast: Cast) -> None:
    reflection, page = backstage.write(TEXT, TITLE), window()
    backstage.annotate(reflection, NOTE, "light")
    Writing(page).sign_in(cast.patient)
    for path in ("/reflections", f"/reflections/{reflection}", f"/reflections/{reflection}/edit", "/account"):
        page.goto(path)
    View(page).sign_out()
    shown = walk_back(page)
    assert [words for words in (TITLE, TEXT, NOTE, *NAMES) if words in shown] == []


def test_the_back_button_shows_a_therapist_nothing(window: Window, backstage: Backstage, cast: Cast) -> None:
    reflection, page = backstage.write(TEXT, TITLE), window(size=DESK)
    View(page).sign_in(cast.therapist)
    for path in (f"/review/{reflection}", "/patients", f"/patients/{cast.patient.id}", "/account"):
        page.goto(path)
    View(page).sign_out()
    shown = walk_back(page)
    assert [words for words in (TITLE, TEXT, *NAMES) if words in shown] == []


def test_the_browser_keeps_nothing_readable_while_writing_and_after(window: Window, cast: Cast) -> None:
    page = window()
    words = [TITLE, TEXT, "light on the water", *NAMES, cast.patient.password]
    writing = Writing(page)
    writing.sign_in(cast.patient)
    page.goto("/help")
    writing.open_new()
    writing.write(TEXT, title=TITLE)
    page.wait_for_function("document.querySelector('[data-status]').textContent.startsWith('Not saved')")
    assert kept.readable(page, words) == []
    writing.wait_until_saved()
    writing.save()
    assert kept.readable(page, words) == []
    writing.sign_out()
    assert kept.readable(page, words) == []
    assert kept.records(page) == []
    cookies = page.context.cookies()
    assert {cookie["name"] for cookie in cookies} <= {"interleaf_visit", "interleaf_notice", "interleaf_device"}
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies)


def test_a_second_window_of_the_same_browser_is_signed_out_too(
    window: Window, backstage: Backstage, cast: Cast
) -> None:
    reflection, page = backstage.write(TEXT, TITLE), window()
    backstage.sign_in(page, cast.patient)
    other = page.context.new_page()
    for each in (page, other):
        each.goto(f"/reflections/{reflection}")
    View(page).sign_out()
    View(other).press("Edit")
    expect(other.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert TEXT not in other.content()
