"""Back in with the kit after a lost password: straight, with the second factor, or after a wait for a lost one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from journal import clock
from journal.services.recovery import recovery_asking, recovery_waits
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import Joining, View
from tests.support.cast import Cast, Member
from tests.support.codes import next_code

pytestmark = pytest.mark.expects_console("status of 40[14]", "status of 410")
NEW = "two lanterns behind a green gate"


def use_kit(page: Page, member: Member, password: str = NEW) -> Joining:
    """Types e-mail, code and a new password on the page of the kit."""
    joining = Joining(page)
    page.goto("/sign-in")
    joining.follow("Use my recovery kit")
    joining.field("Email").fill(member.email)
    joining.field("Recovery code").fill(member.kit_code.lower().replace("-", " "))
    joining.choose_password("Set the new password", password)
    return joining


def sign_in_fails(page: Page, member: Member, password: str) -> None:
    view = View(page)
    page.goto("/sign-in")
    view.field("Email").fill(member.email)
    view.field("Password").fill(password)
    view.press("Sign in")
    expect(view.alert).to_contain_text("do not belong together")


def test_without_a_second_factor_the_kit_leads_in_and_to_a_new_one(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    backstage.write("Written before.", "Kept")
    page = window()
    joining = use_kit(page, cast.patient)
    assert joining.code() != cast.patient.kit_code
    joining.store_kit()
    page.goto("/reflections")
    expect(page.get_by_role("link", name="Kept", exact=True)).to_be_visible()
    page.goto("/account")
    joining.follow("Test, replace or revoke your kit")
    joining.field("Recovery code").fill(cast.patient.kit_code)
    joining.press("Test my kit")
    expect(joining.alert).to_contain_text("not the code of your current kit")
    accessible(page)
    joining.sign_out()
    sign_in_fails(page, cast.patient, cast.patient.password)


def test_a_second_factor_is_asked_for_before_the_new_password_counts(
    window: Window, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    page, other = window(), window()
    joining = use_kit(page, cast.therapist)
    expect(joining.heading("One more step")).to_be_visible()
    sign_in_fails(other, cast.therapist, NEW)
    page.goto("/patients")
    assert "/sign-in" in page.url
    joining = use_kit(page, cast.therapist)
    assert cast.therapist.totp_secret
    joining.field("Authentication code").fill(next_code(cast.therapist.totp_secret))
    joining.press("Sign in")
    expect(joining.heading("You have no kit now")).to_be_visible()
    accessible(page)
    joining.press("Make a new kit")
    assert joining.code() != cast.therapist.kit_code
    sign_in_fails(other, cast.therapist, cast.therapist.password)


def begin_to_wait(page: Page, member: Member) -> None:
    view = View(page)
    page.goto("/recover")
    view.follow("I no longer have my second factor")
    view.field("Email").fill(member.email)
    view.field("Recovery code").fill(member.kit_code)
    view.press("Begin to wait")
    expect(page.get_by_role("heading", name=re.compile("^Please wait until"))).to_be_visible()


def test_who_is_signed_in_sees_the_wait_and_stops_it(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    thief, page = window(), window()
    begin_to_wait(thief, cast.therapist)
    accessible(thief)
    backstage.sign_in(page, cast.therapist)
    page.goto("/account")
    view = View(page)
    expect(view.heading("Somebody with your recovery kit waits to get in")).to_be_visible()
    accessible(page)
    view.press("This was not me: cancel")
    expect(view.status).to_contain_text("Cancelled")
    expect(view.heading("Recovery kit")).to_be_visible()


def test_after_the_wait_the_same_code_lets_in_and_a_new_second_factor_is_set_up(
    window: Window, backstage: Backstage, cast: Cast
) -> None:
    with backstage.app.app_context(), clock.at(clock.now() - recovery_waits.WAIT - timedelta(minutes=5)):
        recovery_asking.ask(cast.therapist.email, cast.therapist.kit_code, "203.0.113.7", None)
    page = window()
    joining = use_kit(page, cast.therapist)
    assert joining.code() != cast.therapist.kit_code
    joining.field("I have stored my kit").check()
    joining.press("Continue")
    expect(joining.heading("Set up an authenticator app")).to_be_visible()
