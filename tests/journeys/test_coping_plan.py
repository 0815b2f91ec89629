"""A plan for hard hours: written on a phone through a lost network, shared, read, and printed on one sheet."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import kept
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import View
from tests.support.browser import DESK
from tests.support.cast import Cast

PARTS = (
    "Signs that I know", "What I can do alone", "Places and people that take my mind elsewhere", "Whom I tell",
    "Professionals I can call", "Making the place safer",
)  # fmt: skip
SIGN, FRIEND = "I count what went wrong.", "Ada, +1 212 555 0147"


@pytest.mark.expects_console("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "error occurred when fetching", "status of 404")
def test_a_plan_is_written_shared_read_and_made_private(
    window: Window, backstage: Backstage, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    maya = View(window())
    backstage.sign_in(maya.page, cast.patient)
    maya.page.goto("/help")
    maya.follow("My plan")
    maya.follow("Begin my plan")
    maya.page.wait_for_load_state("load")
    maya.page.context.set_offline(True)
    maya.field("Signs that I know").fill(SIGN)
    expect(maya.status).to_have_text("Not saved yet; kept on this device")
    assert len(kept.records(maya.page)) == 1
    assert kept.readable(maya.page, [SIGN, "count what"]) == []
    maya.page.context.set_offline(False)
    maya.page.goto("/plan/edit")
    expect(maya.heading("Words from this device that had not been saved")).to_be_visible()
    maya.press("Restore")
    expect(maya.field("Signs that I know")).to_have_value(SIGN)
    maya.field("Whom I tell").fill(FRIEND)
    maya.choose("Who can read this", "My therapist too")
    accessible(maya.page)
    maya.press("Save")
    expect(maya.status).to_have_text("Saved. Your therapist can read it now.")
    expect(maya.page.get_by_role("link", name="+1 212 555 0147")).to_have_attribute("href", "tel:+12125550147")
    accessible(maya.page)
    assert kept.records(maya.page) == []
    ines = View(window(size=DESK))
    backstage.sign_in(ines.page, cast.therapist)
    ines.page.goto(f"/patients/{cast.patient.id}")
    ines.follow("Coping plan")
    expect(ines.page.get_by_text(SIGN)).to_be_visible()
    accessible(ines.page)
    maya.page.reload()
    expect(maya.page.get_by_text(re.compile(f"{cast.therapist.name}, last"))).to_be_visible()
    maya.press("Make private")
    expect(maya.status).to_have_text("Your plan is private now.")
    ines.page.reload()
    expect(ines.heading("There is nothing here")).to_be_visible()


def test_the_fullest_plan_prints_on_one_sheet(window: Window, backstage: Backstage, cast: Cast) -> None:
    maya = View(window())
    backstage.sign_in(maya.page, cast.patient)
    maya.page.goto("/plan/edit")
    for part in PARTS:
        maya.field(part).fill("\n".join(["Twelve lines of fifty letters, as much as is kept"] * 12))
    maya.press("Save")
    maya.follow("Card to print")
    for size in ("A4", "Letter"):
        sheet = maya.page.pdf(format=size)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, size
