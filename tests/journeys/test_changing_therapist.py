"""The therapist changes: the old one is out on every page that is open, the new one begins where the patient says."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from journal.extensions import db
from journal.models import CareRelation
from journal.services import care_endings
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.pages import THERAPIST_TOO, Writing

BEFORE, AFTER = "Shared before", "Shared after"


def end_care(backstage: Backstage) -> None:
    """The manager ends what Ines and Maya had."""
    cast = backstage.cast
    pair = (CareRelation.patient_id == cast.patient.id) & (CareRelation.therapist_id == cast.therapist.id)
    with backstage._acting(cast.manager) as ruth:
        care_endings.end(ruth, db.session.scalars(select(CareRelation.id).where(pair)).one())


def review_of(page: Page, backstage: Backstage) -> set[str]:
    """What waits for Tomas to read."""
    backstage.sign_in(page, backstage.cast.other_therapist)
    page.goto("/review")
    return set(page.get_by_role("listitem").get_by_role("link").all_inner_texts())


@pytest.mark.expects_console("status of 404")
def test_an_open_page_reads_and_writes_nothing_more(window: Window, backstage: Backstage) -> None:
    reflection = backstage.write("What she shared.", BEFORE)
    ines, second_tab = window(), window()
    for page in (ines, second_tab):
        backstage.sign_in(page, backstage.cast.therapist)
        page.goto(f"/review/{reflection}")
        expect(page.get_by_text("What she shared.")).to_be_visible()
    end_care(backstage)
    Writing(ines).press("Mark as reviewed")
    expect(ines.get_by_role("heading", name="There is nothing here")).to_be_visible()
    second_tab.reload()
    expect(second_tab.get_by_text("What she shared.")).to_have_count(0)
    ines.goto("/patients")
    expect(ines.get_by_text(backstage.cast.patient.name)).to_have_count(0)


def test_afterwards_the_patient_is_told_and_writes_on_alone(window: Window, backstage: Backstage) -> None:
    backstage.write("What she shared.", BEFORE)
    end_care(backstage)
    maya = window()
    backstage.sign_in(maya, backstage.cast.patient)
    maya.goto("/")
    expect(maya.get_by_text("No therapist reads this now")).to_be_visible()
    expect(maya.get_by_role("link", name="Get help now")).to_be_visible()
    writing = Writing(maya)
    writing.open_new()
    expect(maya.get_by_label(THERAPIST_TOO)).to_have_count(0)
    writing.write("For myself alone.", title=AFTER)
    writing.save()
    expect(maya.get_by_text("For myself alone.")).to_be_visible()


@pytest.mark.parametrize(("words", "history"), [("Share from now on", False), ("Share what I shared before too", True)])
def test_the_new_therapist_begins_where_the_patient_says(
    window: Window, backstage: Backstage, words: str, *, history: bool
) -> None:
    backstage.write("What she shared.", BEFORE)
    end_care(backstage)
    backstage.ask(backstage.cast.patient, backstage.cast.other_therapist)
    maya = window()
    backstage.sign_in(maya, backstage.cast.patient)
    maya.goto("/")
    Writing(maya).press(words)
    expect(Writing(maya).status).to_have_text("Your answer is kept.")
    writing = Writing(maya)
    writing.open_new()
    writing.write("What came later.", title=AFTER)
    writing.let_read(THERAPIST_TOO)
    writing.save()
    expect(maya.get_by_text(re.compile("You and Tomas Reyes since"))).to_be_visible()
    assert review_of(window(), backstage) & {BEFORE, AFTER} == ({BEFORE, AFTER} if history else {AFTER})
