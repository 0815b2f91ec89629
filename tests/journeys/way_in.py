"""The way into treatment, from the first call to the day before the first session, as clinician and patient go it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from playwright.sync_api import Page, expect

from journal.services.care import care, care_requests
from journal.services.treatment import treatment_requests, treatment_team
from tests.journeys import layout
from tests.journeys.months import Months
from tests.journeys.pages import Joining, View
from tests.support import shown
from tests.support.browser import DESK
from tests.support.cast import Cast, Member, join

NAME, EMAIL, PASSWORD = "Lena Brandt", "lena@people.example", "willow by the slow canal"
Check = Callable[[Page], None]


@dataclass(frozen=True)
class Team:
    """Who treats Lena besides her therapist."""

    prescriber: Member
    nurse: Member


def first_call(months: Months, keeper: Member, accessible: Check) -> UUID:
    """A therapist opens a record after a call, and notes enquiry, referral and the clinic's answer."""
    page = months.sit(keeper, "/patients/new", DESK)
    view = View(page)
    for label, words in (("Full name", NAME), ("Email", EMAIL), ("Second identifier", "1986-05-04")):
        view.field(label).fill(words)
    view.press("Open the record")
    expect(view.heading(NAME)).to_be_visible()
    person = UUID(page.url.split("/patients/")[1].split("/")[0])
    accessible(page)
    view.follow("Referral")
    view.follow("Note an enquiry")
    view.field("What they ask").fill("Whether this could help beside talking therapy.")
    view.press("Save")
    view.follow("Note the referral")
    view.field("Who refers").fill("Dr. Hanna Brandt")
    page.get_by_text("Psychiatrist", exact=True).click()
    view.field("Credential").fill("MD")
    with months.now() as moment:
        view.field("Date of the referral").fill(f"{moment - timedelta(days=4):%Y-%m-%d}")
    view.field("Indication").fill("Depression, two treatments without response.")
    view.press("Save")
    page.get_by_text("Accept", exact=True).click()
    view.field("Reason").first.fill("Two adequate trials are documented.")
    view.press("Keep this answer")
    expect(page.get_by_text("Two adequate trials are documented.")).to_be_visible()
    accessible(page)
    return person


def comes(months: Months, cast: Cast, person: UUID, accessible: Check) -> Member:
    """Lena accepts an invitation on her phone; the therapist makes sure that it is her; she takes the record over."""
    desk = View(months.sit(cast.therapist, f"/patients/{person}/record"))
    desk.press(f"Invite {NAME}")
    link = desk.field("One-time link").input_value()
    page = months.window()
    months.windows[NAME] = page
    page.goto(link)
    joining = Joining(page)
    joining.choose_password("Accept invitation", PASSWORD)
    code = joining.code()
    joining.store_kit()
    joining.agree()
    hers = months.sit(cast.therapist, f"/patients/{person}/record/hand-over")
    hers.get_by_label("I have spoken with them").check()
    View(hers).press("Hand the record over")
    page.goto("/")
    expect(page.get_by_role("heading", name="A record was kept for you before you came")).to_be_visible()
    assert layout.too_wide(page) == []
    accessible(page)
    page.get_by_role("region", name="A record was kept").get_by_role("checkbox").check()
    joining.press("Take it over")
    page.goto("/referral")
    expect(page.get_by_text("Whether this could help beside talking therapy.")).to_be_visible()
    return Member(person, cast.clinic_id, NAME, EMAIL, "patient", "1986-05-04", PASSWORD, code)


def is_let_in(months: Months, cast: Cast) -> Team:
    """She lets her therapist, a prescriber and a nurse in, past the pages that other journeys walk."""
    with months.now(), months.backstage.app.app_context():
        care.ask(cast.clinic_id, cast.patient.id, cast.therapist.id)
        (asked,) = care_requests.requests(cast.patient.actor())
        care_requests.answer(cast.patient.actor(), asked.id, accept=True, fingerprint=asked.fingerprint)
        names = (("Noor Haddad", "prescriber"), ("Sam Ellery", "nurse"))
        team = [join(cast.clinic_id, name, role, name, "copper kettle on a cold morning") for name, role in names]
        for each in team:
            request = treatment_team.ask(cast.manager.actor(), cast.patient.id, each.id)
            words = shown.of_person(each.id)
            treatment_requests.answer(cast.patient.actor(), request, accept=True, also_before=True, fingerprint=words)
    return Team(*team)


def is_evaluated(months: Months, lena: Member, prescriber: Member, accessible: Check) -> None:
    """She fills in what she likes on her phone; a prescriber signs a red flag, and clears her."""
    page = months.sit(lena, "/evaluation")
    view = View(page)
    view.follow("Open this part")
    page.locator("textarea:visible").first.fill("Asthma as a child.")
    view.press("Stop here")
    expect(view.heading("Evaluation")).to_be_visible()
    page.goto("/evaluation/trauma")
    view.press("Leave this part out")
    page.goto("/evaluation/flags")
    for group, answer in enumerate(("Yes", "No")):
        page.get_by_role("group").nth(group).get_by_text(answer, exact=True).click()
    page.get_by_role("button", name="Save").first.click()
    assert layout.too_wide(page) == []
    desk = months.sit(prescriber, f"/patients/{lena.id}/evaluation/flags", DESK)
    desk.get_by_label("Reason for clearing").first.fill("Read 124 over 78 on five days.")
    View(desk).press("Clear this red flag")
    expect(desk.get_by_text("Read 124 over 78 on five days.")).to_be_visible()
    accessible(desk)


def is_planned(months: Months, lena: Member, prescriber: Member, begins: datetime, accessible: Check) -> None:
    """A course and its dose plan by the prescriber; consent point by point and a preference by her."""
    page = months.sit(prescriber, f"/patients/{lena.id}/course")
    view = View(page)
    view.follow("Plan a course")
    view.field("Template").select_option("Six sessions in two to three weeks, then maintenance")
    view.field("First day").fill(f"{begins:%Y-%m-%d}")
    view.field("Last day").fill(f"{begins + timedelta(days=21):%Y-%m-%d}")
    page.get_by_text("Intramuscular", exact=True).click()
    view.press("Plan it")
    page.get_by_role("link", name="Write", exact=True).first.click()
    view.field("Dose").fill("40")
    view.field("Unit").select_option("mg")
    view.press("Save the plan")
    expect(page.get_by_text("40 mg")).to_be_visible()
    accessible(page)
    phone = months.sit(lena, "/course")
    hers = View(phone)
    phone.locator("#consent").locator("xpath=..").get_by_role("link").click()
    for agree in phone.get_by_text("I agree", exact=True).all():
        agree.click()
    phone.get_by_role("group").filter(has=phone.locator("[name=touch]")).locator("label").first.click()
    accessible(phone)
    hers.press("Keep my answers")
    expect(phone.get_by_text("You agreed")).to_be_visible()
    assert layout.too_wide(phone) == []
