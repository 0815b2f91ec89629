"""A sign-in that runs out while somebody writes costs no word: with a script in the page, without one on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import kept
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import NOTE_NOW, THERAPIST_TOO, Review, Writing
from tests.support.cast import Cast, Member
from tests.support.server import Server
from tests.support.traces import words_in, words_in_database

WORDS = "The tide turned while I was writing."
SAFE = "Your words are safe"
pytestmark = pytest.mark.expects_console("status of 401", "status of 404")


def dialog(page: Page) -> Locator:
    """The sign-in that opens inside the page."""
    return page.get_by_role("dialog", name="Your sign-in has run out", exact=True)


def sign_in_there(page: Page, member: Member, password: str | None = None) -> None:
    """Fills in the dialog and sends it by the Enter key."""
    dialog(page).get_by_label("Email", exact=True).fill(member.email)
    field = dialog(page).get_by_label("Password", exact=True)
    field.fill(password or member.password)
    field.press("Enter")


def write_past_the_end(page: Page, backstage: Backstage) -> Writing:
    """Maya types on after her sign-in has ended, until the page asks her to sign in."""
    backstage.sign_in(page, backstage.cast.patient)
    writing = Writing(page)
    writing.open_new()
    backstage.end_sign_ins(backstage.cast.patient)
    writing.write(WORDS)
    expect(dialog(page)).to_be_visible(timeout=10_000)
    return writing


def test_the_page_asks_for_sign_in_and_saves(window: Window, backstage: Backstage, cast: Cast) -> None:
    page = window()
    writing = write_past_the_end(page, backstage)
    assert kept.readable(page, [WORDS, "The tide turned"]) == []
    sign_in_there(page, cast.patient, "not her password at all")
    expect(dialog(page).get_by_role("alert")).to_contain_text("do not belong together")
    sign_in_there(page, cast.patient)
    expect(dialog(page)).to_be_hidden()
    writing.wait_until_saved()
    page.keyboard.type(" And on.")
    writing.wait_until_saved()
    page.goto(writing.save())
    expect(page.get_by_text(f"{WORDS} And on.")).to_be_visible()


def test_putting_it_off_keeps_the_words_and_a_way_to_sign_in(window: Window, backstage: Backstage, cast: Cast) -> None:
    page = window()
    writing = write_past_the_end(page, backstage)
    dialog(page).get_by_role("button", name="Later", exact=True).click()
    expect(writing.status).to_contain_text("kept on this device")
    writing.press("Sign in again")
    sign_in_there(page, cast.patient)
    writing.wait_until_saved()


def test_another_person_signing_in_there_does_not_get_the_words(
    window: Window, backstage: Backstage, cast: Cast, live: Server
) -> None:
    page = window()
    writing = write_past_the_end(page, backstage)
    sign_in_there(page, cast.other_patient)
    expect(dialog(page)).to_be_hidden()
    expect(writing.status).to_contain_text("copy your words before you leave")
    page.context.clear_cookies()
    other = window()
    backstage.sign_in(other, cast.other_patient)
    other.goto("/reflections")
    expect(other.get_by_text(WORDS)).to_have_count(0)
    backstage.sign_in(page, cast.patient)
    page.goto("/reflections/new")
    expect(page.get_by_role("region", name="Words from this device that had not been saved")).to_contain_text(WORDS)


def save_past_the_end(page: Page, backstage: Backstage) -> None:
    """Maya writes without a script and presses Save after her sign-in has ended."""
    backstage.sign_in(page, backstage.cast.patient)
    writing = Writing(page)
    writing.open_new()
    writing.paste(WORDS)
    writing.let_read(THERAPIST_TOO)
    backstage.end_sign_ins(backstage.cast.patient)
    writing.press("Save")
    expect(page.get_by_text(SAFE)).to_be_visible()


def test_without_script_the_sign_in_page_carries_the_words_and_gives_them_back(
    window: Window, backstage: Backstage, cast: Cast, live: Server
) -> None:
    page = window(scripts=False)
    save_past_the_end(page, backstage)
    assert "The tide turned" not in page.content()
    writing = Writing(page)
    writing.field("Email").fill(cast.patient.email)
    writing.field("Password").fill("not her password at all")
    writing.press("Sign in")
    expect(page.get_by_text(SAFE)).to_be_visible()
    writing.sign_in(cast.patient)
    expect(writing.field("Your reflection")).to_have_value(WORDS)
    expect(page.get_by_role("radio", name=THERAPIST_TOO, exact=True)).to_be_checked()
    writing.save()
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert words_in(live.folder, [WORDS, "The tide turned"]) == []
    assert words_in_database(live.database_url, [WORDS, "The tide turned"]) == []


def test_without_script_the_words_are_not_given_to_another(window: Window, backstage: Backstage, cast: Cast) -> None:
    page = window(scripts=False)
    save_past_the_end(page, backstage)
    writing = Writing(page)
    writing.field("Email").fill(cast.other_patient.email)
    writing.field("Password").fill(cast.other_patient.password)
    writing.press("Sign in")
    expect(writing.heading("Today")).to_be_visible()
    assert "The tide turned" not in page.content()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_a_note_survives_the_end_of_a_sign_in(window: Window, backstage: Backstage, cast: Cast, scripts: bool) -> None:
    reflection, page = backstage.write("We walked along the harbour."), window(scripts=scripts)
    backstage.sign_in(page, cast.therapist)
    page.goto(f"/review/{reflection}")
    review = Review(page)
    review.field("Quoted words").fill("along the harbour")
    review.field("Your note").fill(WORDS)
    review.choose("Who can see this note", NOTE_NOW)
    backstage.end_sign_ins(cast.therapist)
    review.press("Save note")
    expect(page.get_by_text(SAFE)).to_be_visible()
    review.sign_in(cast.therapist)
    expect(review.field("Your note")).to_have_value(WORDS)
    expect(page.get_by_role("radio", name=NOTE_NOW, exact=True)).to_be_checked()
    review.press("Save note")
    review.show()
    expect(review.note_by(cast.therapist.name)).to_contain_text(WORDS)
    expect(page.locator("mark")).to_have_text(re.compile("along the harbour"))
