"""A therapist searches a caseload, reads where the words stand, and the patient sees what was shown."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys import layout
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import View
from tests.support.axe import violations
from tests.support.browser import DESK, NARROW
from tests.support.cast import Cast
from tests.support.server import Server
from tests.support.traces import words_in

WORDS = "“bright boathouse”"


def look(page: Page, words: str) -> View:
    view = View(page)
    view.field("Search for").fill(words)
    view.press("Search")
    return view


def test_a_caseload_is_searched_and_read_and_nothing_is_left(
    window: Window, backstage: Backstage, cast: Cast, live: Server
) -> None:
    shared = backstage.write("The door of the *bright*\nboathouse stood open.", "By the water")
    backstage.write("A bright day, and no boathouse.", shared=False)
    note = backstage.annotate(shared, "Say more about the boathouse.")
    ines, maya = window(size=DESK), window(size=NARROW)
    backstage.sign_in(ines, cast.therapist)
    ines.goto("/review")
    View(ines).follow("Search")
    found = look(ines, WORDS)
    expect(found.status).to_have_text("1 found, newest first.")
    expect(ines.locator("main mark")).to_have_text("bright\nboathouse")
    assert "boathouse" not in ines.url
    assert ines.title() == "Search - Interleaf"
    assert violations(ines) == []
    found.follow("By the water")
    ines.wait_for_url(f"**/review/{shared}")
    ines.go_back()
    expect(found.status).to_have_text("1 found, newest first.")
    ines.reload()
    expect(View(ines).field("Search for")).to_have_value(WORDS)
    ines.goto("/search")
    look(ines, "BOATHOUSE more").follow("Note by you")
    ines.wait_for_url(f"**/review/{shared}#note-{note}")
    backstage.sign_in(maya, cast.patient)
    maya.goto("/reflections")
    View(maya).follow("Search")
    expect(look(maya, "bright boathouse").status).to_have_text("2 found, newest first.")
    assert violations(maya) == []
    assert layout.too_wide(maya) == []
    assert layout.too_small(maya) == []
    maya.goto(f"/reflections/{shared}")
    expect(maya.get_by_text(f"{cast.therapist.name} saw a part of version 1 in a search")).to_be_visible()
    assert words_in(live.folder, ["boathouse", "BOATHOUSE"]) == []
    assert "POST /search" in live.log.read_text(encoding="utf-8")
