"""What happens to notes when the words under them change, are made private, deleted or restored."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import Reading, Review, Writing
from tests.support.browser import DESK
from tests.support.cast import Cast
from tests.support.traces import words_in_database

INES = "Dr. Ines Okafor"
TEXT, NOTE, REPLY = "The boat turned. The lamp stayed lit.", "I noticed the lamp too.", "It mattered to me."
QUOTE = "The lamp stayed lit."


@pytest.fixture
def reflection(backstage: Backstage) -> str:
    """Something that Maya shared, with a note on some of its words and her reply."""
    made = backstage.write(TEXT, "Boat")
    backstage.reply(backstage.annotate(made, NOTE, QUOTE), REPLY)
    return made


@pytest.fixture
def maya(window: Window, backstage: Backstage, cast: Cast, reflection: str) -> Page:
    """Maya's phone, with the reflection open."""
    page = window()
    backstage.sign_in(page, cast.patient)
    page.goto(f"/reflections/{reflection}")
    return page


@pytest.fixture
def ines(window: Window, backstage: Backstage, cast: Cast) -> Page:
    """Ines at her desk."""
    page = window(size=DESK)
    backstage.sign_in(page, cast.therapist)
    return page


def closed_to(page: Page, reflection: str) -> None:
    """Neither address of a reflection leads anywhere for a therapist."""
    for path in (f"/review/{reflection}", f"/reflections/{reflection}"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
        assert "boat turned" not in page.content()


def test_an_edit_before_the_words_moves_the_mark_with_them(maya: Page) -> None:
    Writing(maya).press("Edit")
    Writing(maya).write("Rain first. 🌧 ")
    Writing(maya).save()
    expect(maya.locator("mark")).to_have_text(QUOTE)


def test_words_edited_away_leave_the_note_which_says_so(maya: Page, ines: Page, reflection: str) -> None:
    Writing(maya).press("Edit")
    Writing(maya).paste("The boat turned. It was dark.")
    Writing(maya).save()
    note = Reading(maya).note_by(INES)
    expect(note).to_contain_text("edited since. Written about version 1.")
    expect(note).to_contain_text(NOTE)
    expect(maya.locator("mark")).to_have_count(0)
    ines.goto(f"/review/{reflection}")
    expect(Review(ines).note_by(INES)).to_contain_text("edited since. Written about version 1.")


@pytest.mark.expects_console("status of 404")
def test_making_private_says_what_follows_and_closes_it(
    maya: Page, ines: Page, reflection: str, backstage: Backstage, cast: Cast
) -> None:
    Reading(maya).press("Make private")
    expect(maya.get_by_text("what was read cannot be unread")).to_be_visible()
    Reading(maya).press("Make private now")
    expect(maya.get_by_text("Only me", exact=True)).to_be_visible()
    expect(Reading(maya).section("Who can read this")).to_contain_text("Only you.")
    note = Reading(maya).note_by(INES)
    expect(note).to_contain_text("has been withdrawn")
    expect(note).to_contain_text(REPLY)
    expect(note).not_to_contain_text(QUOTE)
    closed_to(ines, reflection)
    ines.goto(f"/patients/{cast.patient.id}")
    expect(ines.get_by_role("article")).to_contain_text(NOTE)
    expect(ines.get_by_text(QUOTE)).to_have_count(0)


def test_sharing_again_does_not_bring_the_quote_back(maya: Page, ines: Page, reflection: str) -> None:
    for button in ("Make private", "Make private now", "Share with my therapist"):
        Reading(maya).press(button)
    expect(maya.get_by_text("Shared", exact=True)).to_be_visible()
    ines.goto(f"/review/{reflection}")
    expect(ines.get_by_text(TEXT)).to_be_visible()
    expect(Review(ines).note_by(INES)).to_contain_text("has been withdrawn")
    expect(ines.locator("mark")).to_have_count(0)


@pytest.mark.expects_console("status of 404")
def test_what_is_deleted_is_gone_for_the_therapist_and_the_patient_alone_brings_it_back(
    maya: Page, ines: Page, reflection: str
) -> None:
    Reading(maya).press("Delete")
    expect(maya.get_by_text("For seven days you alone can restore it")).to_be_visible()
    Reading(maya).press("Delete this reflection")
    expect(Reading(maya).status).to_contain_text("You can restore it for seven days")
    expect(maya.get_by_role("link", name="Boat", exact=True)).to_have_count(0)
    closed_to(ines, reflection)
    Reading(maya).press("Restore")
    expect(Reading(maya).status).to_contain_text("Restored. Only you can read it.")
    maya.goto(f"/reflections/{reflection}")
    expect(maya.get_by_text(TEXT)).to_be_visible()
    expect(Reading(maya).note_by(INES)).to_contain_text(NOTE)
    closed_to(ines, reflection)


def test_reviewing_is_told_to_the_patient_and_can_be_undone(maya: Page, ines: Page, reflection: str) -> None:
    ines.goto(f"/review/{reflection}")
    Review(ines).press("Mark as reviewed")
    expect(ines.get_by_text("Reviewed", exact=True)).to_be_visible()
    maya.reload()
    expect(maya.get_by_text(re.compile(f"Read by {re.escape(INES)}, today"))).to_be_visible()
    Review(ines).press("Undo")
    expect(Review(ines).status).to_contain_text("waits in your review again")
    Review(ines).open_queue()
    expect(ines.get_by_role("link", name="Boat", exact=True)).to_be_visible()


def test_nothing_of_it_lies_open_in_the_database(reflection: str, backstage: Backstage) -> None:
    backstage.make_private(reflection)
    address = str(backstage.app.config["SQLALCHEMY_DATABASE_URI"])
    assert words_in_database(address, ["lamp stayed", "boat turned", NOTE, REPLY]) == []
