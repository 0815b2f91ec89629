"""The therapist changes: the old one is out on every page that is open, the new one begins where the patient says."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from journal.models import Note
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.office import Office
from tests.journeys.pages import NOTE_NOW, THERAPIST_TOO, Review, Writing
from tests.support.browser import DESK
from tests.support.cast import Cast

BEFORE, AFTER = "Shared before", "Shared after"


def office(window: Window, backstage: Backstage) -> Office:
    """A window of the manager."""
    page = window(size=DESK)
    backstage.sign_in(page, backstage.cast.manager)
    return Office(page)


def review_of(page: Page, backstage: Backstage) -> set[str]:
    """What waits for Tomas to read."""
    backstage.sign_in(page, backstage.cast.other_therapist)
    page.goto("/review")
    return set(page.get_by_role("listitem").get_by_role("link").all_inner_texts())


@pytest.mark.expects_console("status of 404")
def test_an_open_page_reads_and_writes_nothing_more(window: Window, backstage: Backstage, cast: Cast) -> None:
    reflection = backstage.write("What she shared.", BEFORE)
    marking, noting, reading = window(), window(), window()
    for page in (marking, noting, reading):
        backstage.sign_in(page, cast.therapist)
        page.goto(f"/review/{reflection}")
        expect(page.get_by_text("What she shared.")).to_be_visible()
    review = Review(noting)
    review.field("Your note").fill("Begun while care went on.")
    review.choose("Who can see this note", NOTE_NOW)
    office(window, backstage).end_care(cast.patient, cast.therapist)
    review.press("Save note")
    Writing(marking).press("Mark as reviewed")
    reading.reload()
    expect(noting.get_by_role("heading", name="This note was not saved")).to_be_visible()
    expect(noting.get_by_label("Your note", exact=True)).to_have_value("Begun while care went on.")
    for page in (marking, reading):
        expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    for page in (marking, noting, reading):
        expect(page.get_by_text("What she shared.")).to_have_count(0)
    reading.goto("/patients")
    expect(reading.get_by_text(cast.patient.name)).to_have_count(0)
    assert backstage.count(Note) == 0


def test_afterwards_the_patient_is_told_and_writes_on_alone(window: Window, backstage: Backstage, cast: Cast) -> None:
    backstage.write("What she shared.", BEFORE)
    office(window, backstage).end_care(cast.patient, cast.therapist)
    maya = window()
    backstage.sign_in(maya, cast.patient)
    maya.goto("/")
    expect(maya.get_by_text("No therapist reads this now")).to_be_visible()
    expect(maya.get_by_role("link", name="Get help now")).to_be_visible()
    writing = Writing(maya)
    writing.open_new()
    expect(maya.get_by_label(THERAPIST_TOO)).to_have_count(0)
    writing.write("For myself alone.", title=AFTER)
    writing.save()
    expect(maya.get_by_text("For myself alone.")).to_be_visible()


@pytest.mark.parametrize(("words", "history"), [("Share from now on", False), ("Share what I shared before too", True)])
def test_the_new_therapist_begins_where_the_patient_says(
    window: Window, backstage: Backstage, cast: Cast, words: str, *, history: bool
) -> None:
    backstage.write("What she shared.", BEFORE)
    office(window, backstage).change_therapist(cast.patient, cast.therapist, cast.other_therapist)
    maya, tomas = window(), window()
    assert review_of(tomas, backstage) & {BEFORE, AFTER} == set()
    backstage.sign_in(maya, cast.patient)
    maya.goto("/")
    writing = Writing(maya)
    writing.press(words)
    expect(writing.status).to_have_text("Your answer is kept.")
    writing.open_new()
    writing.write("What came later.", title=AFTER)
    writing.let_read(THERAPIST_TOO)
    writing.save()
    expect(maya.get_by_text(re.compile("You and Tomas Reyes since"))).to_be_visible()
    readable = {BEFORE, AFTER} if history else {AFTER}
    assert review_of(tomas, backstage) & {BEFORE, AFTER} == readable
    for title in readable:
        Review(tomas).open(title)
        expect(tomas.get_by_text("What she shared." if title == BEFORE else "What came later.")).to_be_visible()
