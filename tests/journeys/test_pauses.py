"""Nobody there: a warning a minute before, then a cover; the words stay, and the password alone opens them again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import SignIn
from tests.journeys.backstage import Backstage, eventually
from tests.journeys.conftest import Window
from tests.journeys.pages import NOTE_NOW, Review, Writing
from tests.services.hands import seen_last
from tests.support.cast import Cast, Member

WORDS = "The tide turned while I was writing."
MINUTE = 60


def warning(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Are you still here?", exact=True)


def again(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Your sign-in has run out", exact=True)


def leave_alone(page: Page, backstage: Backstage, member: Member, minutes: int) -> None:
    """Lets so much time go by, in the window and on the server."""
    with backstage.app.app_context():
        seen_last(clock.now() - timedelta(minutes=minutes), SignIn.person_id == member.id)
    page.clock.fast_forward(minutes * MINUTE * 1000)


def was_seen_just_now(backstage: Backstage, member: Member) -> bool:
    with backstage.app.app_context(), db.engine.connect() as connection:
        seen = connection.scalars(select(SignIn.last_seen_at).where(SignIn.person_id == member.id)).all()
    return max(seen) > clock.now() - timedelta(minutes=1)


@pytest.fixture
def writing(window: Window, backstage: Backstage, cast: Cast) -> Writing:
    """Maya at a new reflection, whose first words are saved."""
    page = window()
    page.clock.install()
    backstage.sign_in(page, cast.patient)
    writing = Writing(page)
    writing.open_new()
    writing.write(WORDS)
    writing.wait_until_saved()
    with page.expect_response("**/alive"):  # once a minute while there are keys
        page.clock.fast_forward(MINUTE * 1000)
    return writing


def test_the_page_warns_a_minute_before_and_stays_when_asked_to(
    writing: Writing, backstage: Backstage, cast: Cast
) -> None:
    page = writing.page
    leave_alone(page, backstage, cast.patient, 28)
    expect(warning(page)).to_be_hidden()
    leave_alone(page, backstage, cast.patient, 1)
    expect(warning(page)).to_contain_text("What you typed stays.")
    expect(writing.field("Your reflection")).to_have_value(WORDS)
    warning(page).get_by_role("button", name="Stay signed in", exact=True).click()
    expect(warning(page)).to_be_hidden()
    eventually(lambda: was_seen_just_now(backstage, cast.patient))
    page.keyboard.type(" And on.")
    writing.wait_until_saved()


def test_keys_count_as_being_there(window: Window, backstage: Backstage, cast: Cast) -> None:
    page = window()
    page.clock.install()
    backstage.sign_in(page, cast.therapist)
    reflection = backstage.write("We walked along the harbour.")
    page.goto(f"/review/{reflection}")
    leave_alone(page, backstage, cast.therapist, 13)
    assert not was_seen_just_now(backstage, cast.therapist)
    Review(page).field("Your note").press_sequentially("a word")
    eventually(lambda: was_seen_just_now(backstage, cast.therapist))
    page.clock.fast_forward(3 * MINUTE * 1000)
    expect(warning(page)).to_be_hidden()


@pytest.mark.expects_console("status of 401")
def test_after_the_pause_the_page_is_covered_and_the_password_brings_the_words_back(
    writing: Writing, backstage: Backstage, cast: Cast
) -> None:
    page = writing.page
    leave_alone(page, backstage, cast.patient, 31)
    expect(again(page)).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_hidden()
    expect(writing.field("Your reflection")).to_be_hidden()
    expect(again(page).get_by_role("button", name="Later", exact=True)).to_be_hidden()
    expect(again(page).get_by_role("link", name="Get help now", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(again(page)).to_be_visible()
    again(page).get_by_label("Email", exact=True).fill(cast.patient.email)
    again(page).get_by_label("Password", exact=True).fill(cast.patient.password)
    again(page).get_by_role("button", name="Sign in", exact=True).click()
    expect(again(page)).to_be_hidden()
    expect(writing.field("Your reflection")).to_have_value(WORDS)
    expect(writing.field("Your reflection")).to_be_focused()
    page.keyboard.type(" And on.")
    writing.wait_until_saved()
    page.goto(writing.save())
    expect(page.get_by_text(f"{WORDS} And on.")).to_be_visible()


@pytest.mark.expects_console("status of 401")
def test_a_therapist_gets_an_unsaved_note_back_without_a_second_code(
    window: Window, backstage: Backstage, cast: Cast
) -> None:
    reflection, page = backstage.write("We walked along the harbour."), window()
    page.clock.install()
    review = Review(page)
    review.sign_in(cast.therapist)
    page.goto(f"/review/{reflection}")
    review.field("Your note").fill(WORDS)
    review.choose("Who can see this note", NOTE_NOW)
    leave_alone(page, backstage, cast.therapist, 16)
    again(page).get_by_label("Email", exact=True).fill(cast.therapist.email)
    again(page).get_by_label("Password", exact=True).fill(cast.therapist.password)
    again(page).get_by_role("button", name="Sign in", exact=True).click()
    expect(again(page)).to_be_hidden()
    expect(review.field("Your note")).to_have_value(WORDS)
    review.press("Save note")
    review.show()
    expect(review.note_by(cast.therapist.name)).to_contain_text(WORDS)


@pytest.mark.expects_console("status of 401")
def test_somebody_else_who_signs_in_there_gets_their_own_page(
    writing: Writing, backstage: Backstage, cast: Cast
) -> None:
    page = writing.page
    leave_alone(page, backstage, cast.patient, 31)
    again(page).get_by_label("Email", exact=True).fill(cast.other_patient.email)
    again(page).get_by_label("Password", exact=True).fill(cast.other_patient.password)
    again(page).get_by_role("button", name="Sign in", exact=True).click()
    expect(writing.heading("Today")).to_be_visible()
    assert "The tide turned" not in page.content()


def test_what_is_in_one_tab_keeps_the_other_too(writing: Writing, backstage: Backstage, cast: Cast) -> None:
    page = writing.page
    page.clock.fast_forward(29 * MINUTE * 1000)
    expect(warning(page)).to_be_visible()
    tab = page.context.new_page()
    tab.goto("/reflections")
    expect(warning(page)).to_be_hidden()
