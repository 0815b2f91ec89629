"""The main job: a patient writes, her therapist reads and answers, the patient reads the answer; nobody else can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window
from tests.journeys.pages import NOTE_NOW, THERAPIST_TOO, Reading, Review, Writing
from tests.support.browser import DESK
from tests.support.cast import Cast
from tests.support.server import Server
from tests.support.traces import words_in, words_in_database

TITLE, TEXT = "Third session", "The light on the water was kind. I did not expect that."
NOTE, REPLY = "Say more about the light.", "It was like coming home."


def write_and_share(page: Page, cast: Cast) -> str:
    """Maya signs in, writes, and shares; gives the address of the reflection."""
    writing = Writing(page)
    writing.sign_in(cast.patient)
    writing.open_new()
    writing.write(TEXT, title=TITLE)
    writing.wait_until_saved()
    writing.let_read(THERAPIST_TOO)
    return writing.save()


def read_and_answer(page: Page, cast: Cast) -> None:
    """Ines signs in, reads what waits for her, and answers words of it."""
    review = Review(page)
    review.sign_in(cast.therapist)
    review.open(TITLE)
    review.note(NOTE, NOTE_NOW, quoted="The light on the water")
    review.press("Mark as reviewed")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()


@pytest.mark.both_engines
def test_what_is_written_is_read_answered_and_leaves_no_trace(window: Window, cast: Cast, live: Server) -> None:
    maya, ines = window(), window(size=DESK)
    address = write_and_share(maya, cast)
    read_and_answer(ines, cast)
    maya.goto(address)
    reading = Reading(maya)
    expect(reading.note_by(cast.therapist.name)).to_contain_text(NOTE)
    expect(maya.get_by_text(f"Read by {cast.therapist.name}")).to_be_visible()
    reading.reply(cast.therapist.name, REPLY)
    expect(maya.get_by_text(REPLY)).to_be_visible()
    words = [TITLE, "The light on the water", "did not expect that", NOTE, REPLY, "Lindqvist", cast.patient.password]
    assert words_in(live.folder, words) == []
    assert words_in_database(live.database_url, words) == []


def test_the_journey_needs_no_script(window: Window, cast: Cast) -> None:
    maya, ines = window(scripts=False), window(size=DESK, scripts=False)
    writing = Writing(maya)
    writing.sign_in(cast.patient)
    writing.open_new()
    writing.paste(TEXT)
    writing.field("Title (optional)").fill(TITLE)
    writing.let_read(THERAPIST_TOO)
    address = writing.save()
    read_and_answer(ines, cast)
    maya.goto(address)
    expect(Reading(maya).note_by(cast.therapist.name)).to_contain_text(NOTE)


def test_the_pages_of_the_journey_can_be_used_by_everyone(
    window: Window, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    maya, ines = window(), window(size=DESK, theme="dark")
    maya.goto("/sign-in")
    accessible(maya)
    address = write_and_share(maya, cast)
    read_and_answer(ines, cast)
    for page, path in ((maya, address), (maya, f"{address}/edit"), (maya, "/"), (ines, ines.url), (ines, "/review")):
        page.goto(path)
        accessible(page)
