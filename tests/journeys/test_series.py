"""A whole series: from the day before the first session to the third month after the last, on a phone and a tablet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journal.config import Settings
from journal.services.prompts import clinic_prompts
from journal.services.treatment import treatment_requests, treatment_team
from tests.journeys import layout
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.months import Months
from tests.journeys.pages import THERAPIST_TOO, Writing
from tests.journeys.serving import with_cast
from tests.support import later, shown, sittings
from tests.support.browser import DESK
from tests.support.cast import Cast, Member, join
from tests.support.installations import Installations, running
from tests.support.server import gunicorn

TABLET = {"width": 768, "height": 1024}
DAY = timedelta(days=1)
Check = Callable[[Page], None]


@pytest.fixture
def months(
    installations: Installations, database: str, tmp_path: Path, cast: Cast, open_window: Window
) -> Iterator[Months]:
    """A server, and hands on its database, that can go on to another day."""
    ahead = tmp_path / "ahead"
    ahead.write_text("0", encoding="utf-8")
    more = {later.SETTING: str(ahead)}
    with (
        with_cast(installations, database, tmp_path, "1", gunicorn("tests.support.later:app"), **more) as server,
        running(Settings(server.database_url, installations.secret_file, plain_http=True)) as app,
    ):
        app.config["SERVER_URL"] = server.url
        yield Months(ahead, Backstage(app, cast), partial(open_window, server))


@pytest.fixture
def nurse(months: Months, cast: Cast) -> Member:
    """A nurse whom Maya let into her treatment record."""
    with months.backstage.app.app_context():
        clinic_prompts.change_quiet(cast.manager.actor(), 0, 0, 0)
        nurse = join(cast.clinic_id, "Sam Ellery", "nurse", "Staff 09", "copper kettle on a cold morning")
        asked = treatment_team.ask(cast.manager.actor(), cast.patient.id, nurse.id)
        words = shown.of_person(nurse.id)
        treatment_requests.answer(cast.patient.actor(), asked, accept=True, fingerprint=words)
    return nurse


@pytest.mark.one_engine
def test_from_the_first_session_to_the_third_month(
    months: Months, cast: Cast, nurse: Member, accessible: Check
) -> None:
    first = months.begin()
    with months.now(), months.backstage.app.app_context():
        months.backstage.meet(cast.therapist, 1.05, "dosing")
    writes(months.sit(cast.patient, "/"), "A little more room for sleep.")
    months.sit(cast.patient, "/")
    ended = first + DAY + timedelta(hours=2)
    is_given(months, nurse, first + DAY, ended, accessible)
    lands(months, cast.patient, ended + timedelta(hours=1))
    strategy = looks_back(months, cast.patient, ended, accessible)
    meets(months, cast.therapist, ended + 4 * DAY, strategy, accessible)
    last = ended + 11 * DAY
    for end in (ended + 7 * DAY, last):
        is_held(months, cast, end)
    goes_on(months, cast.patient, last, accessible)


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


def meets(months: Months, therapist: Member, at: datetime, strategy: str, accessible: Check) -> None:
    """The therapist is ready from one page: what was written, and what was agreed on."""
    months.go_to(at)
    page = months.sit(therapist, "/patients", DESK)
    page.get_by_role("main").get_by_role("link", name="Maya Lindqvist").first.click()
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
