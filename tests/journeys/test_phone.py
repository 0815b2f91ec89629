"""On a phone: the bar under the thumb, the sheet from below, and the writing bar above the keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys import layout
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import NOTE_NOW, Review, View, Writing
from tests.support.browser import NARROW

TEXT = "Rain on the tin roof. " * 30 + "\n\nThen the heron stood up.\n\n" + "And more rain. " * 60
NAVIGATION = ("Today", "Journal", "Sessions", "Measures", "Account")


def select_by_touch(page: Page, words: str) -> None:
    """Selects words as the handles of a touch selection do."""
    page.get_by_text(words).scroll_into_view_if_needed()
    Review(page).select_words(words)


def test_a_note_is_written_on_the_sheet_from_below_with_the_words_in_view(window: Window, backstage: Backstage) -> None:
    reflection, page = backstage.write(TEXT), window(size=NARROW)
    backstage.sign_in(page, backstage.cast.therapist)
    page.goto(f"/review/{reflection}")
    review = Review(page)
    select_by_touch(page, "the heron stood up")
    review.press("Note on these words")
    expect(review.field("Your note")).to_be_focused()
    expect(review.field("Quoted words")).to_have_value("the heron stood up")
    expect(page.get_by_text("Then the heron stood up.")).to_be_in_viewport(ratio=0.99)
    assert layout.fully_in_view(page, "button", "Close")
    sheet = page.get_by_role("form", name="Write a note", exact=True).bounding_box()
    words = page.get_by_text("Then the heron stood up.").bounding_box()
    assert sheet is not None
    assert words is not None
    assert words["y"] + words["height"] <= sheet["y"]
    assert sheet["y"] + sheet["height"] <= NARROW["height"] + 1
    review.note("A heron.", NOTE_NOW)
    expect(page.locator("mark")).to_have_text("the heron stood up")
    note = page.get_by_text("A heron.", exact=True)
    expect(page.locator("[data-reading-text]").filter(has=note)).to_be_visible()  # laid between the paragraphs
    mark = page.locator("mark").bounding_box()
    leaf = review.note_by("Dr. Ines Okafor").bounding_box()
    assert mark is not None
    assert leaf is not None
    assert 0 < leaf["y"] - mark["y"] < 120
    assert layout.too_wide(page) == []


def test_the_sheet_is_put_away_by_escape_and_by_its_button_and_keeps_what_was_typed(
    window: Window, backstage: Backstage
) -> None:
    reflection, page = backstage.write(TEXT), window(size=NARROW)
    backstage.sign_in(page, backstage.cast.therapist)
    page.goto(f"/review/{reflection}")
    review = Review(page)
    for put_away in (lambda: page.keyboard.press("Escape"), lambda: review.press("Close")):
        select_by_touch(page, "the heron stood up")
        review.press("Note on these words")
        review.field("Your note").fill("Half a thought")
        put_away()
        expect(page.get_by_role("button", name="Close", exact=True)).to_be_hidden()
        expect(review.field("Your note")).to_have_value("Half a thought")


def test_navigation_is_a_bar_under_the_thumb(window: Window, backstage: Backstage) -> None:
    page = window(size=NARROW)
    backstage.sign_in(page, backstage.cast.patient)
    page.goto("/")
    for words in NAVIGATION:
        page.get_by_role("navigation", name="Main").get_by_role("link", name=words, exact=True).click()
        expect(View(page).heading(words)).to_be_visible()
        current = page.get_by_role("navigation", name="Main").locator("[aria-current=page]")
        expect(current).to_have_text(words)
        box = current.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] > NARROW["height"] - 20
        assert all(layout.fully_in_view(page, "link", each) for each in NAVIGATION[1:])


def test_while_writing_the_bar_gives_way_to_the_status_and_save(window: Window, backstage: Backstage) -> None:
    page = window(size=NARROW)
    backstage.sign_in(page, backstage.cast.patient)
    writing = Writing(page)
    writing.open_new()
    writing.paste("A long evening by the water. " * 60)
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 330})  # what a keyboard leaves
    assert layout.fully_in_view(page, "button", "Save")
    expect(writing.status).to_be_in_viewport()
    text = writing.field("Your reflection")
    assert text.evaluate("(field) => field.scrollHeight <= field.clientHeight + 1")
    writing.wait_until_saved()
    assert layout.fully_in_view(page, "button", "Save")
    expect(page.get_by_text("Only you can read this")).to_be_in_viewport()


def test_choices_are_as_high_as_a_finger(window: Window, backstage: Backstage) -> None:
    page = window(size=NARROW)
    backstage.sign_in(page, backstage.cast.therapist)
    page.goto("/account")
    assert layout.too_small(page, ".check label") == []


def test_the_way_from_a_note_to_its_words_is_as_high_as_a_finger(window: Window, backstage: Backstage) -> None:
    reflection, page = backstage.write(TEXT), window(size=NARROW)
    backstage.annotate(reflection, "A heron.", "the heron")
    backstage.sign_in(page, backstage.cast.patient)
    page.goto(f"/reflections/{reflection}")
    assert layout.too_small(page, ".quote a") == []
