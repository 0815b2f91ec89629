"""A whole session on a tablet: checked in, begun, entered in two taps, asked about a slip, ended, and talked over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journal.models import SessionRecord
from journal.services.treatment import treatment_requests, treatment_team
from tests.journeys import kept
from tests.journeys.backstage import Backstage, eventually
from tests.journeys.conftest import Window
from tests.support import shown
from tests.support.cast import Cast, Member, join

TABLET = {"width": 768, "height": 1024}
Check = Callable[[Page], None]


@pytest.fixture
def nurse(backstage: Backstage, cast: Cast) -> Member:
    """A nurse on Maya's treatment team."""
    with backstage.app.app_context():
        nurse = join(cast.clinic_id, "Sam Ellery", "nurse", "Staff 09", "copper kettle on a cold morning")
        asked = treatment_team.ask(cast.manager.actor(), cast.patient.id, nurse.id)
        words = shown.of_person(nurse.id)
        treatment_requests.answer(cast.patient.actor(), asked, accept=True, fingerprint=words)
    return nurse


@pytest.fixture
def tablet(window: Window, backstage: Backstage, nurse: Member) -> Page:
    """The nurse's tablet, at a session that has begun."""
    page = window(size=TABLET)
    backstage.sign_in(page, nurse)
    page.goto("/sessions")
    press(page, "Check in")
    press(page, "Begin now")
    expect(page.get_by_role("button", name="End now")).to_be_visible()
    return page


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def entered(page: Page, many: int) -> None:
    """Waits until the log on the page has so many entries."""
    expect(page.get_by_role("region", name="Log").locator("tbody tr")).to_have_count(many)


@pytest.mark.expects_console("status of 409")
def test_a_session_from_check_in_to_debrief(tablet: Page, accessible: Check) -> None:
    tablet.get_by_label("Upper", exact=True).fill("128")
    tablet.get_by_label("Lower", exact=True).fill("82")
    press(tablet, "Save blood pressure")
    entered(tablet, 1)
    tablet.get_by_label("4", exact=True).check()  # two taps: what is felt, and its button
    press(tablet, "Save distress")
    entered(tablet, 2)
    press(tablet, "Upper, more")  # and what was measured last, one step up
    press(tablet, "Save blood pressure")
    entered(tablet, 3)
    expect(tablet.get_by_role("cell", name="133/82")).to_be_visible()
    accessible(tablet)
    tablet.get_by_label("Upper", exact=True).fill("1200")
    press(tablet, "Save blood pressure")
    expect(tablet.get_by_role("alert")).to_contain_text("Is this meant?")
    expect(tablet.get_by_label("Upper", exact=True)).to_have_value("1200")
    accessible(tablet)
    tablet.get_by_label("Upper", exact=True).fill("120")
    press(tablet, "Save blood pressure")
    entered(tablet, 4)
    press(tablet, "End now")
    expect(tablet.get_by_role("status").first).to_contain_text("The end is noted")
    tablet.locator("#debrief").get_by_role("link", name="Fill in").click()
    tablet.get_by_label("Debrief note").fill("Came back slowly, and in good spirits.")
    accessible(tablet)
    press(tablet, "Save")
    expect(tablet.get_by_text("Came back slowly, and in good spirits.")).to_be_visible()


@pytest.mark.expects_console("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "error occurred when fetching the script")
def test_entries_wait_for_the_network_as_ciphertext(tablet: Page, backstage: Backstage) -> None:
    tablet.context.set_offline(True)
    for pulse in ("71", "93"):
        tablet.get_by_label("Pulse a minute", exact=True).fill(pulse)
        tablet.get_by_label("Observation").fill(f"Humming at {pulse}")
        press(tablet, "Save pulse")
    expect(tablet.locator("[data-log-status]")).to_have_text(
        "Not saved yet. No connection: 2 entries are kept on this device."
    )
    assert len(kept.records(tablet)) == 2
    assert kept.readable(tablet, ["Humming", "observation", "distress"]) == []
    assert backstage.count(SessionRecord) == 0
    tablet.context.set_offline(False)
    entered(tablet, 2)
    eventually(lambda: not kept.records(tablet))
    assert backstage.count(SessionRecord) == 2
