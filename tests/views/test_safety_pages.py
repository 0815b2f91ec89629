"""The pages around safety: nothing typed is lost, nobody sees why without a key, and help offers contact."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Flask

from journal import clock
from journal.ids import make_id
from journal.services.rings import rings
from journal.services.safety import flags
from journal.services.sessions import sessions
from journal.services.work import unit_of_work
from tests.support.cast import Cast
from tests.support.forms import form_with, press
from tests.views.steps import SignedIn, annotate, post, share

ASK = "Ask the clinic to contact me"


def answered(app: Flask, cast: Cast, value: int = 1) -> tuple[UUID, UUID | None]:
    with app.app_context():
        actor, about = cast.patient.actor(), make_id()
        with unit_of_work():
            ring = rings.ring_for_writing(actor, "treatment")
            cause = flags.Cause(flags.ANSWER, about, "phq9", "phq9_9", value, priority=value > 1)
            return about, flags.open_flag(actor, actor.id, ring, cause)


def test_an_answer_is_followed_from_the_calm_page_to_a_closed_flag(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    about, flag_id = answered(app, cast)
    page = patient.get(f"/safety/{about}?then=/measures")
    assert page.status_code == 200
    for words in ("thoughts like this have been around", "Nobody watches", "tel:988", cast.therapist.name, ASK):
        assert words in page.text
    assert 'href="/measures">Go on' in page.text
    asked = press(patient, page, ASK)
    assert asked.location == f"/safety/{about}?then=/measures#contact"
    assert "Nobody has seen it yet" in patient.get("/").text
    queue = therapist.get("/review")
    assert f'href="/flags/{flag_id}"' in queue.text
    assert "asked to be contacted" in queue.text
    flag = therapist.get(f"/flags/{flag_id}")
    assert "Contact this person" in flag.text
    assert "PHQ" not in flag.text
    assert f"{cast.therapist.name} has seen that you asked to be contacted" in patient.get("/").text
    for button, typed in (
        ("Acknowledge", {}),
        ("What was done", {"action": "Called"}),
        ("Close flag", {"note": "Safe"}),
    ):
        done = press(therapist, therapist.get(f"/flags/{flag_id}"), button, **typed)
        assert done.status_code == 303, done.text
    assert "Closed" in therapist.get(f"/flags/{flag_id}").text
    assert "/flags/" not in therapist.get("/review").text
    assert "asked the clinic" not in patient.get("/").text


def test_the_calm_page_leads_on_only_within_the_journal(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    about, _ = answered(app, cast)
    patient = signed_in(cast.patient)
    for then in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", ""):
        assert 'href="/">Go on' in patient.get(f"/safety/{about}", query_string={"then": then}).text
    assert 'href="/measures/phq-9">Go on' in patient.get(f"/safety/{about}?then=/measures/phq-9").text
    for client in (signed_in(cast.other_patient), signed_in(cast.therapist), signed_in(cast.manager)):
        assert client.get(f"/safety/{about}").status_code == 404


def test_the_calm_page_is_there_on_the_day_of_a_session(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    about, _ = answered(app, cast)
    with app.app_context():
        sessions.check_in(cast.therapist.actor(), cast.patient.id)
    patient = signed_in(cast.patient)
    assert press(patient, patient.get(f"/safety/{about}"), ASK).status_code == 303


def test_a_flag_is_opened_from_a_reflection_a_reply_and_the_patients_page(cast: Cast, signed_in: SignedIn) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "the bridge again")
    note_id = annotate(therapist, reflection_id, "a word about it")
    assert post(patient, f"/notes/{note_id}/replies", reply="it is no use").status_code == 303
    reading = therapist.get(f"/review/{reflection_id}")
    reply = reading.text.split("/flags/new?about=")[1].split('"')[0]
    for path in (f"?about={reflection_id}", f"?about={reply}", ""):
        form = therapist.get(f"/patients/{cast.patient.id}/flags/new{path}")
        empty = press(therapist, form, "Open a safety flag", reason=" ")
        assert (empty.status_code, "Say in a few words why" in empty.text) == (400, True)
        opened = press(therapist, form, "Open a safety flag", reason="He writes of a day")
        assert press(therapist, form, "Open a safety flag", reason="He writes of a day").location == opened.location
        flag = therapist.get(opened.location)
        assert "He writes of a day" in flag.text
        assert (f"/review/{reflection_id}" in flag.text) is bool(path)
    assert "Open a safety flag" in therapist.get(f"/patients/{cast.patient.id}").text
    for path in ("", "/brief"):
        assert therapist.get(f"/patients/{cast.patient.id}{path}").text.count("Open the flag") == 3
    assert "He writes of a day" not in patient.get("/account/history").text


def test_what_was_done_is_given_back_after_a_colleague_or_a_sign_out(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    _, flag_id = answered(app, cast)
    therapist, again = signed_in(cast.therapist), signed_in(cast.therapist)
    page = therapist.get(f"/flags/{flag_id}")
    press(again, again.get(f"/flags/{flag_id}"), "Acknowledge")
    moved = press(therapist, page, "What was done", action="Called twice")
    assert moved.status_code == 409
    assert form_with(moved, button="What was done").fields["action"] == "Called twice"
    assert press(therapist, moved, "What was done", action="Called twice").status_code == 303
    early = press(therapist, therapist.get(f"/flags/{flag_id}"), "Close flag", note="x" * 2001)
    assert (early.status_code, form_with(early, button="Close flag").fields["note"]) == (400, "x" * 2001)
    form = form_with(page, button="What was done")
    with clock.at(clock.now() + timedelta(hours=1)):
        asked = therapist.post(form.action, data=form.fields | {"action": "Left a message"})
        assert (asked.status_code, "Left a message" in asked.text) == (401, False)


def test_words_about_a_flag_that_is_gone_for_its_writer_come_back(cast: Cast, signed_in: SignedIn) -> None:
    other = signed_in(cast.other_therapist)
    flag_id = make_id()
    for path, words in (
        (f"/flags/{flag_id}/done", {"action": "Called"}),
        (f"/flags/{flag_id}/close", {"note": "Called"}),
    ):
        answer = post(other, path, version="0", **words)
        assert (answer.status_code, "Called" in answer.text) == (404, True)
    answer = post(other, f"/patients/{cast.patient.id}/flags/new", reason="Called")
    assert (answer.status_code, "Called" in answer.text) == (404, True)


def test_help_offers_contact_to_a_patient_and_to_nobody_else(cast: Cast, signed_in: SignedIn, app: Flask) -> None:
    patient = signed_in(cast.patient)
    page = patient.get("/help")
    assert page.text.index(cast.therapist.name) < page.text.index(f">{ASK}<")
    assert "never scanned" in page.text
    answer = press(patient, page, ASK)
    assert answer.location == "/help#contact"
    asked = patient.get("/help")
    assert "Nobody has seen it yet" in asked.text
    assert f">{ASK}<" not in asked.text
    assert press(patient, asked, "Take this back").status_code == 303
    assert f">{ASK}<" in patient.get("/account").text
    for client in (signed_in(cast.therapist), app.test_client()):
        assert ASK not in client.get("/help").text


def test_where_nobody_would_see_it_numbers_stand_instead(cast: Cast, signed_in: SignedIn, app: Flask) -> None:
    about, _ = answered(app, cast)
    patient, manager = signed_in(cast.patient), signed_in(cast.manager)
    page = patient.get("/help")
    assert post(manager, f"/people/{cast.therapist.id}/disable").status_code == 303
    sent = press(patient, page, ASK)
    assert "nothing was sent" in patient.get(sent.location).text
    for path in ("/help", "/account"):
        shown = patient.get(path).text
        assert (f">{ASK}<" in shown, "No one at the clinic would see it" in shown) == (False, True)
    calm = patient.get(f"/safety/{about}").text
    assert (f">{ASK}<" in calm, "No one at the clinic will see this answer" in calm) == (False, True)


def test_the_manager_sees_a_count_and_no_patient(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    answered(app, cast)
    with clock.at(clock.now() + timedelta(days=9)):
        page = signed_in(cast.manager).get("/clinic").text
        assert "1 safety flag open for longer than 8 opening hours" in page
        assert (cast.therapist.name in page, cast.patient.name in page) == (True, False)
        assert "overdue" in signed_in(cast.therapist).get("/review").text


def test_a_number_that_is_none_comes_back(cast: Cast, signed_in: SignedIn) -> None:
    patient, manager = signed_in(cast.patient), signed_in(cast.manager)
    for client, path in ((patient, "/account"), (manager, f"/people/{cast.patient.id}")):
        button = "Keep this number" if client is patient else "Keep the number"
        bad = press(client, client.get(path), button, phone_number="call <me>")
        assert (bad.status_code, "call &lt;me&gt;" in bad.text) == (400, True)
        assert press(client, client.get(path), button, phone_number="+1 212 555 0188").status_code == 303
        kept = client.get(path).text
        assert ("+1 212 555 0188" in kept, "Kept." in kept) == (True, True)
        assert press(client, client.get(path), button, phone_number=" ").status_code == 303
        gone = client.get(path).text
        assert ("+1 212 555 0188" in gone, "Removed." in gone, "Kept." in gone) == (False, True, False)


def test_a_number_that_is_none_is_what_the_page_opens_at(signed_in: SignedIn, cast: Cast) -> None:
    patient = signed_in(cast.patient)
    page = patient.get("/account")
    assert "autofocus" not in page.text
    bad = press(patient, page, "Keep this number", phone_number="abc").text
    assert 'aria-describedby="phone_number-hint phone_number-fault" aria-invalid="true" autofocus>' in bad
