"""Text made to break a page is saved, read and annotated like any other, and does nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import NOTE_NOW, THERAPIST_TOO, Review, Writing
from tests.support.browser import DESK
from tests.support.pathological import LONG

HOSTILE = """<script>alert(1)</script>
<img src=x onerror=alert(2)> <svg onload=alert(3)><style>*{display:none}</style>
<a href="javascript:alert(4)">raw</a> [script](javascript:alert(5)) [data](data:text/html,<script>alert(6)</script>)
![image](https://images.example/pixel.png) [relative](/sign-out) [other](//evil.example/) [plain](http://plain.example)
<iframe src="https://frames.example"></iframe></div></main><form action="https://evil.example"><input name=password>
<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
[kind](https://kind.example "onmouseover=alert(7)") <ana@people.example> &lt;b&gt; &#60;script&#62;
{{ 7*7 }} {% raw %} ${7*7} \u202egnirts\u202c \u0000 \u200b \ufeff zalgo z̷̢̛̛a̶l̵g̸o̷ 👩‍👩‍👧‍👦 العربية

The last line."""
ALLOWED = {"P", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "LI", "BLOCKQUOTE", "HR", "BR", "EM", "STRONG", "A", "MARK"}
_NODES = """(place) => [...place.querySelectorAll("*")].map((node) => [
    node.tagName, node.getAttribute("href"), [...node.attributes].map(({ name }) => name),
])"""

# how far the first letters of a paragraph stand from its left and from its right edge
_EDGES = """(block) => {
    const range = document.createRange();
    range.selectNodeContents(block);
    const [text, box] = [range.getBoundingClientRect(), block.getBoundingClientRect()];
    return [Math.round(text.left - box.left), Math.round(box.right - text.right)];
}"""


@pytest.fixture
def maya(window: Window, backstage: Backstage) -> Page:
    """Maya at her desk, signed in; a dialog that opens by itself fails the test."""
    page = window(size=DESK)
    backstage.sign_in(page, backstage.cast.patient)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    return page


def assert_harmless(page: Page) -> None:
    """The words hold only the elements, attributes and addresses that Markdown is allowed to make."""
    for tag, address, attributes in page.locator(".words").evaluate(_NODES):
        assert tag in ALLOWED, tag
        allowed = {
            "A": {"href", "rel", "class", "aria-label", "aria-describedby", "role"},
            "OL": {"start"},
            "MARK": {"id", "class"},
        }
        assert set(attributes) <= allowed.get(tag, set()), (tag, attributes)
        assert address is None or re.match(r"https://|mailto:|#note-", address), address


def test_hostile_text_is_shown_as_words_and_does_nothing(maya: Page, window: Window, backstage: Backstage) -> None:
    writing = Writing(maya)
    writing.open_new()
    writing.paste(HOSTILE)
    writing.field("Title (optional)").fill("<script>alert(8)</script>")
    writing.let_read(THERAPIST_TOO)
    address = writing.save()
    assert_harmless(maya)
    expect(maya.get_by_text("<script>alert(1)</script>")).to_be_visible()
    expect(writing.heading("<script>alert(8)</script>")).to_be_visible()
    assert maya.url == address
    assert maya.title() == "Reflection - Interleaf"
    assert maya.locator(".words a[href^='https://kind.example']").count() == 1
    ines = window(size=DESK)
    ines.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    backstage.sign_in(ines, backstage.cast.therapist)
    ines.goto(address)
    Review(ines).note("</article><script>alert(9)</script>", NOTE_NOW, quoted="<script>alert(1)</script>")
    assert_harmless(ines)
    assert "".join(ines.locator("mark").all_inner_texts()) == "<script>alert(1)</script>"
    maya.goto(f"{address}/edit")
    typed = writing.field("Your reflection").input_value()
    assert typed.replace("\ufffd", "").replace("\u0000", "") == HOSTILE.replace("\u0000", "")


def test_long_and_nested_text_is_saved_opened_and_never_wider_than_the_page(maya: Page) -> None:
    writing = Writing(maya)
    for kind, text in LONG.items():
        maya.goto("/reflections/new")
        writing.paste(text)
        writing.save()
        assert_harmless(maya)
        assert maya.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
        assert len(maya.locator(".words").inner_text()) > 3, kind


@pytest.mark.expects_console("status of 413")
def test_text_too_long_stays_in_the_form_and_the_page_says_so(maya: Page) -> None:
    writing = Writing(maya)
    writing.open_new()
    writing.paste("été " * 25_000 + "!")
    expect(writing.status).to_contain_text("longer than 100,000 characters", timeout=10_000)
    writing.press("Save")
    expect(writing.alert).to_contain_text("Nothing is lost; shorten it")
    assert len(writing.field("Your reflection").input_value()) == 100_001
    writing.paste("Short now.")
    writing.save()
    expect(maya.get_by_text("Short now.")).to_be_visible()


def test_each_paragraph_runs_the_way_its_own_script_runs(maya: Page) -> None:
    writing = Writing(maya)
    writing.open_new()
    writing.paste("שלום עולם.\n\nAnd one line in English.")
    writing.save()
    words = maya.locator(".words p")
    hebrew, english = words.nth(0).evaluate(_EDGES), words.nth(1).evaluate(_EDGES)
    assert hebrew[1] == 0 < hebrew[0], "right to left begins at the right edge"
    assert english[0] == 0 < english[1], "left to right at the left one"
