"""Measures as people meet them: from a phone to a closed flag, by keyboard alone, and a year of answers as a chart."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from journal.models import SafetyFlag
from tests.journeys import layout
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import View
from tests.services import measure_steps
from tests.support.browser import DESK, NARROW
from tests.support.cast import Cast

ACTION, NOTE = "Called her at eleven; her sister is with her.", "We meet tomorrow, and she has her plan beside her."
WEEKS = 52


@pytest.fixture
def maya(window: Window, backstage: Backstage, cast: Cast) -> View:
    """Maya on her phone."""
    view = View(window(size=NARROW))
    backstage.sign_in(view.page, cast.patient)
    return view


def begin(view: View, name: str) -> None:
    """Opens the questions of a measure from the list of all that can be filled in."""
    view.page.goto("/measures")
    offered = view.page.get_by_role("region", name="At any time", exact=True)
    offered.get_by_text("All that can be filled in", exact=True).click()
    offered.get_by_role("link", name=name, exact=True).click()


def answer(view: View, words: str, step: str = "Next") -> None:
    """Gives one answer and goes on."""
    view.page.get_by_role("radio", name=words, exact=True).check()
    view.press(step)


@pytest.mark.expects_console("status of 400")
@pytest.mark.timeout(240)
def test_an_answer_that_asks_for_a_person_goes_from_the_phone_to_a_closed_flag(
    window: Window, backstage: Backstage, cast: Cast, maya: View, accessible: Callable[[Page], None]
) -> None:
    begin(maya, "PHQ-9: Patient Health Questionnaire-9")
    for number in range(1, 9):
        expect(maya.page.get_by_text(f"PHQ-9, {number} of 10")).to_be_visible()
        answer(maya, "Not at all")
    accessible(maya.page)
    answer(maya, "Several days")
    # before anything is counted up, and before the question that follows
    expect(maya.page.get_by_text("Nobody watches these pages in real time.").first).to_be_visible()
    expect(maya.page.get_by_role("link", name=re.compile("^Call "))).not_to_have_count(0)
    expect(maya.page.get_by_text("points")).to_have_count(0)
    assert backstage.count(SafetyFlag) == 1
    accessible(maya.page)
    maya.press("Ask the clinic to contact me")
    expect(maya.page.get_by_text(re.compile("Nobody has seen it yet"))).to_be_visible()
    maya.follow("Go on")
    answer(maya, "Not difficult at all", "Finish")
    maya.follow("Go on")  # help comes once more before the score: its page may have been left before it was read
    expect(maya.page.get_by_text("1 point", exact=False)).to_be_visible()

    ines = View(window(size=DESK))
    backstage.sign_in(ines.page, cast.therapist)
    ines.page.goto("/review")
    expect(ines.heading("Open safety flag")).to_be_visible()
    accessible(ines.page)
    ines.follow("Open the flag")
    expect(ines.page.get_by_text("Contact this person.")).to_be_visible()  # care opens no answer
    expect(ines.page.get_by_text("better off dead")).to_have_count(0)
    ines.field("Closing note").fill(NOTE)
    ines.press("Close flag")
    expect(ines.alert).to_be_visible()
    expect(ines.field("Closing note")).to_have_value(NOTE)
    ines.press("Acknowledge")
    ines.field("What was done").fill(ACTION)
    ines.press("What was done")
    expect(ines.page.get_by_text(ACTION)).to_be_visible()
    accessible(ines.page)

    maya.page.goto("/")
    expect(maya.page.get_by_text(re.compile(rf"{cast.therapist.name} has seen"))).to_be_visible()
    begin(maya, "PHQ-9: Patient Health Questionnaire-9")
    maya.press("All on one page")
    for group in maya.page.get_by_role("group").all():
        group.get_by_role("radio").first.check()
    maya.press("Finish")
    expect(maya.page.get_by_text("0 points", exact=False)).to_be_visible()
    ines.page.goto("/review")
    expect(ines.heading("Open safety flag")).to_be_visible()  # a later answer closes nothing
    ines.follow("Open the flag")
    ines.field("Closing note").fill(NOTE)
    ines.press("Close flag")
    expect(ines.page.get_by_text("Closed", exact=True).first).to_be_visible()
    ines.page.goto("/review")
    expect(ines.heading("Open safety flag")).to_have_count(0)
    assert backstage.count(SafetyFlag) == 1


def test_a_measure_is_answered_by_keyboard_alone_left_and_taken_up_again(maya: View) -> None:
    page = maya.page
    begin(maya, "GAD-7: Generalized Anxiety Disorder-7")
    for number in (1, 2):
        expect(page.get_by_text(f"GAD-7, {number} of 7")).to_be_visible()
        question = page.get_by_role("heading", level=1)
        expect(question).to_be_focused()
        expect(page.get_by_role("group", name=question.inner_text(), exact=True)).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("radio").first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("radio", name="Several days", exact=True)).to_be_checked()
        page.keyboard.press("Enter")
    maya.press("Stop here, go on later")
    page.goto("/measures")
    maya.follow("Go on with GAD-7")
    expect(page.get_by_text("GAD-7, 3 of 7")).to_be_visible()
    maya.press("Back")
    expect(page.get_by_role("radio", name="Several days", exact=True)).to_be_checked()


def test_finish_waits_for_answers_that_are_on_their_way(maya: View) -> None:
    begin(maya, "PHQ-2: Patient Health Questionnaire-2")
    maya.press("All on one page")
    first, second = maya.page.get_by_role("group").all()
    on_their_way: list[Route] = []
    sent: list[str] = []

    def hold(route: Route) -> None:
        kind = route.request.headers["accept"]
        sent.append(kind)
        if kind == "application/json" and not on_their_way:
            on_their_way.append(route)
        else:
            route.continue_()

    maya.page.route("**/measures/answer", hold)
    first.get_by_role("radio", name="Not at all", exact=True).check()
    with maya.page.expect_request("**/measures/answer"):  # what was chosen goes by itself
        second.get_by_role("radio", name="Several days", exact=True).check()
    first.get_by_role("radio", name="Nearly every day", exact=True).check()  # another mind before it has arrived
    maya.press("Finish")
    assert sent == ["application/json"]
    on_their_way[0].continue_()
    expect(maya.page.get_by_text("4 points", exact=False)).to_be_visible()


def a_year(backstage: Backstage, cast: Cast) -> None:
    """A year of weekly answers, better for a while and not to the end."""
    with backstage.acting(cast.patient) as actor:
        for week in range(WEEKS):
            wanted = 18 - week // 3 if week < 30 else 8 + (week - 30) // 3
            measure_steps.total(actor, "phq9", wanted, days_ago=7 * (WEEKS - week) - 6, phq9_9=int(week < 3))


@pytest.mark.timeout(240)
def test_a_year_of_answers_is_a_chart_on_a_phone_at_a_desk_in_the_dark_and_on_paper(
    backstage: Backstage, cast: Cast, maya: View, accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    a_year(backstage, cast)
    page = maya.page
    page.goto("/measures/phq9")
    drawn = page.get_by_role("img", name=re.compile("PHQ-9"))
    for size in (NARROW, DESK):
        page.set_viewport_size(size)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            expect(drawn).to_be_visible()
            assert not layout.too_wide(page)
            accessible(page)
    # what is drawn stands there in numbers too
    maya.follow(f"All {WEEKS} answers")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(WEEKS + 1)
    said = page.locator("main").inner_text().lower()
    assert not any(word in said for word in ("severe", "moderate", "mild", "worse", "remission", "because of"))
    page.emulate_media(media="print")
    expect(drawn).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    page.pdf(path=tmp_path / "course.pdf", format="A4")
    assert (tmp_path / "course.pdf").stat().st_size > 10_000


def test_a_year_of_answers_needs_no_script(window: Window, backstage: Backstage, cast: Cast) -> None:
    a_year(backstage, cast)
    page = window(size=NARROW, scripts=False)
    backstage.sign_in(page, cast.patient)
    page.goto("/measures/phq9")
    expect(page.get_by_role("img", name=re.compile("PHQ-9"))).to_be_visible()
    begin(View(page), "PHQ-2: Patient Health Questionnaire-2")
    answer(View(page), "Not at all")
    answer(View(page), "Several days", "Finish")
    expect(page.get_by_text("1 point", exact=False)).to_be_visible()
