"""Words that cannot reach the server wait on the device as ciphertext, and are saved or offered when they can be."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import kept
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import Writing
from tests.support.cast import Cast

TITLE, WORDS = "Under the pier", "Nobody heard the ferry leave."
OFFLINE = pytest.mark.expects_console(
    "ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "error occurred when fetching the script"
)
pytestmark = OFFLINE


@pytest.fixture
def maya(window: Window, backstage: Backstage, cast: Cast) -> Page:
    """Maya's phone, signed in."""
    page = window()
    backstage.sign_in(page, cast.patient)
    return page


def write_unheard(page: Page, words: str = WORDS, title: str = TITLE) -> Writing:
    """Types with no connection, until the page says where the words are."""
    writing = Writing(page)
    page.context.set_offline(True)
    writing.write(words, title=title)
    expect(writing.status).to_contain_text("kept on this device", timeout=10_000)
    return writing


def test_a_dropped_network_keeps_ciphertext_and_saves_when_it_is_back(maya: Page) -> None:
    Writing(maya).open_new()
    writing = write_unheard(maya)
    expect(writing.status).to_have_text(re.compile(r"^Not saved yet\b.*No connection"))
    found = kept.records(maya)
    assert len(found) == 1
    assert set(found[0]) == {"id", "iv", "sealed"}
    assert kept.readable(maya, [TITLE, WORDS, "Nobody heard", "ferry", "pier"]) == []
    assert kept.keys_kept(maya) == []
    maya.context.set_offline(False)
    writing.wait_until_saved()
    assert kept.records(maya) == []
    maya.reload()
    expect(writing.field("Your reflection")).to_have_value(WORDS)


def test_nothing_that_is_kept_opens_the_words(maya: Page) -> None:
    Writing(maya).open_new()
    write_unheard(maya)
    html = maya.content()
    assert "data-keep-key" not in html
    opened = maya.evaluate(
        """async (record) => {
            const bytes = (list) => new Uint8Array(list);
            const tried = [];
            for (const raw of [bytes(record.iv.bytes), new TextEncoder().encode(record.id)]) {
                const digest = await crypto.subtle.digest("SHA-256", raw);
                const key = await crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["decrypt"]);
                const how = { name: "AES-GCM", iv: bytes(record.iv.bytes) };
                const opening = crypto.subtle.decrypt(how, key, bytes(record.sealed.bytes));
                tried.push(await opening.then(() => true, () => false));
            }
            return tried;
        }""",
        kept.records(maya)[0],
    )
    assert opened == [False, False]
    maya.context.set_offline(False)
    Writing(maya).wait_until_saved()


def close_without_asking(page: Page) -> Any:
    """Closes a tab the way a phone does, without a question; gives a new tab of the same browser."""
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    return context.new_page()


def test_a_tab_closed_before_the_server_was_reached_offers_its_words_again(maya: Page) -> None:
    Writing(maya).open_new()
    write_unheard(maya)
    tab = close_without_asking(maya)
    writing = Writing(tab)
    tab.goto("/reflections/new")
    offer = tab.get_by_role("region", name="Words from this device that had not been saved", exact=True)
    expect(offer).to_contain_text(WORDS)
    expect(offer).to_contain_text(TITLE)
    writing.press("Restore")
    expect(writing.field("Your reflection")).to_have_value(WORDS)
    expect(writing.field("Title (optional)")).to_have_value(TITLE)
    writing.wait_until_saved()
    assert kept.records(tab) == []
    tab.goto("/reflections/new")
    expect(writing.field("Your reflection")).to_have_value("")
    expect(offer).to_be_hidden()


def test_words_that_are_no_longer_wanted_are_let_go(maya: Page, backstage: Backstage) -> None:
    reflection = backstage.write("It was quiet.", shared=False)
    maya.goto(f"/reflections/{reflection}/edit")
    write_unheard(maya, "Or not. ", "")
    tab = close_without_asking(maya)
    tab.goto(f"/reflections/{reflection}/edit")
    writing = Writing(tab)
    expect(tab.get_by_text("Or not. It was quiet.")).to_be_visible()
    expect(writing.field("Your reflection")).to_have_value("It was quiet.")
    writing.press("Discard")
    expect(tab.get_by_text("Or not. It was quiet.")).to_be_hidden()
    assert kept.records(tab) == []


def test_the_words_of_one_person_are_never_offered_to_another(maya: Page, backstage: Backstage, cast: Cast) -> None:
    Writing(maya).open_new()
    write_unheard(maya)
    tab = close_without_asking(maya)
    backstage.sign_in(tab, cast.other_patient)
    tab.goto("/reflections/new")
    expect(Writing(tab).status).to_have_text("Not saved yet")
    tab.wait_for_function("!document.querySelector('form[data-draft-url]').dataset.keepKey")
    expect(tab.get_by_text(WORDS)).to_have_count(0)
    assert len(kept.records(tab)) == 1
    backstage.sign_in(tab, cast.patient)
    tab.goto("/reflections/new")
    expect(tab.get_by_role("region", name="Words from this device that had not been saved")).to_contain_text(WORDS)


def test_save_without_a_connection_keeps_the_page_and_the_words(maya: Page) -> None:
    Writing(maya).open_new()
    writing = write_unheard(maya)
    writing.press("Save")
    expect(writing.status).to_contain_text("No connection")
    expect(writing.field("Your reflection")).to_have_value(WORDS)
    maya.context.set_offline(False)
    writing.wait_until_saved()
    maya.goto("/reflections")
    expect(maya.get_by_text(WORDS)).to_be_visible()
