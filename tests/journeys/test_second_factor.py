"""A second factor in a browser: set up with an app, asked for at sign-in and in the middle of writing."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import Joining, View, Writing
from tests.journeys.test_expired_sign_in import dialog, sign_in_there, write_past_the_end
from tests.support.cast import Cast
from tests.support.codes import code_at, next_code

pytestmark = pytest.mark.expects_console("status of 401", "status of 404")
PASSWORD = "heather beside the cold spring"


def letters(page: Page) -> str:
    """The secret as somebody would type it into their app."""
    return "".join(page.locator(".groups span").all_inner_texts())


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_who_joins_the_clinic_sets_up_an_app_first(
    window: Window, backstage: Backstage, accessible: Callable[[Page], None], scripts: bool
) -> None:
    page = window(scripts=scripts)
    page.goto(backstage.invite_staff("Elin Sandberg"))
    joining = Joining(page)
    joining.choose_password("Accept invitation", PASSWORD)
    joining.code()
    joining.field("I have stored my kit").check()
    joining.press("Continue")
    expect(joining.heading("Set up an authenticator app")).to_be_visible()
    page.goto("/review")
    expect(joining.heading("Set up an authenticator app")).to_be_visible()
    if scripts:
        accessible(page)
    secret = letters(page)
    joining.field("Authentication code").fill("000000")
    joining.press("Turn on")
    expect(joining.alert).to_contain_text("does not fit")
    assert letters(page) == secret
    joining.field("Authentication code").fill(pyotp.TOTP(secret).now())
    joining.press("Turn on")
    expect(joining.heading("Review")).to_be_visible()


def test_the_code_is_asked_for_on_a_page_of_its_own(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    page = window()
    view = View(page)
    page.goto("/sign-in?next=/patients")
    view.field("Email").fill(cast.therapist.email)
    view.field("Password").fill(cast.therapist.password)
    view.press("Sign in")
    expect(view.heading("One more step")).to_be_visible()
    expect(view.field("Authentication code")).to_be_focused()
    accessible(page)
    assert cast.therapist.totp_secret is not None
    view.field("Authentication code").fill(next_code(cast.therapist.totp_secret))
    view.press("Sign in")
    expect(view.heading("Patients")).to_be_visible()


def test_the_sign_in_inside_a_page_asks_for_the_code_and_saves(
    window: Window, backstage: Backstage, cast: Cast
) -> None:
    maya = backstage.set_up_app(cast.patient)
    page = window()
    writing = write_past_the_end(page, backstage)
    sign_in_there(page, maya)
    code = dialog(page).get_by_label("Authentication code", exact=True)
    expect(code).to_be_focused()
    expect(dialog(page).get_by_label("Password", exact=True)).to_be_hidden()
    code.fill("000000")
    code.press("Enter")
    expect(dialog(page).get_by_role("alert")).to_contain_text("does not fit")
    assert maya.totp_secret is not None
    code.fill(next_code(maya.totp_secret))
    code.press("Enter")
    expect(dialog(page)).to_be_hidden()
    writing.wait_until_saved()


def test_words_sent_without_a_script_wait_for_the_code(window: Window, backstage: Backstage, cast: Cast) -> None:
    maya = backstage.set_up_app(cast.patient)
    page = window(scripts=False)
    backstage.sign_in(page, maya)
    writing = Writing(page)
    writing.open_new()
    writing.paste("Sent too late.")
    backstage.end_sign_ins(maya)
    writing.press("Save")
    writing.sign_in(maya)
    expect(writing.field("Your reflection")).to_have_value("Sent too late.")


def test_a_patient_sets_up_an_app_and_changes_the_password(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    page = window()
    backstage.sign_in(page, cast.patient)
    view = View(page)
    page.goto("/account")
    view.follow("See and change your ways in")
    accessible(page)
    view.follow("Set up an authenticator app")
    view.field("Authentication code").fill(code_at(letters(page)))
    view.press("Turn on")
    expect(view.status).to_contain_text("Your authenticator app is set up")
    view.follow("Change your password")
    accessible(page)
    view.field("Current password").fill(cast.patient.password)
    view.field("Choose a password").fill(PASSWORD)
    view.field("Password again").fill(PASSWORD)
    view.press("Change password")
    expect(view.status).to_contain_text("Your password is changed")
    page.goto("/step-up")
    accessible(page)
