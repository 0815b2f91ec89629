"""Notes as a conversation: overlapping passages, replies on both sides, edits under a note, a look before release."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import NOTE_NOW, Reading, Review
from tests.journeys.test_annotating import drag
from tests.support.axe import assert_accessible
from tests.support.browser import DESK
from tests.support.cast import Cast

INES = "Dr. Ines Okafor"
TEXT = "The light on the water was kind, and the boat was quiet that evening.\n\nA rope, a lamp 🌊."


@pytest.fixture
def reflection(backstage: Backstage) -> str:
    """Something that Maya shared."""
    return backstage.write(TEXT, "Harbour")


@pytest.fixture
def maya(window: Window, backstage: Backstage, cast: Cast) -> Page:
    """Maya on her phone."""
    page = window()
    backstage.sign_in(page, cast.patient)
    return page


def the(page: Page, words: str) -> Locator:
    """The note with these words."""
    return page.get_by_role("article").filter(has_text=words)


def test_overlapping_passages_are_annotated_by_keyboard_and_answered_on_both_sides(
    ines: Review, maya: Page, reflection: str
) -> None:
    page = ines.page
    passages = (("water was", "kind, and the boat", "About the boat."), ("kind, and", "the boat was quiet", "Stay."))
    for first, last, note in passages:
        drag(page, first, last.removeprefix("the boat "))
        expect(page.get_by_role("button", name="Note on these words", exact=True)).to_be_visible()
        page.keyboard.press("n")
        expect(ines.field("Your note")).to_be_focused()
        page.keyboard.type(note)
        ines.choose("Who can see this note", NOTE_NOW)
        ines.press("Save note")
        ines.show()
        expect(the(page, note)).to_contain_text(f"{first} {last}")
    links = page.locator("mark").get_by_role("link")
    assert {link.get_attribute("href") for link in links.all()} == {
        f"#{note.get_attribute('id')}" for note in page.get_by_role("article").all()
    }
    maya.goto(f"/reflections/{reflection}")
    note = the(maya, "About the boat.")
    expect(note.get_by_text("New", exact=True)).to_be_visible()
    note.get_by_label("Your reply", exact=True).fill("It was my uncle's.")
    note.get_by_role("button", name="Reply", exact=True).click()
    page.reload()
    note = the(page, "It was my uncle's.")
    expect(note.get_by_text("New", exact=True)).to_be_visible()
    note.get_by_label("Your reply", exact=True).fill("Tell me about him, if you like.")
    note.get_by_role("button", name="Reply", exact=True).click()
    expect(the(page, "Tell me about him")).to_be_visible()
    maya.goto("/")
    maya.get_by_role("button", name="Open now", exact=True).click()
    expect(the(maya, "Tell me about him")).to_be_visible()
    the(page, "Tell me about him").get_by_role("button", name="Resolve", exact=True).click()
    maya.reload()
    folded = maya.get_by_role("article").filter(has_text="Resolved")
    expect(folded.get_by_text("It was my uncle's.")).to_be_hidden()
    folded.get_by_text("Resolved", exact=True).click()
    expect(folded.get_by_text("It was my uncle's.")).to_be_visible()


def test_words_are_edited_under_a_note(ines: Review, maya: Page, backstage: Backstage, reflection: str) -> None:
    backstage.annotate(reflection, "Stay with this.", "the boat was quiet")
    backstage.rewrite(reflection, f"First this.\n\n{TEXT}")
    maya.goto(f"/reflections/{reflection}")
    expect(maya.locator("mark")).to_have_text("the boat was quiet")
    backstage.rewrite(reflection, TEXT.replace("quiet", "still"), 2)
    ines.page.reload()
    expect(ines.note_by(INES)).to_contain_text("These words have been edited since. Written about version 1.")
    maya.reload()
    maya.get_by_role("link", name="Read version 1", exact=True).click()
    expect(maya.get_by_text("the boat was quiet that evening")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_a_note_is_seen_as_the_patient_will_before_it_is_released(
    window: Window, backstage: Backstage, maya: Page, reflection: str, scripts: bool
) -> None:
    backstage.annotate(reflection, "To say in person.", "a lamp", "appointment")
    page = window(size=DESK, scripts=scripts)
    backstage.sign_in(page, backstage.cast.therapist)
    page.goto(f"/review/{reflection}")
    ines = Review(page)
    ines.press("Release")
    expect(ines.note_by(INES)).to_contain_text("To say in person.")
    if scripts:  # without them the page cannot be asked
        assert_accessible(page)
    ines.press("Go back and change it")
    ines.field("Your note").fill("To say slowly, in person.")
    ines.press("Save note")
    if scripts:  # without them the page cannot be asked
        assert_accessible(page)
    ines.press("Release")
    ines.press(f"Show it to {backstage.cast.patient.name} now")
    expect(ines.status).to_have_text("The patient can see this note now.")
    maya.goto("/")
    assert "slowly" not in maya.content()
    maya.get_by_role("button", name="Keep for our appointment", exact=True).click()
    maya.goto(f"/reflections/{reflection}")
    note = Reading(maya).note_by(INES)
    expect(note).to_contain_text("A note is kept for our appointment.")
    assert_accessible(maya)
    note.get_by_role("button", name="Open now", exact=True).click()
    expect(note).to_contain_text("To say slowly, in person.")
    expect(note).to_contain_text(re.compile("edited"))
    ines.press("Withdraw")
    expect(page.get_by_text("What was read cannot be unread")).to_be_visible()
    if scripts:  # without them the page cannot be asked
        assert_accessible(page)
    ines.press("Withdraw this note")
    maya.reload()
    expect(note).to_contain_text("A note was withdrawn.")
