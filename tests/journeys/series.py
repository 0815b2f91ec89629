"""The steps of a series: the session on a tablet, the hours and weeks after it on a phone, and the brief."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.journeys import layout
from tests.journeys.months import Months
from tests.journeys.pages import THERAPIST_TOO, Writing
from tests.support import sittings
from tests.support.browser import DESK
from tests.support.cast import Cast, Member

TABLET = {"width": 768, "height": 1024}
DAY = timedelta(days=1)
Check = Callable[[Page], None]


def writes(page: Page, words: str, title: str = "", *, shared: bool = False) -> None:
    """Follows the one next thing and keeps a few words there."""
    writing = Writing(page)
    assert layout.too_wide(page) == []
    writing.follow("New reflection")
    writing.write(words, title)
    if shared:
        writing.let_read(THERAPIST_TOO)
    writing.save()


def is_given(months: Months, nurse: Member, begins: datetime, ends: datetime, accessible: Check) -> None:
    """A session from check-in to the way home, on a tablet."""
    months.go_to(begins)
    page = months.sit(nurse, "/sessions", TABLET)
    view = Writing(page)
    page.get_by_role("region", name="Today").get_by_role("button", name="Check in").click()
    view.press("Begin now")
    page.get_by_label("Upper", exact=True).fill("128")
    page.get_by_label("Lower", exact=True).fill("82")
    view.press("Save blood pressure")
    expect(page.get_by_role("region", name="Log").locator("tbody tr")).to_have_count(1)
    accessible(page)
    months.go_to(ends)
    page = months.sit(nurse, page.url)
    view.press("End now")
    page.locator("#leaving").get_by_role("link", name="Fill in").click()
    page.get_by_label("Left with", exact=True).fill("Her sister")
    view.press("Save")
    expect(page.get_by_text("Her sister")).to_be_visible()


def lands(months: Months, patient: Member, at: datetime) -> None:
    """The first hours: three words, and nothing to decide."""
    months.go_to(at)
    page = months.sit(patient, "/")
    expect(page.get_by_text("No driving and no big decisions")).to_be_visible()
    writing = Writing(page)
    writing.follow("A quiet page for now")
    writing.field("Your reflection").press_sequentially("warm, lake, door")
    writing.save()


def looks_back(months: Months, patient: Member, ended: datetime, accessible: Check) -> str:
    """A first account, a second look beside the first fragments, and one small thing to do; gives that."""
    months.go_to(ended + timedelta(hours=26))
    page = months.sit(patient, "/")
    expect(page.get_by_text("Tell it from the start")).to_be_visible()
    writes(page, "It was the same lake, and the door stood open.", "The lake, again", shared=True)
    page.locator("summary", has_text="Make an insight").click()
    page.get_by_label("Words it comes from").fill("the door stood open")
    page.get_by_role("button", name="Make an insight", exact=True).click()
    page.locator("summary", has_text="Add a strategy").click()
    page.get_by_label("One small thing to do").fill("Leave my own door open in the evening.")
    page.get_by_role("button", name="Keep strategy", exact=True).click()
    accessible(page)
    months.go_to(ended + timedelta(hours=74))
    page = months.sit(patient, "/")
    expect(page.get_by_text("If this had one sentence for you")).to_be_visible()
    Writing(page).follow("New reflection")
    expect(page.get_by_text("warm, lake, door")).to_be_visible()
    page.goto("/")
    writes(page, "Nothing has to be held shut.")
    return "Leave my own door open in the evening."


def meets(months: Months, therapist: Member, name: str, at: datetime, strategy: str, accessible: Check) -> None:
    """The therapist is ready from one page: what was written, and what was agreed on."""
    months.go_to(at)
    page = months.sit(therapist, "/patients", DESK)
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    page.get_by_role("link", name="Brief", exact=True).first.click()
    expect(page.get_by_role("heading", name="Agreed last time")).to_be_visible()
    expect(page.get_by_text(strategy)).to_be_visible()
    accessible(page)


def is_held(months: Months, cast: Cast, ended: datetime) -> None:
    """One more session; the patient keeps a few words the next day."""
    months.go_to(ended)
    with months.now(), months.backstage.app.app_context():
        sittings.held(cast.patient, cast.therapist, ended)
    months.go_to(ended + timedelta(hours=26))
    writes(months.sit(cast.patient, "/"), "Quieter this time.")


def goes_on(months: Months, patient: Member, last: datetime, accessible: Check) -> None:
    """After the last session Today comes back at each of its times; then the sessions lie side by side."""
    for days, asked in (
        (3, "If this had one sentence for you"), (7, "What did you try?"), (14, "What has quietly changed"),
        (30, "Find one sentence you wrote"), (58, "What is still with you from this session"),
        (88, "If you look back to the days after the session"),
    ):  # fmt: skip
        months.go_to(last + days * DAY)
        page = months.sit(patient, "/")
        expect(page.get_by_text(asked)).to_be_visible()
        writes(page, f"On day {days} the door is open.")
    page = months.sit(patient, "/insights")
    page.get_by_role("link", name="the door stood open").first.click()
    page.locator("summary", has_text="Write down a change").click()
    page.get_by_label("What has changed", exact=True).fill("I sleep with the window open.")
    page.get_by_role("button", name="Keep change", exact=True).click()
    expect(page.get_by_text("I sleep with the window open.")).to_be_visible()
    page.goto("/sessions/side-by-side")
    expect(page.get_by_text("A little more room for sleep.")).to_be_visible()
    accessible(page)
    assert layout.too_wide(page) == []
