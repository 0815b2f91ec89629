"""Calendars get times and nothing else, from an address that is shown once, kept nowhere and can be revoked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from sqlalchemy import select

from journal import clock
from journal.models import Appointment, CalendarFeed, SignIn
from journal.services.appointments import appointment_marks, calendar_feeds
from journal.services.audit import verification
from journal.services.people import deaths, people_admin
from tests.services.hands import at_once
from tests.support.booking import ahead
from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import SignedIn, change, scalar

PLACE = "https://meet.example/the-orchard"


def address_of(client: FlaskClient) -> str:
    """Makes a private address and gives its path, as it is shown once."""
    page = client.get("/account/calendar")
    button = "Make a new address" if "Make a new address" in page.text else "Make an address"
    shown = press(client, page, button)
    assert shown.status_code == 200
    return "/calendar/" + shown.text.partition("/calendar/")[2].partition("<")[0]


def events(body: bytes) -> list[Event]:
    calendar = Calendar.from_ical(body)
    assert isinstance(calendar, Calendar)
    assert calendar["VERSION"] == "2.0"
    return [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]


def row(app: Flask, appointment_id: UUID, column: str) -> object:
    return scalar(app, select(getattr(Appointment, column)).where(Appointment.id == appointment_id))


@pytest.mark.parametrize("who", ["patient", "therapist"])
def test_the_feed_tells_times_and_nothing_else(app: Flask, cast: Cast, signed_in: SignedIn, who: str) -> None:
    with app.app_context():
        made, cancelled = ahead(cast, 2, "dosing", 120, PLACE), ahead(cast, 3)
        appointment_marks.cancel(cast.therapist.actor(), cancelled)
    path, calendar = address_of(signed_in(getattr(cast, who))), app.test_client()
    answer, again = calendar.get(path), calendar.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    first, second = events(answer.data)
    assert first.start == row(app, made, "starts_at")
    assert first.end == first.start + timedelta(minutes=120)
    assert first.start.utcoffset() == timedelta(0)
    assert [each["STATUS"] for each in (first, second)] == ["CONFIRMED", "CANCELLED"]
    assert {str(each["SUMMARY"]) for each in (first, second)} == {"Appointment"}
    assert [each["UID"] for each in events(again.data)] == [each["UID"] for each in (first, second)]
    told = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "SEQUENCE", "CLASS"}
    assert set(first) == told
    for word in ("orchard", "osing", "Maya", "Ines", str(made), made.hex, str(cast.patient.id), "Harbour"):
        assert word.encode() not in answer.data


def test_two_calendars_call_one_appointment_by_different_names(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    with app.app_context():
        made = ahead(cast)
    named = set()
    for who in (cast.patient, cast.therapist):
        client = signed_in(who)
        feed, single = client.get(address_of(client)), client.get(f"/appointments/{made}.ics")
        assert "attachment" in single.headers["Content-Disposition"]
        uids = {str(each["UID"]) for answer in (feed, single) for each in events(answer.data)}
        assert len(uids) == 1
        named |= uids
    assert len(named) == 2
    assert signed_in(cast.manager).get(f"/appointments/{made}.ics").status_code == 404


def test_an_address_is_kept_as_a_hash_and_leads_nowhere_once_it_is_revoked_or_made_anew(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    patient, calendar = signed_in(cast.patient), app.test_client()
    first = address_of(patient)
    token = first.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 43
    assert token.encode() not in scalar(app, select(CalendarFeed.token_hash))
    assert token not in patient.get("/account/calendar").text
    second = address_of(patient)
    assert (calendar.get(first).status_code, calendar.get(second).status_code) == (404, 200)
    press(patient, patient.get("/account/calendar"), "Revoke it")
    gone, never = calendar.get(second), calendar.get("/calendar/never-was-one.ics")
    assert (gone.status_code, never.status_code) == (404, 404)
    assert gone.data == never.data
    assert "You revoked the address of your calendar." in patient.get("/account/history").text
    with app.app_context():
        assert list(verification.verify(cast.clinic_id)) == []


def test_a_row_that_was_put_back_or_changed_leads_nowhere(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient, calendar = signed_in(cast.patient), app.test_client()
    path = address_of(patient)
    old = scalar(app, select(CalendarFeed.token_hash))
    fresh = address_of(patient)
    change(app, CalendarFeed.__table__.update().values(token_hash=old))
    assert [calendar.get(each).status_code for each in (path, fresh)] == [404, 404]
    with app.app_context():
        assert any("calendar_feed" in fault for fault in verification.verify(cast.clinic_id))


def test_the_feed_of_a_closed_account_is_gone(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    hers, his = address_of(signed_in(cast.patient)), address_of(signed_in(cast.therapist))
    with app.app_context():
        deaths.answer(cast.therapist.actor(), deaths.ask(cast.manager.actor(), cast.patient.id), confirm=True)
        people_admin.disable(cast.manager.actor(), cast.therapist.id)
    assert [app.test_client().get(each).status_code for each in (hers, his)] == [404, 404]


def test_a_calendar_keeps_no_sign_in_alive(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient = signed_in(cast.patient)
    path = address_of(patient)
    seen = scalar(app, select(SignIn.last_seen_at).where(SignIn.person_id == cast.patient.id))
    with clock.at(clock.now() + timedelta(minutes=8)):
        assert patient.get(path).status_code == 200
    assert scalar(app, select(SignIn.last_seen_at).where(SignIn.person_id == cast.patient.id)) == seen


def test_what_has_long_passed_and_what_was_changed_in_the_database_is_left_out(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    with app.app_context():
        ahead(cast, -200)
        changed = ahead(cast, 1)
    path = address_of(signed_in(cast.patient))
    assert len(events(app.test_client().get(path).data)) == 1
    change(app, Appointment.__table__.update().where(Appointment.id == changed).values(minutes=5))
    assert events(app.test_client().get(path).data) == []


def test_tabs_that_make_an_address_at_once_all_get_one_and_the_last_leads_somewhere(app: Flask, cast: Cast) -> None:
    with app.app_context():
        maya = cast.patient.actor()
    made = at_once(app, lambda _: calendar_feeds.make(maya), 4)
    assert [each for each in made if not isinstance(each, str)] == []
    answers = [app.test_client().get(f"/calendar/{token}.ics").status_code for token in made]
    assert sorted(answers) == [200, 404, 404, 404]
