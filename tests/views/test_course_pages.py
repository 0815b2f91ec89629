"""Pages of courses: planned by the team, answered by the patient, marked before a session, and words that come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from journal import clock
from journal.models import Course, DosingSession, SignIn, TreatmentConsent
from tests.support.cast import Cast
from tests.support.days import clinic_today
from tests.support.forms import form_with, press
from tests.views.steps import SignedIn, change, post, scalar
from tests.views.treatment_steps import check_in


def day(after: int) -> str:
    return (clinic_today() + timedelta(days=after)).isoformat()


def plan(client: FlaskClient, cast: Cast, first: int = -3, last: int = 20) -> TestResponse:
    page = client.get(f"/patients/{cast.patient.id}/course/new")
    typed = {"template": "six_sessions", "route": "intramuscular", "starts_on": day(first), "ends_on": day(last)}
    return press(client, page, "Plan it", **typed, note="Mornings only")


def planned(app: Flask, client: FlaskClient, cast: Cast) -> str:
    """The address of the page of a course that was just planned, and its id."""
    assert plan(client, cast).status_code == 303
    return str(scalar(app, select(Course.id)))


def agree(client: FlaskClient, course: str, **instead: str) -> TestResponse:
    page = client.get(f"/course/{course}/consent")
    said = dict.fromkeys(("p1", "p2", "p3", "p5", "p6"), "agree")
    return press(client, page, "Keep my answers", **{**said, "touch": "none", **instead})


def test_a_course_from_plan_to_consent(
    app: Flask, cast: Cast, sam: FlaskClient, noor: FlaskClient, signed_in: SignedIn
) -> None:  # fmt: skip
    address = f"/patients/{cast.patient.id}/course"
    assert "No course goes on" in sam.get(address).text
    course = planned(app, sam, cast)
    again = plan(sam, cast, 5, 9)
    assert again.status_code == 400
    for words in ("These days overlap with the course", "Mornings only"):
        assert words in again.text
    assert "Write</a>" not in sam.get(address).text
    assert sam.get(f"{address}/{course}/dose").status_code == 404
    refused = press(noor, noor.get(f"{address}/{course}/dose"), "Save the plan", dose="35", words="Slowly")
    assert refused.status_code == 400
    assert "A dose needs its unit" in refused.text
    assert press(noor, refused, "Save the plan", unit="mg").status_code == 303
    maya = signed_in(cast.patient)
    assert f"/course/{course}/consent" in maya.get("/").text
    preferred = press(maya, maya.get(f"/course/{course}/preference"), "Keep it", words="Rather less.")
    assert preferred.status_code == 303
    own = maya.get("/course").text
    for words in ("35 mg", "Slowly", "Rather less.", "Read and answer"):
        assert words in own
    page = sam.get(address).text
    for words in ("35 mg", "Rather less.", "Consent to treatment: not given yet."):
        assert words in page
    assert "Consent not given yet" in sam.get(check_in(sam)).text


def test_consent_is_refused_given_and_withdrawn_in_one_press(
    app: Flask, cast: Cast, sam: FlaskClient, signed_in: SignedIn
) -> None:  # fmt: skip
    course, maya = planned(app, sam, cast), signed_in(cast.patient)
    address = f"/patients/{cast.patient.id}/course"
    assert "Nothing was answered yet" in press(maya, maya.get(f"/course/{course}/consent"), "Keep my answers").text
    assert agree(maya, course, p2="refuse").status_code == 303
    assert "Consent to treatment: refused in part." in sam.get(address).text
    assert f"/course/{course}/consent" not in maya.get("/").text
    assert agree(maya, course).status_code == 303
    assert "Consent given" in sam.get(address).text
    assert "No course, no consent" not in sam.get("/sessions").text
    page = maya.get(f"/course/{course}/consent")
    assert "no further session is given" in page.text
    assert press(maya, page, "Withdraw my consent").status_code == 303
    assert "Consent to treatment: withdrawn." in sam.get(address).text
    assert maya.get("/consents/treatment").status_code == 404
    assert maya.get("/consents/treatment/versions/1").status_code == 200


def test_nothing_is_asked_on_a_dosing_day(app: Flask, cast: Cast, sam: FlaskClient, signed_in: SignedIn) -> None:
    course, maya = planned(app, sam, cast), signed_in(cast.patient)
    open_page = maya.get(f"/course/{course}/consent")
    session = check_in(sam)
    assert "On the day of a session the patient is not asked" in sam.get(session).text
    assert f"/course/{course}/consent" not in maya.get("/").text
    assert "Keep my answers" not in maya.get(f"/course/{course}/consent").text
    assert press(maya, open_page, "Keep my answers", p1="agree").status_code == 409
    assert scalar(app, select(func.count()).select_from(TreatmentConsent)) == 0


def test_a_change_under_one_s_hands_gives_the_words_back(app: Flask, cast: Cast, sam: FlaskClient) -> None:
    course = planned(app, sam, cast)
    address = f"/patients/{cast.patient.id}/course/{course}"
    first, second = sam.get(f"{address}/edit"), sam.get(f"{address}/edit")
    assert press(sam, first, "Save", note="The first").status_code == 303
    answer = press(sam, second, "Save", note="The second")
    assert answer.status_code == 409
    for words in ("The second", "What stands there now", "The first"):
        assert words in answer.text
    assert press(sam, answer, "Save").status_code == 303
    told, late = sam.get(f"{address}/told"), sam.get(f"{address}/told")
    assert press(sam, told, "Save", words="A slow start").status_code == 303
    moved = press(sam, late, "Save", words="Music off")
    assert moved.status_code == 409
    assert "A slow start" in moved.text
    assert press(sam, moved, "Save").status_code == 303
    page = sam.get(f"/patients/{cast.patient.id}/course").text
    for words in ("Music off", "What stood there before", "A slow start"):
        assert words in page
    assert press(sam, sam.get(f"/patients/{cast.patient.id}/course"), "It has begun").status_code == 303
    assert post(sam, f"{address}/stage", stage="ended", version="1").status_code == 409
    assert post(sam, f"{address}/stage", stage="nowhere", version="1").status_code == 400


@pytest.mark.parametrize(("place", "button", "field"), [("edit", "Save", "note"), ("told", "Save", "words")])
def test_words_come_back_when_a_form_has_run_out(
    app: Flask, cast: Cast, sam: FlaskClient, place: str, button: str, field: str
) -> None:
    course = planned(app, sam, cast)
    page = sam.get(f"/patients/{cast.patient.id}/course/{course}/{place}")
    back = press(sam, page, button, csrf_token="x", **{field: "typed with care"})
    assert "typed with care" in back.text
    assert press(sam, back, button).status_code == 303


def test_consent_comes_back_after_a_sign_in_that_ran_out(
    app: Flask, cast: Cast, sam: FlaskClient, signed_in: SignedIn
) -> None:  # fmt: skip
    course, maya = planned(app, sam, cast), signed_in(cast.patient)
    page = maya.get(f"/course/{course}/consent")
    change(app, update(SignIn).where(SignIn.person_id == cast.patient.id).values(ended_at=clock.now()))
    answer = press(maya, page, "Keep my answers", p2="refuse", touch="words", touch_words="Only my hand")
    back = press(maya, answer, "Sign in", email=cast.patient.email, password=cast.patient.password)
    assert "Only my hand" in back.text
    assert form_with(back, button="Keep my answers").fields["p2"] == "refuse"


def test_a_session_entered_by_mistake_is_deleted_or_says_why_not(
    app: Flask, cast: Cast, sam: FlaskClient, signed_in: SignedIn
) -> None:  # fmt: skip
    address = check_in(sam)
    assert f"{address}/delete" in sam.get(address).text
    open_page = sam.get(f"{address}/delete")
    press(sam, sam.get(f"{address}/record/debrief"), "Save", note="calm")
    refused = press(sam, open_page, "Delete this session")
    assert refused.status_code == 409
    assert "The treatment team recorded something of it." in refused.text
    assert signed_in(cast.patient).get(f"{address}/delete").status_code == 404
    assert scalar(app, select(func.count()).select_from(DosingSession)) == 1


def test_a_manager_keeps_the_clinic_s_templates(cast: Cast, sam: FlaskClient, signed_in: SignedIn) -> None:
    ruth = signed_in(cast.manager)
    page = ruth.get("/clinic/courses")
    wrong = press(
        ruth, page, "Save", **{"rows-0-name": "Four, weekly", "rows-0-gap_least": "9", "rows-0-gap_most": "7"}
    )
    assert wrong.status_code == 400
    assert "the smaller one first" in wrong.text
    assert press(ruth, wrong, "Save", **{"rows-0-gap_least": "7"}).status_code == 303
    assert "Four, weekly" in ruth.get("/clinic").text
    assert "Four, weekly" in sam.get(f"/patients/{cast.patient.id}/course/new").text
