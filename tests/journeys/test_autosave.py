"""What is typed is on the server about two seconds later, says so, and is saved once however Save is pressed."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Request, Route, expect

from journal.models import Reflection, ReflectionDraft
from tests.journeys.backstage import Backstage, eventually
from tests.journeys.conftest import Window
from tests.journeys.pages import ONLY_ME, THERAPIST_TOO, Reading, Writing
from tests.support.cast import Cast

WORDS = "The ferry came back empty."
HARBOUR = ZoneInfo("America/New_York")


@pytest.fixture
def maya(window: Window, backstage: Backstage, cast: Cast) -> Page:
    """Maya's phone, signed in."""
    page = window()
    backstage.sign_in(page, cast.patient)
    return page


def drafts_sent(page: Page) -> list[float]:
    """When the page sends drafts from now on, in seconds."""
    sent: list[float] = []

    def look(request: Request) -> None:
        if request.url.endswith("/draft"):
            sent.append(time.monotonic())

    page.on("request", look)
    return sent


def test_a_pause_of_two_seconds_saves_and_the_page_says_when(maya: Page) -> None:
    writing, sent = Writing(maya), drafts_sent(maya)
    maya.clock.install()  # the page's time goes when it is told to, however busy the machine is
    writing.open_new()
    maya.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    expect(writing.status).to_have_text("Not saved yet")
    writing.write(WORDS)
    expect(writing.status).to_have_text("Not saved yet")
    maya.clock.run_for(1950)
    maya.wait_for_timeout(500)  # what was sent too soon would be here by now
    assert sent == []
    before = datetime.now(HARBOUR)
    with maya.expect_request("**/draft"):
        maya.clock.run_for(100)
    writing.wait_until_saved()
    assert len(sent) == 1
    said = re.search(r"Saved as a draft, today, (\d\d:\d\d)", writing.status.inner_text())
    assert said is not None
    assert said[1] in {f"{moment:%H:%M}" for moment in (before, datetime.now(HARBOUR))}
    maya.clock.resume()
    maya.reload()
    expect(writing.field("Your reflection")).to_have_value(WORDS)


def test_typing_on_while_a_draft_travels_is_saved_too(maya: Page) -> None:
    writing = Writing(maya)
    writing.open_new()
    maya.route("**/draft", lambda route: (time.sleep(0.5), route.continue_()))
    writing.write("First. ")
    with maya.expect_request("**/draft"):
        pass
    writing.write("Second.")
    writing.wait_until_saved()
    maya.reload()
    expect(writing.field("Your reflection")).to_have_value("First. Second.")


def test_the_choice_of_who_can_read_is_never_autosaved(maya: Page, window: Window, backstage: Backstage) -> None:
    writing, ines = Writing(maya), window()
    writing.open_new()
    writing.let_read(THERAPIST_TOO)
    writing.write(WORDS)
    writing.wait_until_saved()
    backstage.sign_in(ines, backstage.cast.therapist)
    ines.goto("/review")
    expect(ines.get_by_role("heading", name="Nothing waits to be read")).to_be_visible()
    maya.reload()
    expect(maya.get_by_role("radio", name=ONLY_ME, exact=True)).to_be_checked()


def test_changes_of_a_shared_reflection_wait_for_save(maya: Page, window: Window, backstage: Backstage) -> None:
    reflection, writing, ines = backstage.write("What she sees.", "Harbour"), Writing(maya), window()
    backstage.sign_in(ines, backstage.cast.therapist)
    maya.goto(f"/reflections/{reflection}/edit")
    writing.write("Not for her yet. ")
    writing.wait_until_saved()
    maya.reload()
    expect(maya.get_by_text(re.compile("sees the version saved"))).to_be_visible()
    ines.goto(f"/review/{reflection}")
    expect(ines.get_by_text("What she sees.")).to_be_visible()
    expect(ines.get_by_text("Not for her yet.")).to_have_count(0)


def test_save_right_after_the_last_key_and_right_after_autosave_make_one_row(maya: Page, backstage: Backstage) -> None:
    writing = Writing(maya)
    writing.open_new()
    writing.write(WORDS)
    writing.save()
    expect(Reading(maya).section("Earlier versions")).to_have_count(0)
    writing.open_new()
    writing.write(WORDS)
    with maya.expect_response("**/draft"):
        pass
    writing.save()
    expect(maya.get_by_text(WORDS)).to_be_visible()
    assert backstage.count(Reflection) == 2


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_save_pressed_twice_makes_one_row(window: Window, backstage: Backstage, scripts: bool) -> None:
    page = window(scripts=scripts)
    backstage.sign_in(page, backstage.cast.patient)
    writing = Writing(page)
    writing.open_new()
    writing.paste(WORDS)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page).to_have_url(re.compile(r"/reflections/[0-9a-f-]{36}$"))  # the first press is broken off
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(Reading(page).section("Earlier versions")).to_have_count(0)
    assert backstage.count(Reflection) == 1


def test_leaving_by_back_before_the_pause_loses_nothing(maya: Page, backstage: Backstage) -> None:
    writing = Writing(maya)
    writing.open_new()
    writing.write(WORDS)
    maya.go_back()
    expect(writing.heading("Today")).to_be_visible()
    eventually(lambda: backstage.count(Reflection) == 1)
    maya.reload()
    maya.get_by_role("region", name="Not finished yet", exact=True).get_by_role("link").click()
    expect(writing.field("Your reflection")).to_have_value(WORDS)


def test_words_typed_before_the_script_has_come_are_saved_too(maya: Page) -> None:
    writing, late = Writing(maya), list[Route]()

    def hold(route: Route) -> None:
        late.append(route)

    maya.route("**/autosave.js*", hold)
    maya.goto("/reflections/new", wait_until="commit")
    writing.paste(WORDS)
    late[0].continue_()
    writing.wait_until_saved()


@pytest.mark.expects_console("status of 400")
def test_a_page_without_words_is_not_kept_however_it_is_left(maya: Page, backstage: Backstage) -> None:
    writing, sent = Writing(maya), drafts_sent(maya)
    writing.open_new()
    writing.save()
    expect(writing.alert).to_be_visible()
    maya.wait_for_timeout(3000)  # longer than the pause after which what has words is sent
    assert sent == []
    writing.follow("Leave")
    maya.goto("/reflections")
    expect(maya.get_by_text("Draft", exact=True)).to_have_count(0)
    maya.goto("/")
    expect(writing.heading("Today")).to_be_visible()
    expect(writing.heading("Not finished yet")).to_have_count(0)
    assert backstage.count(ReflectionDraft) == backstage.count(Reflection) == 0
