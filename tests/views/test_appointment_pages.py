"""The pages of appointments: booked by form, doubted, asked about, seen by the patient in her own time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal import clock
from tests.support.booking import ahead, begun
from tests.support.cast import Cast
from tests.support.days import ZONE
from tests.support.forms import form_with, onward, press
from tests.views.steps import SignedIn, annotate, post, share

WINTER = datetime(2026, 1, 12, 15, tzinfo=UTC)


def fields(starts_at: datetime, **more: str) -> dict[str, str]:
    local = starts_at.astimezone(ZONE)
    return {"kind": "integration", "day": f"{local:%Y-%m-%d}", "at": f"{local:%H:%M}", "minutes": "50", **more}


def booked(
    client: FlaskClient, cast: Cast, button: str = "Book", page: TestResponse | None = None, **typed: str
) -> TestResponse:
    page = page or client.get(f"/appointments/new?patient={cast.patient.id}")
    return press(client, page, button, **typed)


@pytest.mark.parametrize("by", ["therapist", "manager"])
def test_it_is_booked_and_the_patient_sees_it_in_words(cast: Cast, signed_in: SignedIn, by: str) -> None:
    patient, books = signed_in(cast.patient), signed_in(getattr(cast, by))
    assert "No appointment is booked, so no reading date is set." in patient.get("/").text
    tomorrow = (clock.now() + timedelta(days=1)).astimezone(ZONE).replace(hour=10, minute=0)
    answer = booked(books, cast, **fields(tomorrow, place="https://meet.example/a?b=1&c=<i>"))
    assert answer.status_code == 303
    assert "Booked." in books.get(answer.location).text
    today = patient.get("/").text
    assert "tomorrow, 10:00</time>" in today
    assert f"with {cast.therapist.name}" in today
    page = patient.get(answer.location).text
    assert 'href="https://meet.example/a?b=1&amp;c=&lt;i&gt;"' in page
    assert "Held" not in page
    post(patient, "/account/time-zone", time_zone="Asia/Kathmandu")
    offset = "19:45" if tomorrow.utcoffset() == timedelta(hours=-4) else "20:45"
    assert f"tomorrow, {offset}</time>" in patient.get("/appointments").text.replace("today,", "tomorrow,")
    post(patient, "/account/time-zone", time_zone="")
    assert post(patient, "/account/time-zone", time_zone="Mars/Phobos").status_code == 400
    assert "tomorrow, 10:00</time>" in patient.get("/appointments").text


def test_a_doubt_keeps_what_was_typed_and_a_second_press_books(cast: Cast, signed_in: SignedIn) -> None:
    therapist = signed_in(cast.therapist)
    past = fields(clock.now() - timedelta(days=2), place="Room <3>", minutes="45")
    doubted = booked(therapist, cast, **past)
    assert doubted.status_code == 409
    assert "This time has passed." in doubted.text
    sent = form_with(doubted, button="Book it anyway").fields
    assert {name: sent[name] for name in past} == past
    assert sent["patient"] == str(cast.patient.id)
    again = booked(therapist, cast, "Book it anyway", doubted)
    assert again.status_code == 303
    assert "passed and not marked yet" in therapist.get(again.location).text


def test_skipped_and_repeated_hours_are_asked_about(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    with clock.at(WINTER):
        therapist = signed_in(cast.therapist)
        skipped = booked(therapist, cast, **fields(WINTER) | {"day": "2026-03-08", "at": "02:30"})
        assert skipped.status_code == 400
        assert "8 March 2026, 01:59 and 8 March 2026, 03:00" in skipped.text
        twice = booked(therapist, cast, "Book", skipped, day="2026-11-01", at="01:30")
        assert "The earlier, 01:30, EDT" in twice.text
        assert "The later, 01:30, EST" in twice.text
        made = booked(therapist, cast, "Book", twice, which="later")
        assert made.status_code == 303
        assert 'datetime="2026-11-01T06:30:00+00:00"' in therapist.get(made.location).text


@pytest.mark.parametrize(
    "wrong",
    [{"day": ""}, {"day": "31 May"}, {"day": "9999-12-31"}, {"day": "0001-01-01"}, {"at": "25:00"}, {"minutes": "4"},
     {"minutes": "721"}, {"minutes": "many"}, {"place": "x" * 201}, {"place": "a\x00b"}, {"kind": "lunch"}],
)  # fmt: skip
@pytest.mark.one_engine("nothing reaches the database")
def test_what_cannot_be_kept_is_said_and_given_back(cast: Cast, signed_in: SignedIn, wrong: dict[str, str]) -> None:
    therapist = signed_in(cast.therapist)
    typed = fields(clock.now() + timedelta(days=1), place="Room 3") | wrong
    answer = booked(therapist, cast, **typed)
    assert answer.status_code == 400
    assert 'class="fault"' in answer.text or 'role="alert"' in answer.text
    assert "No appointment" not in therapist.get("/appointments").text


def test_a_foreign_patient_is_not_there_and_a_foreign_therapist_is_refused(cast: Cast, signed_in: SignedIn) -> None:
    therapist, manager = signed_in(cast.therapist), signed_in(cast.manager)
    soon = fields(clock.now() + timedelta(days=1))
    assert post(therapist, "/appointments/new", patient=str(cast.other_patient.id), **soon).status_code == 404
    chosen = {"patient": str(cast.patient.id), "therapist": str(cast.other_therapist.id)}
    refused = post(manager, "/appointments/new", **chosen, **soon)
    assert (refused.status_code, "does not treat this patient" in refused.text) == (400, True)
    assert manager.get(f"/appointments/new?patient={cast.therapist.id}").status_code == 404
    assert cast.patient.name in onward(manager, post(manager, "/appointments/patients", search="maya")).text


def test_held_says_that_notes_appeared_and_can_be_taken_back(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    annotate(therapist, share(patient, "words of hers"), "for later", visibility="appointment")
    with app.app_context():
        made = begun(cast)
    listed = therapist.get("/appointments")
    assert "Not marked yet" in listed.text
    assert "1 note waits for this appointment" in listed.text
    page = therapist.get(f"/appointments/{made}")
    after = press(therapist, page, "Missed")
    assert "Notes for the appointment go on waiting" in therapist.get(after.location).text
    assert "Missed" in patient.get("/appointments").text
    press(therapist, therapist.get(f"/appointments/{made}"), "Undo")
    assert post(therapist, f"/appointments/{made}/undo").status_code == 409
    press(therapist, therapist.get(f"/appointments/{made}"), "Held")
    assert "Held" in patient.get(f"/appointments/{made}").text


def test_the_manager_sees_who_when_and_where_and_no_word_of_content(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    share(signed_in(cast.patient), "the words of the lake", "Her title")
    with app.app_context():
        made = ahead(cast, 2, "dosing", 120, "Room 3")
    manager = signed_in(cast.manager)
    for path in ("/appointments", f"/appointments?therapist={cast.therapist.id}", f"/appointments/{made}"):
        page = manager.get(path).text
        assert cast.patient.name in page
        assert "Room 3" in page
        assert "lake" not in page
        assert "Her title" not in page
    assert cast.patient.name not in manager.get(f"/appointments?therapist={cast.other_therapist.id}").text
    assert manager.get("/appointments?therapist=x&page=-5&when=past").status_code == 200


def test_a_change_shows_what_was_and_is_seen(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    with app.app_context():
        made = ahead(cast, 2, "integration", 50, "Room 3")
    therapist = signed_in(cast.therapist)
    form = therapist.get(f"/appointments/{made}/change")
    assert form_with(form, button="Save").fields["place"] == "Room 3"
    later = fields(clock.now() + timedelta(days=3)) | {"kind": "check_in"}
    assert press(therapist, form, "Save", **later).status_code == 303
    assert "Check-in" in signed_in(cast.patient).get(f"/appointments/{made}").text
    late = press(therapist, form, "Save", **later)
    assert (late.status_code, "changed in another place" in late.text) == (400, True)
