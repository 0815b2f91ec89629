"""Pages of enquiries and referrals: the list, one patient's page, the patient's own, and words that come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from journal import clock
from journal.models import SignIn
from tests.support.cast import Cast, Member
from tests.support.days import clinic_today
from tests.support.forms import press
from tests.views.routes import member
from tests.views.steps import SignedIn, change, post
from tests.views.treatment_steps import join

LETTER = {
    "referrer": "Dr. Hanna Brandt", "kind": "psychiatrist", "credential": "MD", "indication": "Depression <deep>",
    "document": "Letter 12",
}  # fmt: skip


@pytest.fixture
def at(cast: Cast) -> str:
    """The address of the patient's referral."""
    return f"/patients/{cast.patient.id}/referral"


def day(days: int) -> str:
    return (clinic_today() - timedelta(days=days)).isoformat()


def note_letter(client: FlaskClient, at: str, **changed: str) -> None:
    typed = {**LETTER, "dated_on": day(9), "received_on": day(4), **changed}
    answer = press(client, client.get(f"{at}/letter"), "Save", **typed)
    assert answer.status_code == 303, answer.text


def test_from_the_enquiry_to_an_answer_that_the_patient_is_told(
    cast: Cast, noor: FlaskClient, signed_in: SignedIn, at: str
) -> None:
    assert "Nothing noted" in noor.get("/referrals").text
    assert "Nothing is noted yet" in noor.get(at).text
    assert f'href="{at}"' in noor.get("/sessions").text
    asked = press(noor, noor.get(f"{at}/enquiry"), "Save", asks="Whether it could help", consultation_on=day(-5))
    assert asked.status_code == 303
    note_letter(noor, at)
    listed = noor.get("/referrals").text
    assert "waits 4 days" in listed
    assert cast.patient.identifier in listed
    assert "Nothing stands at this stage" in noor.get("/referrals?stage=declined").text
    page = noor.get(at)
    assert '<li aria-current="step">Referral</li>' in page.text
    assert "Depression &lt;deep&gt;" in page.text
    answer = press(noor, page, "Keep this answer", what="accepted", reason="Two adequate trials")
    assert answer.status_code == 303
    patient = signed_in(cast.patient)
    own = patient.get("/referral").text
    for words in ("Your referral was accepted", "Dr. Hanna Brandt, MD", "Whether it could help", "+1 212 555 0134"):
        assert words in own
    assert "Two adequate trials" not in own
    assert press(noor, noor.get(at), "Mark as told").status_code == 303
    assert "Two adequate trials" in patient.get("/referral").text
    assert "accepted your referral" in patient.get("/account/history").text
    assert press(noor, noor.get(at), "Take it back", reason="Misread").status_code == 303
    assert "waits 4 days" in noor.get("/referrals").text


def test_what_is_refused_comes_back_as_it_was_typed(noor: FlaskClient, at: str) -> None:
    form = noor.get(f"{at}/letter")
    slips = {"future": day(-3), "was born, in 1988": "1969-05-03", "Give a day, such as": "tomorrow"}
    for said, dated_on in slips.items():
        answer = press(noor, form, "Save", **{**LETTER, "dated_on": dated_on})
        assert (answer.status_code, said in answer.text, 'value="Letter 12"' in answer.text) == (400, True, True), said
    asked = press(noor, form, "Save", **{**LETTER, "dated_on": day(1000)})
    assert (asked.status_code, "Is this meant?" in asked.text) == (409, True)
    assert press(noor, asked, "Save").status_code == 303
    page = noor.get(at)
    answer = press(noor, page, "Keep this answer", what="declined", reason="")
    assert (answer.status_code, "Write the reason" in answer.text) == (400, True)
    answer = press(noor, page, "Keep this answer", reason="Words kept")
    assert (answer.status_code, "Choose one of the two" in answer.text, "Words kept" in answer.text) == (
        400,
        True,
        True,
    )


