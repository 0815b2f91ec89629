"""Notes meet their words: by the mouse, by typing them, across blocks, in any script, and linked both ways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import NOTE_NOW, Reading, Review
from tests.support.browser import DESK

TEXT = """# The water

The light 🌊 on the water was *kind*, and کشتی آرام بود that evening.

- a rope 👩‍👩‍👧
- a lamp

> It was not the sea; it was the light."""
NOTE = "Stay with this a little."


@pytest.fixture
def reflection(backstage: Backstage) -> str:
    """Something that Maya shared."""
    return backstage.write(TEXT, "Harbour")


def drag(page: Page, first: str, last: str) -> None:
    """Drags the mouse from the first letter of some words to the last letter of others, where the text is in view."""
    page.wait_for_load_state("load")  # before it nobody listens, and the page may still scroll
    page.locator("[data-reading-text]").evaluate("text => text.scrollIntoView({ block: 'center' })")
    ends = page.evaluate(
        """([first, last]) => {
            const place = document.querySelector("[data-reading-text]");
            const box = (words, end) => {
                const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf(words);
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(walker.currentNode, end ? at + words.length - 1 : at);
                    range.setEnd(walker.currentNode, end ? at + words.length : at + 1);
                    return range.getBoundingClientRect();
                }
            };
            const [from, to] = [box(first, false), box(last, true)];
            return [from.left, from.top + from.height / 2, to.right, to.top + to.height / 2];
        }""",
        [first, last],
    )
    page.mouse.move(ends[0] + 1, ends[1])
    page.mouse.down()
    page.mouse.move(ends[2] - 1, ends[3], steps=6)
    page.mouse.up()


def marked(page: Page) -> str:
    """All marked words, in order."""
    return " ".join(page.locator("mark").all_inner_texts())


def test_words_selected_with_the_mouse_become_the_quote(ines: Review) -> None:
    page = ines.page
    drag(page, "water was", "that evening")
    expect(ines.field("Quoted words")).to_have_value("water was kind, and کشتی آرام بود that evening")
    ines.press("Note on these words")
    expect(ines.field("Your note")).to_be_focused()
    page.keyboard.type(NOTE)
    ines.choose("Who can see this note", NOTE_NOW)
    ines.press("Save note")
    ines.show()
    expect(ines.note_by("Dr. Ines Okafor")).to_contain_text(NOTE)
    assert "".join(page.locator("mark").all_inner_texts()) == "water was kind, and کشتی آرام بود that evening"


def test_a_selection_across_blocks_with_emoji_is_marked_exactly(ines: Review) -> None:
    drag(ines.page, "evening", "a lamp")
    expect(ines.field("Quoted words")).to_have_value("evening.\n\na rope 👩‍👩‍👧\n\na lamp")
    ines.note(NOTE, NOTE_NOW)
    assert marked(ines.page) == "evening. a rope 👩‍👩‍👧 a lamp"
    assert ines.page.locator("mark").count() == 3


def test_the_second_of_two_equal_passages_is_the_one_selected(ines: Review) -> None:
    drag(ines.page, "the light.", "the light.")
    expect(ines.field("Quoted words")).to_have_value("the light.")
    ines.note(NOTE, NOTE_NOW)
    expect(ines.page.locator("blockquote mark")).to_have_text("the light.")


def test_a_note_already_begun_keeps_its_quote_until_the_button_says_otherwise(ines: Review) -> None:
    drag(ines.page, "The light", "The light")
    ines.press("Note on these words")
    ines.page.keyboard.type(NOTE)
    drag(ines.page, "a lamp", "a lamp")
    expect(ines.page.get_by_role("button", name="Note on these words", exact=True)).to_be_visible()
    expect(ines.field("Quoted words")).to_have_value("The light")
    ines.press("Note on these words")
    expect(ines.field("Quoted words")).to_have_value("a lamp")
    expect(ines.field("Your note")).to_have_value(NOTE)
    ines.note(NOTE, NOTE_NOW)


@pytest.mark.parametrize("quoted", ["کشتی آرام", "light 🌊 on", "👩‍👩‍👧 a lamp"], ids=["rtl", "emoji", "blocks"])
def test_typed_words_are_found_in_any_script(ines: Review, quoted: str) -> None:
    ines.note(NOTE, NOTE_NOW, quoted=quoted)
    assert marked(ines.page) == quoted


@pytest.mark.expects_console("status of 400")
def test_words_that_do_not_stand_there_are_refused_and_the_note_is_kept(ines: Review) -> None:
    ines.field("Quoted words").fill("words of another page")
    ines.field("Your note").fill(NOTE)
    ines.choose("Who can see this note", NOTE_NOW)
    ines.press("Save note")
    expect(ines.alert).to_contain_text("not in the reflection as it stands")
    expect(ines.field("Your note")).to_have_value(NOTE)
    expect(ines.field("Quoted words")).to_have_value("words of another page")
    ines.note(NOTE, NOTE_NOW, quoted="a lamp")


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_mark_and_note_lead_to_each_other(window: Window, backstage: Backstage, reflection: str, scripts: bool) -> None:
    note = backstage.annotate(reflection, NOTE, "a lamp")
    page = window(size=DESK, scripts=scripts)
    backstage.sign_in(page, backstage.cast.patient)
    page.goto(f"/reflections/{reflection}")
    page.locator("mark").get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"#note-{note}$"))
    expect(Reading(page).note_by("Dr. Ines Okafor")).to_be_in_viewport()
    Reading(page).note_by("Dr. Ines Okafor").get_by_role("link", name="a lamp", exact=True).click()
    expect(page).to_have_url(re.compile(f"#mark-{note}$"))
    expect(page.locator("mark")).to_be_in_viewport()


def test_a_note_for_the_appointment_waits_until_it_is_released(
    ines: Review, window: Window, backstage: Backstage, reflection: str
) -> None:
    ines.note("Ask about the rope.", "Patient, at our appointment", quoted="a rope")
    ines.note("Not for her.", "Only me", quoted="a lamp")
    page = window()
    backstage.sign_in(page, backstage.cast.patient)
    page.goto(f"/reflections/{reflection}")
    expect(page.locator("mark")).to_have_count(0)
    assert "Ask about the rope." not in page.content()
    ines.press("Release")
    ines.show()
    expect(ines.status).to_have_text("The patient can see this note now.")
    page.reload()
    expect(Reading(page).note_by("Dr. Ines Okafor")).to_contain_text("Ask about the rope.")
    assert "Not for her." not in page.content()
