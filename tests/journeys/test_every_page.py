"""Every page of every role, empty and filled, light and dark, narrow and wide, can be used by everyone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import layout
from tests.journeys.addresses import EMPTY, VISITOR, fill
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import Joining, Writing
from tests.support.axe import violations
from tests.support.browser import DESK, NARROW
from tests.support.cast import Member

TWO_LOOKS = ((NARROW, "light"), (DESK, "dark"))
ALL_LOOKS = (*TWO_LOOKS, (NARROW, "dark"), (DESK, "light"))
SMALL_WINDOW = {"width": 390, "height": 560}
pytestmark = [pytest.mark.expects_console("status of 40[149]", "status of 410"), pytest.mark.timeout(240)]


def faults(page: Page, looks: Iterable[tuple[dict[str, int], str]], *, signed_in: bool) -> list[str]:
    """What is wrong with the page that is open, in each of these looks."""
    found = [] if help_in_view(page, signed_in=signed_in) else ["help or sign-out is out of view at 390 x 560"]
    for size, theme in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        look = f"{size['width']} {theme}"
        found += [f"{look}: {line}" for line in violations(page)]
        if size == NARROW:
            found += [f"{look}: too wide: {line}" for line in layout.too_wide(page)]
            found += [f"{look}: too small: {line}" for line in layout.too_small(page)]
    return found


def help_in_view(page: Page, *, signed_in: bool) -> bool:
    """Whether help, and the way out, are in view without scrolling."""
    page.set_viewport_size(SMALL_WINDOW)
    way_out = layout.fully_in_view(page, "button", "Sign out") if signed_in else True
    return way_out and layout.fully_in_view(page, "link", "Get help now")


def look_at(page: Page, paths: Iterable[str], *, looks=ALL_LOOKS, signed_in: bool = True) -> None:
    """Opens each page and fails with all that is wrong on any of them."""
    found = []
    for path in paths:
        page.goto(path)
        found += [f"{path}: {fault}" for fault in faults(page, looks, signed_in=signed_in)]
        assert page.title().endswith(" - Interleaf"), path
    assert not found, f"{len(found)} faults:\n" + "\n".join(dict.fromkeys(found))


def signed_in(window: Window, backstage: Backstage, member: Member) -> Page:
    """A window of somebody."""
    page = window(size=NARROW)
    backstage.sign_in(page, member)
    return page


def test_pages_for_visitors(window: Window, backstage: Backstage) -> None:
    page = window(size=NARROW)
    look_at(page, (*VISITOR, backstage.invite()), signed_in=False)


@pytest.mark.parametrize("role", EMPTY)
def test_pages_with_nothing_on_them_yet(window: Window, backstage: Backstage, role: str) -> None:
    page = signed_in(window, backstage, getattr(backstage.cast, role))
    look_at(page, EMPTY[role], looks=TWO_LOOKS)


def test_filled_pages_of_a_patient(window: Window, backstage: Backstage) -> None:
    page = signed_in(window, backstage, backstage.cast.patient)
    look_at(page, fill(backstage).of_patient())


def test_filled_pages_of_a_therapist(window: Window, backstage: Backstage) -> None:
    page = signed_in(window, backstage, backstage.cast.therapist)
    look_at(page, fill(backstage).of_therapist())


@pytest.mark.parametrize("role", ["nurse", "prescriber"])
def test_pages_of_other_staff(window: Window, backstage: Backstage, role: str) -> None:
    page = signed_in(window, backstage, backstage.join(f"{role.capitalize()} Haddad", role))
    look_at(page, ("/", "/account", "/learn"), looks=TWO_LOOKS)


def test_pages_in_the_larger_text(window: Window, backstage: Backstage) -> None:
    page, filled = signed_in(window, backstage, backstage.cast.patient), fill(backstage)
    page.goto("/account")
    page.get_by_label("Larger", exact=True).check()
    page.get_by_role("button", name="Save", exact=True).click()
    look_at(page, ("/account", *filled.of_patient()), looks=((NARROW, "light"),))


def test_the_page_of_the_kit(window: Window, backstage: Backstage) -> None:
    page = window(size=NARROW)
    page.goto(backstage.invite())
    Joining(page).choose_password("Accept invitation", "heather beside the cold spring")
    Joining(page).code()
    assert faults(page, ALL_LOOKS, signed_in=True) == []


def test_the_page_of_a_conflict_and_the_sign_in_inside_a_page(window: Window, backstage: Backstage) -> None:
    reflection, page = backstage.write("It began with rain."), signed_in(window, backstage, backstage.cast.patient)
    page.goto(f"/reflections/{reflection}/edit")
    backstage.rewrite(reflection, "It ended with rain.")
    writing = Writing(page)
    writing.write("Late. ")
    writing.press("Save")
    expect(writing.heading("This page was changed in another place")).to_be_visible()
    assert faults(page, ALL_LOOKS, signed_in=True) == []
    backstage.end_sign_ins(backstage.cast.patient)
    page.goto("/sign-in")
    backstage.sign_in(page, backstage.cast.patient)
    writing.open_new()
    backstage.end_sign_ins(backstage.cast.patient)
    writing.write("And on.")
    page.get_by_role("dialog").wait_for()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert violations(page) == []
