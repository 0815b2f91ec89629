"""From the link of an invitation to the first reflection, and back in with the kit when the password is lost."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.office import Office
from tests.journeys.pages import THERAPIST_TOO, Joining, Reading, Writing
from tests.support.browser import DESK
from tests.support.cast import Cast
from tests.support.server import Server
from tests.support.traces import words_in, words_in_database

NAME, EMAIL = "Elin Sandberg", "elin@people.example"
PASSWORD, NEW_PASSWORD = "heather beside the cold spring", "two lanterns behind a green gate"


def accept(page: Page, link: str) -> str:
    """Elin accepts her invitation; gives the code of her kit, with the kit's page still open."""
    joining = Joining(page)
    page.goto(link)
    expect(joining.heading(f"Welcome, {NAME}")).to_be_visible()
    joining.choose_password("Accept invitation", PASSWORD)
    return joining.code()


def is_signed_in(page: Page) -> bool:
    """Whether the window's cookie still opens the journal."""
    page.goto("/reflections")
    return "/sign-in" not in page.url


def test_an_invitation_leads_through_the_kit_to_the_first_reflection(
    window: Window, backstage: Backstage, cast: Cast, live: Server
) -> None:
    manager, page = window(size=DESK), window()
    backstage.sign_in(manager, cast.manager)
    link = Office(manager).invite(NAME, EMAIL, cast.therapist)
    code = accept(page, link)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page).to_have_url(re.compile(re.escape(link)))
    assert page.evaluate("document.querySelector('#stored').validity.valueMissing")
    joining = Joining(page)
    joining.store_kit()
    expect(joining.heading("Today")).to_be_visible()
    assert code not in page.content()
    joining.agree()
    writing = Writing(page)
    writing.open_new()
    writing.write("My first words here.")
    writing.choose("Who can read this", THERAPIST_TOO)
    writing.save()
    expect(page.get_by_text("My first words here.")).to_be_visible()
    therapist = window()
    backstage.sign_in(therapist, cast.therapist)
    therapist.goto("/review")
    Reading(therapist).section(NAME).get_by_role("listitem").get_by_role("link").click()
    expect(therapist.get_by_text("My first words here.")).to_be_visible()
    secrets = [code, code.replace("-", ""), code.lower(), PASSWORD, NAME, "Sandberg", EMAIL, link.rsplit("/", 1)[1]]
    assert words_in(live.folder, secrets) == []
    assert words_in_database(live.database_url, secrets) == []


@pytest.mark.expects_console("status of 400")
def test_who_is_not_of_age_is_told_whom_to_call_and_nothing_is_made(window: Window, backstage: Backstage) -> None:
    page = window()
    page.goto(backstage.invite(NAME))
    joining = Joining(page)
    joining.field("Choose a password").fill(PASSWORD)
    joining.field("Password again").fill(PASSWORD)
    joining.press("Accept invitation")
    expect(joining.alert).to_contain_text("Nothing was made")
    expect(joining.alert.get_by_role("link", name="+1 212 555 0134", exact=True)).to_be_visible()
    joining.choose_password("Accept invitation", PASSWORD)
    assert joining.code()


def test_the_kit_is_shown_once_and_never_by_going_back(window: Window, backstage: Backstage) -> None:
    page = window()
    code = accept(page, backstage.invite(NAME))
    Joining(page).store_kit()
    with suppress(BrowserError):  # the browser refuses to show the answer to a form again by itself
        page.go_back()
    expect(page.locator("body")).not_to_contain_text(code.split("-")[0])


@pytest.mark.expects_console("status of 410")
def test_a_link_is_good_for_one_use(window: Window, backstage: Backstage) -> None:
    link, page, late = backstage.invite(NAME), window(), window()
    late.goto(link)
    accept(page, link)
    Joining(late).choose_password("Accept invitation", NEW_PASSWORD)
    expect(Joining(late).heading("This invitation cannot be used")).to_be_visible()
    answer = late.goto(link)
    assert answer is not None
    assert answer.status == 410
    expect(late.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_password_that_does_not_do_is_named_and_changed(window: Window, backstage: Backstage) -> None:
    page = window()
    page.goto(backstage.invite(NAME))
    joining = Joining(page)
    joining.choose_password("Accept invitation", "short")
    expect(page.get_by_text("Use 15 characters or more").first).to_be_visible()
    joining.field("Choose a password").fill(PASSWORD)
    joining.field("Password again").fill("something else altogether")
    joining.press("Accept invitation")
    expect(joining.field("Password again")).to_have_attribute("aria-invalid", "true")
    joining.choose_password("Accept invitation", PASSWORD)
    expect(joining.heading("Your recovery kit")).to_be_visible()


@pytest.mark.expects_console("status of 401")
def test_the_kit_brings_back_in_and_ends_the_old_sign_ins(window: Window, backstage: Backstage, cast: Cast) -> None:
    backstage.write("Kept from before.", "Before", shared=False)
    old, page = window(), window()
    backstage.sign_in(old, cast.patient)
    assert is_signed_in(old)
    joining = Joining(page)
    page.goto("/sign-in")
    joining.follow("Use my recovery kit")
    joining.field("Email").fill(cast.patient.email)
    joining.field("Recovery code").fill(cast.patient.kit_code.lower().replace("-", " "))
    joining.choose_password("Set the new password", NEW_PASSWORD)
    assert joining.code() != cast.patient.kit_code
    joining.store_kit()
    page.goto("/reflections")
    joining.follow("Before")
    expect(page.get_by_text("Kept from before.")).to_be_visible()
    assert not is_signed_in(old)
    refuse(old, cast.patient.email, cast.patient.password)
    refuse_code(old, cast)


def refuse(page: Page, email: str, password: str) -> None:
    """The password from before opens nothing any more."""
    joining = Joining(page)
    joining.field("Email").fill(email)
    joining.field("Password").fill(password)
    joining.press("Sign in")
    expect(joining.alert.filter(has_text="do not belong together")).to_be_visible()


def refuse_code(page: Page, cast: Cast) -> None:
    """The used code opens nothing any more."""
    joining = Joining(page)
    page.goto("/recover")
    joining.field("Email").fill(cast.patient.email)
    joining.field("Recovery code").fill(cast.patient.kit_code)
    joining.choose_password("Set the new password", "a third set of words for this")
    expect(joining.alert.filter(has_text="do not belong together")).to_be_visible()


def test_a_kit_that_was_not_put_away_is_asked_for_again_and_made_anew(window: Window, backstage: Backstage) -> None:
    page = window()
    page.on("dialog", lambda dialog: dialog.accept())  # the page asks before the kit is left
    code = accept(page, backstage.invite(NAME))
    joining = Joining(page)
    page.goto("/")
    joining.follow("Make a new kit")
    joining.press("Make a new kit")
    assert joining.code() != code
    joining.store_kit()
    expect(page.get_by_text("You have not said that your recovery kit is stored")).to_have_count(0)
