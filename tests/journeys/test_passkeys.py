"""A passkey, from adding it to opening the journal with nothing else, with the authenticator that the browser plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import Joining, View, Writing
from tests.support.browser import DESK, PHONE
from tests.support.cast import Cast, Member
from tests.support.server import Server

LABEL = "My phone"


@dataclass
class Device:
    """A window with an authenticator in its device."""

    page: Page
    debugger: Any
    id: str

    def held_by_somebody_else(self) -> None:
        """From now on the device does not know who touches it."""
        self.debugger.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})

    def has(self) -> list[dict[str, Any]]:
        """The passkeys in the device."""
        found: list[dict[str, Any]] = self.debugger.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found


@pytest.fixture
def device(live: Server, open_window: Window) -> Callable[..., Device]:
    """Opens a window on the server by its name, on a device with an authenticator; without PRF where told."""
    named = replace(live, url=live.url.replace("127.0.0.1", "localhost"))

    def open_one(*, prf: bool = True, **how: Any) -> Device:
        page = open_window(named, **how)
        debugger = page.context.new_cdp_session(page)
        debugger.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True, "hasPrf": prf, "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return Device(page, debugger, made["authenticatorId"])

    return open_one


def add_passkey(page: Page, label: str = LABEL) -> None:
    """Adds a passkey from the account pages."""
    page.goto("/account/ways-in")
    View(page).follow("Add a passkey")
    View(page).field("What you call it").fill(label)
    View(page).press("Add a passkey")
    expect(View(page).status).to_contain_text("The passkey is added")


def type_password(page: Page, member: Member) -> None:
    page.goto("/sign-in")
    View(page).field("Email").fill(member.email)
    View(page).field("Password").fill(member.password)
    View(page).press("Sign in")


def test_a_passkey_with_prf_opens_the_journal_without_a_password(
    device: Callable[..., Device], cast: Cast, accessible: Callable[[Page], None]
) -> None:
    phone = device(size=PHONE)
    view, writing = View(phone.page), Writing(phone.page)
    view.sign_in(cast.patient)
    writing.open_new()
    writing.write("The lake was warm and dark.", "After the second session")
    address = writing.save()
    add_passkey(phone.page)
    expect(phone.page.get_by_text("It can open the journal by itself.")).to_be_visible()
    accessible(phone.page)
    view.sign_out()
    accessible(phone.page)
    view.press("Sign in with a passkey")
    expect(view.heading("Today")).to_be_visible()
    phone.page.goto(address)
    expect(phone.page.get_by_text("The lake was warm and dark.")).to_be_visible()


def test_a_passkey_without_prf_is_the_second_step_after_the_password(
    device: Callable[..., Device], cast: Cast, accessible: Callable[[Page], None]
) -> None:
    key = device(prf=False, size=DESK)
    view = View(key.page)
    view.sign_in(cast.patient)
    add_passkey(key.page, "The key on my ring")
    expect(key.page.get_by_text("It is asked for after your password.")).to_be_visible()
    view.sign_out()
    type_password(key.page, cast.patient)
    expect(view.heading("One more step")).to_be_visible()
    accessible(key.page)
    view.press("Use my passkey")
    expect(view.heading("Today")).to_be_visible()


@pytest.mark.expects_console("401")
def test_without_prf_it_is_not_enough_by_itself_and_the_page_says_so(device: Callable[..., Device], cast: Cast) -> None:
    key = device(prf=False)
    view = View(key.page)
    view.sign_in(cast.patient)
    add_passkey(key.page)
    view.sign_out()
    view.press("Sign in with a passkey")
    expect(view.alert).to_contain_text("second factor and cannot open the journal by itself")
    expect(view.heading("Sign in")).to_be_visible()


def test_a_device_that_does_not_know_its_owner_gets_nobody_in(device: Callable[..., Device], cast: Cast) -> None:
    phone = device()
    view = View(phone.page)
    view.sign_in(cast.patient)
    add_passkey(phone.page)
    view.sign_out()
    phone.held_by_somebody_else()
    view.press("Sign in with a passkey")
    expect(view.alert).to_contain_text("The passkey was not used")
    expect(view.heading("Sign in")).to_be_visible()


@pytest.mark.expects_console("401")
def test_a_touch_gives_back_a_page_whose_sign_in_was_left_alone(
    device: Callable[..., Device], backstage: Backstage, cast: Cast
) -> None:
    phone = device()
    view, writing = View(phone.page), Writing(phone.page)
    view.sign_in(cast.patient)
    add_passkey(phone.page)
    writing.open_new()
    writing.write("Before I was away,")
    writing.wait_until_saved()
    backstage.end_sign_ins(cast.patient)
    writing.write(" and after it.")
    view.press("Use a passkey")
    writing.wait_until_saved()
    expect(view.field("Your reflection")).to_have_value("Before I was away, and after it.")


@pytest.mark.expects_console("401")
def test_a_removed_passkey_opens_nothing(device: Callable[..., Device], cast: Cast) -> None:
    phone = device()
    view = View(phone.page)
    view.sign_in(cast.patient)
    add_passkey(phone.page)
    view.follow(f"Remove {LABEL}")
    view.press("Remove")
    expect(view.status).to_contain_text("The passkey is removed here")
    assert len(phone.has()) == 1
    view.sign_out()
    view.press("Sign in with a passkey")
    expect(view.alert).to_contain_text("This passkey was not accepted here")
    view.sign_in(cast.patient)


def test_who_works_at_the_clinic_sets_up_a_passkey_before_all_else(
    device: Callable[..., Device], backstage: Backstage
) -> None:
    desk = device(size=DESK)
    joining = Joining(desk.page)
    desk.page.goto(backstage.invite_staff("Noor Haddad"))
    joining.choose_password("Accept invitation", "copper kettle on a cold morning")
    joining.field("I have stored my kit").check()
    joining.press("Continue")
    expect(joining.heading("Set up an authenticator app")).to_be_visible()
    joining.follow("Add a passkey instead")
    joining.field("What you call it").fill("The desk in the office")
    joining.press("Add a passkey")
    expect(joining.heading("Review")).to_be_visible()
    joining.sign_out()
    joining.press("Sign in with a passkey")
    expect(joining.heading("Review")).to_be_visible()


def test_at_a_bare_address_the_page_says_that_passkeys_need_a_name(window: Window, cast: Cast) -> None:
    page = window()
    page.goto("/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    View(page).sign_in(cast.patient)
    page.goto("/passkeys/new")
    expect(page.get_by_text("Passkeys belong to a name")).to_be_visible()
