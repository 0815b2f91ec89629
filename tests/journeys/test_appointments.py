"""An appointment from booking to its end: the patient sees it in words and takes it along, and held releases a note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from journal import clock
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import Reading, View
from tests.support.browser import DESK
from tests.support.days import ZONE


@pytest.fixture
def ines(window: Window, backstage: Backstage) -> View:
    """The therapist at her desk."""
    page = window(size=DESK)
    backstage.sign_in(page, backstage.cast.therapist)
    return View(page)


@pytest.fixture
def maya(window: Window, backstage: Backstage) -> View:
    """The patient with her phone."""
    page = window()
    backstage.sign_in(page, backstage.cast.patient)
    return View(page)


def book(ines: View, day: str, at: str, place: str = "") -> None:
    """Fills in the form as one does without a mouse."""
    ines.page.goto("/appointments")
    ines.follow("Book an appointment")
    ines.field("Patient").select_option(index=1)
    ines.choose("What for", "Integration")
    ines.field("Day").fill(day)
    ines.field("Time").fill(at)
    ines.field("Place or link (optional)").fill(place)
    ines.press("Book")


def test_it_is_booked_seen_in_words_and_taken_along(
    ines: View, maya: View, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    tomorrow = (clock.now() + timedelta(days=1)).astimezone(ZONE)
    book(ines, f"{tomorrow:%Y-%m-%d}", "10:00", "Room 3")
    expect(ines.status).to_contain_text("Booked.")
    maya.page.goto("/")
    maya.page.get_by_role("link", name="tomorrow, 10:00", exact=True).click()
    expect(maya.page.get_by_text("Room 3", exact=True)).to_be_visible()
    accessible(maya.page)
    with maya.page.expect_download() as download:
        maya.follow("Put it into my calendar")
    download.value.save_as(tmp_path / "one.ics")
    (event,) = Calendar.from_ical((tmp_path / "one.ics").read_bytes()).walk("VEVENT")
    begins = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)
    assert (event.decoded("DTSTART"), str(event["SUMMARY"])) == (begins, "Appointment")


@pytest.mark.expects_console("status of 409")
def test_a_time_that_has_passed_is_doubted_and_booked_anyway(ines: View, accessible: Callable[[Page], None]) -> None:
    yesterday = (clock.now() - timedelta(days=1)).astimezone(ZONE)
    book(ines, f"{yesterday:%Y-%m-%d}", "09:00", "Room 3")
    expect(ines.alert).to_contain_text("This time has passed.")
    expect(ines.field("Place or link (optional)")).to_have_value("Room 3")
    accessible(ines.page)
    ines.press("Book it anyway")
    expect(ines.page.get_by_role("button", name="Missed", exact=True)).to_be_visible()


def test_held_lets_the_note_appear_that_waited_for_it(ines: View, maya: View, backstage: Backstage) -> None:
    reflection = backstage.write("A lamp on a rope.")
    backstage.let_wait_for_held(backstage.annotate(reflection, "Tell me of the rope.", "a rope", "appointment"))
    backstage.meet(backstage.cast.therapist, -1 / 24)
    maya.page.goto(f"/reflections/{reflection}")
    assert "Tell me of the rope." not in maya.page.content()
    ines.page.goto("/appointments")
    expect(
        ines.page.get_by_text("1 note waits for this appointment; it appears when you mark it as held.")
    ).to_be_visible()
    ines.press("Held")
    expect(ines.status).to_contain_text("The patient can see the notes that waited for it now.")
    maya.page.reload()
    expect(Reading(maya.page).note_by("Dr. Ines Okafor")).to_contain_text("Tell me of the rope.")
