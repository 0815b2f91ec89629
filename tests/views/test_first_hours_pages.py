"""Pages in the first hours after a session: one way to write, nothing for good, and what goes on is not behind."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn


def check_in(cast: Cast, signed_in: SignedIn) -> FlaskClient:
    """The patient's browser, after the therapist checked her in."""
    therapist = signed_in(cast.therapist)
    answer = press(therapist, therapist.get(f"/patients/{cast.patient.id}"), "Check in for a session")
    assert answer.status_code == 303
    return signed_in(cast.patient)


def test_today_leads_to_the_quiet_page_by_its_one_button(cast: Cast, signed_in: SignedIn) -> None:
    client = check_in(cast, signed_in)
    today = client.get("/").text
    assert today.count("moment=landing") == 1
    quiet = today.split('<a class="button main" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "moment=landing" in quiet
    page = client.get(quiet).text
    assert "It is quiet here" in page
    assert "Hide prompts" in page
    assert "Skip for good" not in page


def test_a_session_that_goes_on_is_not_behind_and_is_not_asked_about(cast: Cast, signed_in: SignedIn) -> None:
    client = check_in(cast, signed_in)
    listed = client.get("/sessions").text
    assert "Going on now" in listed
    for words in ("Behind you", "I had a session today"):
        assert words not in listed
    session = client.get(listed.split('<li><a href="')[1].split('"')[0]).text
    assert "moment=landing" in session
    assert "first_account" not in session
