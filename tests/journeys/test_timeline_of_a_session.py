"""On a phone, the day after a session: the one next thing, one prompt at a time, and a page that keeps when."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from journal import clock
from journal.services.prompts import clinic_prompts
from tests.journeys import layout
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import THERAPIST_TOO, Writing
from tests.support import sittings
from tests.support.browser import NARROW

FIRST, SECOND = (
    "Tell it from the start, or from the part that stays. Skip what you like.",
    "Which feeling surprised you?",
)


def test_a_first_account_is_written_from_today_beside_one_prompt_at_a_time(
    window: Window, backstage: Backstage
) -> None:
    cast = backstage.cast
    with backstage.app.app_context():  # 34 hours ago, and no quiet hours: whatever time it is while this runs
        sittings.held(cast.patient, cast.therapist, clock.now() - timedelta(hours=34))
        clinic_prompts.change_quiet(cast.manager.actor(), 0, 0, 0)
    page = window(size=NARROW)
    backstage.sign_in(page, cast.patient)
    page.goto("/")
    writing = Writing(page)
    expect(writing.heading(FIRST)).to_be_visible()
    expect(page.get_by_text("34 hours after your first session").first).to_be_visible()
    assert layout.too_wide(page) == []
    writing.follow("New reflection")
    expect(page.get_by_text(FIRST)).to_be_visible()
    expect(page.get_by_text(SECOND)).to_be_hidden()
    assert layout.fully_in_view(page, "link", "Stop here")
    assert layout.too_wide(page) == []
    writing.write("It was the same lake.", "The lake, again")
    writing.press("Another")
    expect(page.get_by_text(SECOND)).to_be_visible()
    expect(page.get_by_text(FIRST)).to_be_hidden()
    expect(writing.field("Your reflection")).to_have_value("It was the same lake.")
    writing.press("Hide prompts")
    expect(page.get_by_text(SECOND)).to_be_hidden()
    writing.press("Show a prompt")
    expect(page.get_by_text(SECOND)).to_be_visible()
    writing.wait_until_saved()
    writing.press("Skip for good")
    expect(page.get_by_text("Did anything look different from further away?")).to_be_visible()
    expect(writing.field("Your reflection")).to_have_value("It was the same lake.")
    writing.let_read(THERAPIST_TOO)
    writing.press("Save")
    expect(writing.heading("The lake, again")).to_be_visible()
    expect(page.get_by_text("34 hours after your first session")).to_be_visible()
    page.goto("/")
    expect(writing.heading(FIRST)).to_have_count(0)
    expect(page.get_by_text("34 hours after your first session")).to_be_visible()  # beside the page in the list
