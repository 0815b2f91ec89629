"""The therapist's day: what waits, marking it as reviewed, and what the patient is told of it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.support.cast import Cast
from tests.support.forms import press
from tests.views.steps import annotate, rewrite, share, write


def test_what_waits_stands_under_the_patient_s_full_name_oldest_first(
    patient: FlaskClient, therapist: FlaskClient, cast: Cast
) -> None:
    titles = ["Morning", "Noon", "Evening"]
    for title in titles:
        share(patient, "four words of it", title)
    write(patient, "for me", "Private")
    page = therapist.get("/review").text
    assert page.index(cast.patient.name) < page.index(cast.patient.identifier)
    listed = re.findall(r'<li><a href="/review/[^"]+"[^>]*>([^<]+)</a>', page)
    assert listed == titles
    assert "4 words" in page
    assert "Private" not in page


def test_opening_leaves_a_receipt_and_reading_a_mark(patient: FlaskClient, therapist: FlaskClient, cast: Cast) -> None:
    reflection_id = share(patient, "words")
    assert "Nobody but you." in patient.get(f"/reflections/{reflection_id}").text
    page = therapist.get(f"/review/{reflection_id}")
    opened = patient.get(f"/reflections/{reflection_id}").text
    assert "Nobody but you." not in opened
    assert "Read by" not in opened
    assert press(therapist, page, "Mark as reviewed").status_code == 303
    assert "Read by Dr. Ines Okafor" in patient.get(f"/reflections/{reflection_id}").text
    assert reflection_id not in therapist.get("/review").text
    assert reflection_id in therapist.get(f"/patients/{cast.patient.id}").text
    page = therapist.get(f"/review/{reflection_id}")
    assert "<strong>Reviewed</strong>" in page.text
    assert "Mark as reviewed" not in page.text


def test_undo_brings_it_back(patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = share(patient, "words")
    press(therapist, therapist.get(f"/review/{reflection_id}"), "Mark as reviewed")
    press(therapist, therapist.get(f"/review/{reflection_id}"), "Undo")
    assert reflection_id in therapist.get("/review").text
    assert "Read by" not in patient.get(f"/reflections/{reflection_id}").text
    assert press(therapist, therapist.get(f"/review/{reflection_id}"), "Mark as reviewed").status_code == 303


def test_a_new_saved_version_waits_again_and_a_draft_does_not(patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = share(patient, "words")
    press(therapist, therapist.get(f"/review/{reflection_id}"), "Mark as reviewed")
    rewrite(patient, reflection_id, text="other words")
    assert reflection_id in therapist.get("/review").text


def test_a_new_version_can_be_marked_as_reviewed(patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = share(patient, "words")
    press(therapist, therapist.get(f"/review/{reflection_id}"), "Mark as reviewed")
    rewrite(patient, reflection_id, text="other words")
    press(therapist, therapist.get(f"/review/{reflection_id}"), "Mark as reviewed")
    assert reflection_id not in therapist.get("/review").text


def test_the_page_says_which_of_how_many_and_leads_to_the_next(patient: FlaskClient, therapist: FlaskClient) -> None:
    first, second = share(patient, "one"), share(patient, "two")
    page = therapist.get(f"/review/{first}").text
    assert "1 of 2 to read" in page
    assert f'href="/review/{second}" data-next>Next reflection' in page
    assert "Next reflection" not in therapist.get(f"/review/{second}").text


def test_the_filters_of_the_queue_say_that_they_count_patients(patient: FlaskClient, therapist: FlaskClient) -> None:
    share(patient, "one")
    share(patient, "two")
    filters = therapist.get("/review").text.split('aria-label="What to show"')[1].split("</nav>")[0]
    said = " ".join(re.sub(r"<[^>]+>", " ", filters.split(">", 1)[1]).split())
    assert said == "Everything 1 patient To read 1 patient Replies 0 patients To bring 0 patients"


def test_patients_are_counted(patient: FlaskClient, therapist: FlaskClient, cast: Cast) -> None:
    reflection_id = share(patient, "one")
    share(patient, "two")
    press(therapist, therapist.get(f"/review/{reflection_id}"), "Mark as reviewed")
    annotate(therapist, reflection_id, "n")
    page = re.sub(r"<[^>]+>", " ", therapist.get("/patients").text)
    assert "2 reflections" in page
    assert cast.other_patient.name not in page
    shown = therapist.get(f"/patients/{cast.patient.id}").text
    assert shown.index(">To read<") < shown.index(">Reviewed<")


def test_a_therapist_following_the_patient_s_address_comes_to_the_review(
    patient: FlaskClient, therapist: FlaskClient
) -> None:
    reflection_id = share(patient, "one")
    assert therapist.get(f"/reflections/{reflection_id}").location == f"/review/{reflection_id}"
    assert therapist.get(f"/reflections/{write(patient, 'for me')}").status_code == 404


def test_reviewing_twice_is_reviewing_once(patient: FlaskClient, therapist: FlaskClient) -> None:
    reflection_id = share(patient, "one")
    page = therapist.get(f"/review/{reflection_id}")
    for _ in range(2):
        assert press(therapist, page, "Mark as reviewed").status_code == 303
    assert patient.get(f"/reflections/{reflection_id}").text.count("Read by") == 1
