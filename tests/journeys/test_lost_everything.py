"""Password and kit are lost: a new start by the clinic, what was private gone, what was shared given back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import Joining, Review, View, Writing
from tests.support.cast import Cast

pytestmark = [pytest.mark.expects_console("status of 40[14]", "status of 410"), pytest.mark.timeout(120)]
NEW = "two lanterns behind a green gate"


def make_link(page: Page, person_id: object, accessible: Callable[[Page], None]) -> str:
    """The manager makes the link, and gives it away."""
    view = View(page)
    page.goto(f"/people/{person_id}/start-again")
    accessible(page)
    view.choose("How did you make sure who asks?", "A passport or identity card, in person")
    view.field("I have told them what is lost").check()
    view.press("Make the link")
    link = page.get_by_role("region", name="The link", exact=True).inner_text().strip()
    accessible(page)
    return link


def begin_again(page: Page, link: str, accessible: Callable[[Page], None]) -> str:
    """Maya follows the link and gives the words of her new key."""
    joining = Joining(page)
    page.goto(link)
    expect(joining.heading("Start again, Maya Lindqvist")).to_be_visible()
    accessible(page)
    joining.field("I know what is gone").check()
    joining.choose_password("Start again", NEW)
    joining.code()
    joining.store_kit()
    page.goto("/account")
    return page.get_by_role("region", name="Your key, in words", exact=True).locator("strong").inner_text()


def give_back(page: Page, words: str, accessible: Callable[[Page], None]) -> None:
    """Ines compares the words and gives back what she holds."""
    review = Review(page)
    review.open_queue()
    expect(review.heading("Maya Lindqvist has lost their keys")).to_be_visible()
    review.follow("Grant the shared history back")
    expect(page.get_by_text(words, exact=True)).to_be_visible()
    accessible(page)
    review.field("I have spoken with them, and the words are the same").check()
    review.press("Grant the shared history back")
    expect(review.status).to_contain_text("Given back")


def take_back(page: Page, accessible: Callable[[Page], None]) -> None:
    """Maya sees from whom it comes, and takes it."""
    page.goto("/")
    offered = page.get_by_role("region", name="Dr. Ines Okafor gives back what you shared", exact=True)
    expect(offered).to_be_visible()
    accessible(page)
    offered.get_by_role("button", name="Take it back", exact=True).click()
    expect(View(page).status).to_contain_text("readable again")


def test_what_was_shared_comes_back_and_what_was_private_does_not(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    backstage.write("Shared with Ines before.", "Shared")
    backstage.write("Only for myself.", "Private", shared=False)
    manager, therapist, page = window(), window(), window()
    backstage.sign_in(manager, cast.manager)
    words = begin_again(page, make_link(manager, cast.patient.id, accessible), accessible)
    page.goto("/reflections")
    expect(page.get_by_role("link", name="Shared", exact=True)).to_have_count(0)
    backstage.sign_in(therapist, cast.therapist)
    give_back(therapist, words, accessible)
    take_back(page, accessible)
    page.goto("/reflections")
    expect(page.get_by_role("link", name="Private", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Shared", exact=True).click()
    expect(page.get_by_text("Shared with Ines before.")).to_be_visible()


def test_the_link_is_good_once_and_the_person_can_stop_it(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    manager, page, stranger = window(), window(), window()
    backstage.sign_in(manager, cast.manager)
    link = make_link(manager, cast.patient.id, accessible)
    backstage.sign_in(page, cast.patient)
    page.goto("/")
    view = View(page)
    expect(view.heading("The clinic has made a link to start your account again")).to_be_visible()
    view.press("This was not me: cancel")
    expect(view.status).to_contain_text("Cancelled")
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="This link cannot be used", exact=True)).to_be_visible()
    assert stranger.get_by_label("Choose a password", exact=True).count() == 0


def test_new_words_are_written_after_it(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    manager, page = window(), window()
    backstage.sign_in(manager, cast.manager)
    page.goto(make_link(manager, cast.patient.id, accessible))
    joining = Joining(page)
    joining.field("I know what is gone").check()
    joining.choose_password("Start again", NEW)
    joining.store_kit()
    writing = Writing(page)
    writing.open_new()
    writing.write("The first words after it.")
    writing.save()
    expect(page.get_by_text("The first words after it.")).to_be_visible()
