"""The same reflection open on two devices: neither text is lost, and the person says how they go on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import kept
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import THERAPIST_TOO, Reading, Writing
from tests.support.browser import DESK
from tests.support.cast import Cast

FIRST, PHONE_WORDS, DESK_WORDS = "It began with rain.", "From the phone. ", "From the desk. "
pytestmark = pytest.mark.expects_console("status of 409")


@pytest.fixture
def devices(window: Window, backstage: Backstage, cast: Cast) -> tuple[Page, Page]:
    """Maya's phone and her desk, both with the same reflection open for writing."""
    reflection = backstage.write(FIRST, "Rain", shared=False)
    phone, desk = window(), window(size=DESK)
    for page in (phone, desk):
        backstage.sign_in(page, cast.patient)
        page.goto(f"/reflections/{reflection}/edit")
    return phone, desk


def come_apart(phone: Page, desk: Page) -> None:
    """The phone saves first; the desk's draft is refused, and its script says so."""
    Writing(phone).write(PHONE_WORDS)
    Writing(phone).save()
    writing = Writing(desk)
    writing.write(DESK_WORDS)
    expect(writing.status).to_contain_text("hanged in another place", timeout=10_000)
    assert kept.readable(desk, [DESK_WORDS.strip(), FIRST]) == []
    writing.press("See both versions")
    expect(writing.heading("This page was changed in another place")).to_be_visible()
    expect(desk.get_by_role("article", name="What you have just written")).to_contain_text(DESK_WORDS + FIRST)
    expect(desk.get_by_role("article", name="What stands there now")).to_contain_text(PHONE_WORDS + FIRST)


def test_keep_both_makes_a_reflection_of_its_own(devices: tuple[Page, Page]) -> None:
    phone, desk = devices
    come_apart(phone, desk)
    Writing(desk).press("Keep both")
    expect(desk.get_by_text(DESK_WORDS + FIRST)).to_be_visible()
    expect(desk.get_by_text("Only me", exact=True)).to_be_visible()
    assert desk.url != phone.url
    phone.reload()
    expect(phone.get_by_text(PHONE_WORDS + FIRST)).to_be_visible()
    desk.goto("/reflections")
    expect(desk.get_by_role("link", name="Rain", exact=True)).to_have_count(2)
    desk.goto("/reflections/new")
    desk.wait_for_function("!document.querySelector('form[data-draft-url]').dataset.keepKey")
    expect(desk.get_by_role("region", name="Words from this device that had not been saved")).to_be_hidden()


def test_use_this_one_keeps_the_other_among_the_earlier_versions(devices: tuple[Page, Page]) -> None:
    phone, desk = devices
    come_apart(phone, desk)
    Writing(desk).press("Use this one")
    expect(desk.get_by_text(DESK_WORDS + FIRST)).to_be_visible()
    assert desk.url == phone.url
    earlier = Reading(desk).section("Earlier versions")
    earlier.get_by_role("link", name="Version 2", exact=True).click()
    expect(desk.get_by_text(PHONE_WORDS + FIRST)).to_be_visible()


def test_a_draft_of_the_other_device_is_a_conflict_too_and_is_kept(devices: tuple[Page, Page]) -> None:
    phone, desk = devices
    Writing(phone).write(PHONE_WORDS)
    Writing(phone).wait_until_saved()
    writing = Writing(desk)
    writing.write(DESK_WORDS)
    writing.press("Save")
    expect(desk.get_by_text(re.compile("Draft from the other place"))).to_be_visible()
    writing.press("Use this one")
    expect(desk.get_by_text(DESK_WORDS + FIRST)).to_be_visible()
    Reading(desk).section("Earlier versions").get_by_role("link", name="Version 2", exact=True).click()
    expect(desk.get_by_text(PHONE_WORDS + FIRST)).to_be_visible()


def test_without_script_a_conflict_keeps_both_texts_and_the_choice(
    window: Window, backstage: Backstage, cast: Cast
) -> None:
    reflection = backstage.write(FIRST, shared=False)
    pages = [window(scripts=False), window(scripts=False)]
    for page in pages:
        backstage.sign_in(page, cast.patient)
        page.goto(f"/reflections/{reflection}/edit")
    Writing(pages[0]).paste(PHONE_WORDS)
    Writing(pages[0]).save()
    late = Writing(pages[1])
    late.paste(DESK_WORDS)
    late.let_read(THERAPIST_TOO)
    late.press("Save")
    expect(pages[1].get_by_text("You chose My therapist too")).to_be_visible()
    late.press("Use this one")
    expect(pages[1].get_by_text("Shared", exact=True)).to_be_visible()
    expect(pages[1].get_by_text(DESK_WORDS.strip())).to_be_visible()