def test_a_change_under_ones_eyes_shows_both(app: Flask, noor: FlaskClient, at: str) -> None:
    note_letter(noor, at)
    stale, page = noor.get(f"{at}/letter"), noor.get(at)
    note_letter(noor, at, document="Letter 13")
    moved = press(noor, stale, "Save", document="Letter 14")
    assert moved.status_code == 409
    for words in ('value="Letter 14"', "What stands there now", "Letter 13"):
        assert words in moved.text
    moved_on = press(noor, page, "Keep this answer", what="accepted", reason="A reason of mine")
    assert (moved_on.status_code, "A reason of mine" in moved_on.text) == (409, True)
    press(noor, moved_on, "Keep this answer")
    late = press(noor, page, "Keep this answer", what="declined", reason="Too late for it")
    assert (late.status_code, "What you wrote, not kept" in late.text, "Too late for it" in late.text) == (
        409,
        True,
        True,
    )
    assert press(noor, moved, "Save").status_code == 409  # it was answered meanwhile, which is a change too
    assert "What stood there before a change" in noor.get(at).text


def test_an_expired_sign_in_gives_the_words_back(app: Flask, noor: FlaskClient, prescriber: Member, at: str) -> None:
    note_letter(noor, at)
    form, page = noor.get(f"{at}/enquiry"), noor.get(at)
    change(app, update(SignIn).values(expires_at=clock.now() - timedelta(minutes=1)))
    typed = {"Save": {"asks": "Words of hers"}, "Keep this answer": {"what": "declined", "reason": "Words of mine"}}
    for asked, button in ((form, "Save"), (page, "Keep this answer")):
        answer = press(noor, asked, button, **typed[button])
        assert (answer.status_code, "Your words are safe" in answer.text) == (401, True)


def test_a_form_that_expired_comes_back_filled_in(noor: FlaskClient, at: str) -> None:
    note_letter(noor, at)
    answer = press(noor, noor.get(f"{at}/enquiry"), "Save", asks="Words of hers", csrf_token="old")
    assert "Words of hers" in answer.text
    assert "send them once more" in answer.text
    answer = press(noor, noor.get(at), "Keep this answer", what="declined", reason="Words of mine", csrf_token="old")
    assert "Words of mine" in answer.text


def test_nobody_else_finds_it(app: Flask, cast: Cast, noor: FlaskClient, signed_in: SignedIn, at: str) -> None:
    note_letter(noor, at)
    for who in ("patient", "other_patient", "therapist", "other_therapist", "manager", "nurse"):
        client = signed_in(member(app, cast, who))
        assert [client.get(path).status_code for path in (at, f"{at}/letter", f"{at}/enquiry")] == [404] * 3, who
        assert post(client, f"{at}/enquiry", asks="x").status_code == 404
        assert "Brandt" not in client.get("/referrals").text
        assert ("Brandt" in client.get("/referral").text) is (who == "patient")
    assert "Nothing is noted so far" in signed_in(cast.other_patient).get("/referral").text
    assert noor.get(f"{at}/nothing").status_code == 404


def test_a_nurse_notes_and_finds_no_form_to_answer(app: Flask, cast: Cast, signed_in: SignedIn, at: str) -> None:
    nurse = member(app, cast, "nurse")
    join(app, cast, nurse)
    sam = signed_in(nurse)
    note_letter(sam, at)
    page = sam.get(at).text
    assert "Keep this answer" not in page
    assert "Waits for an answer" in page
    assert press(sam, sam.get(at), "Remove it").status_code == 303
    assert "Brandt" not in sam.get(at).text


def test_a_therapist_of_the_team_finds_the_way_from_the_patient_s_page(
    app: Flask, cast: Cast, signed_in: SignedIn, at: str
) -> None:
    therapist = signed_in(cast.therapist)
    assert f'href="{at}"' not in therapist.get(f"/patients/{cast.patient.id}").text
    join(app, cast, cast.therapist)
    assert f'href="{at}"' in therapist.get(f"/patients/{cast.patient.id}").text
    assert "Note an enquiry" in therapist.get(at).text
