"""Insights on the pages of both: made from words, gone on from, answered, and everything typed given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal import clock
from journal.models import Insight
from tests.services.hands import overwrite
from tests.support.cast import Cast
from tests.support.forms import form_with, press
from tests.views.steps import SignedIn, insight_of, post, share, strategy_of, write

TEXT = "The river was high. We walked *beside* it.\n\nThe river was quiet \U0001f30a when the sun came."
LONG = "x" * 10_000


@pytest.fixture
def reflection_id(patient: FlaskClient) -> str:
    return share(patient, TEXT, "The river")


def test_words_become_an_insight_and_lead_back_to_where_they_stand(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    made = insight_of(patient, reflection_id, "", quoted_words="walked beside it")
    page = patient.get(f"/insights/{made}").text
    mark = page.split(f"/reflections/{reflection_id}#")[1].split('"')[0]
    assert '<h1 class="sentence">walked beside it</h1>' in page
    assert f'<mark class="insight" id="{mark}">' in patient.get(f"/reflections/{reflection_id}").text
    assert "Dr. Ines Okafor can read the sentence and everything under it." in page
    assert f'href="/insights/{made}"' in patient.get("/insights").text
    theirs = therapist.get(f"/patients/{cast.patient.id}/insights").text
    assert ("walked beside it" in theirs, "sees that you opened this" in theirs) == (True, True)
    history = patient.get("/account/history").text
    assert "opened the insights and strategies you share." in history
    assert therapist.get(f"/insights/{made}").location.endswith(f"/patients/{cast.patient.id}/insights#insight-{made}")


def test_a_therapist_adds_and_the_patient_finds_it_as_new(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    read = f"/review/{reflection_id}"
    answer = press(therapist, therapist.get(read), "Make an insight", sentence="You stayed.", quoted_words="quiet")
    assert answer.location.endswith(f"{read}#insights")
    theirs = f"/patients/{cast.patient.id}/insights"
    assert press(therapist, therapist.get(theirs), "Keep strategy", act="Go there once.").status_code == 303
    for path in ("/", "/insights"):
        page = patient.get(path).text
        assert ("Dr. Ines Okafor" in page, "You stayed." in page) == (True, False)
    made = page.split('href="/insights/')[1].split('"')[0]
    assert "You stayed." in patient.get(f"/insights/{made}").text
    page = patient.get("/insights").text
    assert ("You stayed." in page, "Go there once." in page, "added by Dr. Ines Okafor" in page) == (True, True, True)
    assert "not opened yet" not in therapist.get(theirs).text


@pytest.mark.parametrize("page", ["reflections", "review"])
@pytest.mark.parametrize("typed", [{"sentence": LONG}, {"sentence": "Kept.", "quoted_words": "the sea"}, {}])
def test_what_makes_no_insight_comes_back_as_it_was_typed(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str, page: str, typed: dict[str, str]
) -> None:
    client = patient if page == "reflections" else therapist
    answer = press(client, client.get(f"/{page}/{reflection_id}"), "Make an insight", **typed)
    assert answer.status_code == 400
    assert '<details class="more" open><summary>Make an insight' in answer.text
    assert answer.text.count('id="error"') == 1
    given = form_with(answer, button="Make an insight").fields
    assert {name: given[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        ("Keep insight", {"sentence": LONG}),
        ("Keep goal", {"sentence": "Sleep <b>", "area": ""}),
        ("Keep change", {"what": LONG, "who_noticed": "Ben"}),
    ],
)
def test_what_cannot_be_kept_on_the_list_comes_back(patient: FlaskClient, button: str, typed: dict[str, str]) -> None:
    answer = press(patient, patient.get("/insights"), button, **typed)
    assert (answer.status_code, answer.text.count('id="error"')) == (400, 1)
    given = form_with(answer, button=button).fields
    assert {name: given[name] for name in typed} == typed


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        ("Keep strategy", {"act": "", "when": "Sunday", "done_when": "wet <i> feet"}),
        ("Keep check-in", {"in_the_way": "typed for an hour"}),
        ("Keep change", {"what": " ", "who_noticed": "Ben"}),
    ],
)
def test_what_cannot_be_kept_under_an_insight_comes_back(
    patient: FlaskClient, reflection_id: str, button: str, typed: dict[str, str]
) -> None:
    made = insight_of(patient, reflection_id)
    strategy_of(patient, made)
    answer = press(patient, patient.get(f"/insights/{made}"), button, **typed)
    assert (answer.status_code, answer.text.count('id="error"')) == (400, 1)
    given = form_with(answer, button=button).fields
    assert {name: given[name].strip() for name in typed} == {name: value.strip() for name, value in typed.items()}


def test_new_words_that_come_late_are_given_back_beside_what_stands(patient: FlaskClient, reflection_id: str) -> None:
    made = insight_of(patient, reflection_id)
    strategy = strategy_of(patient, made)
    for path, name in ((f"/insights/{made}", "sentence"), (f"/strategies/{strategy}", "act")):
        form = patient.get(f"{path}/edit" if name == "sentence" else path)
        assert press(patient, form, "Save", **{name: "First words."}).status_code == 303
        late = press(patient, form, "Save", **{name: "Second words."})
        assert late.status_code == 409
        assert ("First words." in late.text, "Second words." in late.text) == (True, True)
        assert press(patient, late, "Save", **{name: "Second words."}).status_code == 303
    assert "Second words." in patient.get(f"/insights/{made}").text


def test_today_asks_one_thing_and_an_answer_begins_with_the_sentence(
    cast: Cast, signed_in: SignedIn, patient: FlaskClient, reflection_id: str
) -> None:
    made = insight_of(patient, reflection_id, "It stays <b>.", quoted_words="quiet")
    insight_of(patient, reflection_id, "Another one.")
    strategy_of(patient, made)
    with clock.at(clock.now() + timedelta(days=8)):
        client = signed_in(cast.patient)
        today = client.get("/").text
        assert today.count("What does it say to you today?") == 1
        assert ("It stays &lt;b&gt;." in today, "We walked" in today.split("A sentence of yours")[1]) == (True, False)
        answer = post(client, f"/insights/{made}/follow-up", answer="write")
        assert answer.location.endswith(f"/insights/{made}/answer")
        assert form_with(client.get(answer.location), button="Save").fields["text"].strip() == "> It stays <b>."
        assert "Another one." in client.get("/").text
        asked = client.get("/check-ins")
        assert press(client, asked, "Keep check-in", outcome="not_yet", in_the_way="Rain.").location == "/check-ins"
        assert "Nothing is asked now." in client.get("/check-ins").text


@pytest.mark.parametrize(
    ("button", "typed"),
    [("Keep insight", {"sentence": "It passes."}), ("Keep change", {"what": "I sleep."})],
)
def test_on_a_day_of_rest_what_would_be_shared_comes_back(
    patient: FlaskClient, button: str, typed: dict[str, str]
) -> None:
    page = patient.get("/insights")
    press(patient, patient.get("/sessions/tell"), "Keep")
    answer = press(patient, page, button, audience="therapist", **typed)
    assert (answer.status_code, "day of rest" in answer.text) == (409, True)
    assert all(words in answer.text for words in typed.values())
    assert press(patient, answer, button, audience="only_me", **typed).status_code == 303


def test_what_was_refused_is_said_at_the_field_it_is_about(patient: FlaskClient) -> None:
    no_area = press(patient, patient.get("/insights"), "Keep goal", sentence="More mornings")
    assert no_area.status_code == 400
    field, _, rest = no_area.text.split('name="area"')[1].partition(">")
    assert "autofocus" in field
    assert 'class="fault"' in rest.split("</div>")[0]
    assert no_area.text.count("autofocus") == 1
    no_words = press(patient, patient.get("/insights"), "Keep goal", area="")
    assert "autofocus" in no_words.text.split('id="goal"')[1].split(">")[0]


def test_a_strategy_survives_an_expired_sign_in(cast: Cast, patient: FlaskClient, reflection_id: str) -> None:
    made = insight_of(patient, reflection_id)
    page = patient.get(f"/insights/{made}")
    with clock.at(clock.now() + timedelta(hours=13)):
        answer = press(patient, page, "Keep strategy", act="Typed for an hour.")
        assert answer.status_code == 401
        back = press(patient, answer, "Sign in", email=cast.patient.email, password=cast.patient.password)
        assert form_with(back, button="Keep strategy").fields["act"].strip() == "Typed for an hour."
        assert press(patient, back, "Keep strategy").status_code == 303


def test_an_insight_of_a_private_page_is_not_there_for_anybody_else(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, signed_in: SignedIn
) -> None:
    made = insight_of(patient, write(patient, TEXT), "Mine alone.")
    assert "Only you. The clinic has no key to it." in patient.get(f"/insights/{made}").text
    for client in (therapist, signed_in(cast.other_patient), signed_in(cast.manager)):
        assert client.get(f"/insights/{made}").status_code == 404
    assert "Mine alone." not in therapist.get(f"/patients/{cast.patient.id}/insights").text


def test_what_does_not_open_is_not_offered_to_anybody(app: Flask, patient: FlaskClient) -> None:
    address = press(patient, patient.get("/insights"), "Keep insight", sentence="I can wait.").location
    assert "Share with my therapist" in patient.get(address).text
    with app.app_context():
        overwrite(Insight, body_sealed=b"x" * 64)
    page = patient.get(address).text
    assert "does not open with your keys. Please tell the clinic." in page
    assert "Nobody, as it stands." in page
    assert "Share with my therapist" not in page
