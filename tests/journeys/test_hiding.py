"""Hide covers a page at once, with a network or without, and the PIN brings it back with its words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import View, Writing
from tests.support.cast import Cast

WORDS, PIN = "The tide turned while I was writing.", "2580"


def turn_on(page: Page) -> None:
    page.goto("/account")
    view = View(page)
    view.follow("Turn on Hide")
    view.field("Choose a PIN").fill(PIN)
    view.field("PIN again").fill(PIN)
    view.press("Turn on")
    expect(view.status).to_have_text("Hide is in the header now. Your PIN opens your pages again.")


def open_again(page: Page, pin: str = PIN) -> None:
    view = View(page)
    expect(view.heading("Hidden")).to_be_visible()
    view.field("PIN").fill(pin)
    view.press("Open")


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_hide_and_come_back(window: Window, backstage: Backstage, cast: Cast, scripts: bool) -> None:
    page = window(scripts=scripts)
    backstage.sign_in(page, cast.patient)
    reflection = backstage.write(WORDS, shared=False)
    turn_on(page)
    page.goto(f"/reflections/{reflection}")
    View(page).press("Hide")
    expect(View(page).heading("Hidden")).to_be_visible()
    assert "The tide turned" not in page.content()
    page.go_back()
    assert "The tide turned" not in page.content()
    page.goto(f"/reflections/{reflection}")
    assert "The tide turned" not in page.content()
    open_again(page)
    expect(page.get_by_text(WORDS)).to_be_visible()


@pytest.mark.expects_console("status of 401")
def test_words_that_were_just_typed_are_there_again(window: Window, backstage: Backstage, cast: Cast) -> None:
    page = window()
    backstage.sign_in(page, cast.patient)
    turn_on(page)
    writing = Writing(page)
    writing.open_new()
    writing.write(WORDS)
    writing.wait_until_saved()
    writing.press("Hide")
    open_again(page)
    expect(writing.field("Your reflection")).to_have_value(WORDS)


@pytest.mark.expects_console("ERR_INTERNET_DISCONNECTED", "status of 401")
def test_it_covers_without_a_network_and_locks_when_it_is_back(
    window: Window, backstage: Backstage, cast: Cast
) -> None:
    page = window()
    backstage.sign_in(page, cast.patient)
    turn_on(page)
    writing = Writing(page)
    writing.open_new()
    writing.write(WORDS)
    writing.wait_until_saved()
    page.context.set_offline(True)
    writing.press("Hide")
    expect(writing.field("Your reflection")).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="Hidden")).to_be_visible()
    assert page.title() == "Hidden - Interleaf"
    page.context.set_offline(False)
    expect(View(page).heading("Hidden")).to_be_visible()
    other = page.context.new_page()
    other.goto("/reflections")
    expect(View(other).heading("Hidden")).to_be_visible()


@pytest.mark.expects_console("status of 401")
def test_five_wrong_pins_ask_for_the_password(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    page = window()
    backstage.sign_in(page, cast.patient)
    turn_on(page)
    View(page).press("Hide")
    expect(View(page).heading("Hidden")).to_be_visible()
    accessible(page)
    for _ in range(4):
        open_again(page, "9753")
        expect(View(page).alert).to_contain_text("This is not your PIN.")
    open_again(page, "9753")
    expect(View(page).alert).to_contain_text("Nothing is lost")
    View(page).sign_in(cast.patient)
