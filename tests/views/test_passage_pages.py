"""Themes, tags, what is to be brought and process notes on the pages of both, with everything typed given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from journal import clock
from tests.support.cast import Cast, prove_second_factor
from tests.support.forms import form_with, link_of, press
from tests.views.steps import SignedIn, bring, note_to_self, post, share, write

TEXT = "The river was high. We walked *beside* it.\n\nThe river was quiet \U0001f30a when the sun came."
WORDS = 'typed for an hour,\nand "not" lost <b>'


@pytest.fixture
def reflection_id(patient: FlaskClient) -> str:
    return share(patient, TEXT)


def test_a_theme_is_put_from_both_pages_and_taken_back_by_who_put_it(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    own, read = f"/reflections/{reflection_id}", f"/review/{reflection_id}"
    assert (
        press(patient, patient.get(own), "Put theme", theme="grief", quoted_words="walked beside it").status_code == 303
    )
    assert press(therapist, therapist.get(read), "Put theme", theme="hope").status_code == 303
    for page in (patient.get(own).text, therapist.get(read).text):
        section = page.split('<h2 id="themes">')[1].split("</section>")[0]
        assert section.index("Grief</span>") < section.index("walked beside it") < section.index("Hope</span>")
        assert section.count(">Remove</button>") == 1
    assert press(patient, patient.get(own), "Remove").location.endswith(own)
    assert "Grief</span>" not in patient.get(own).text


def test_the_second_press_that_takes_back_is_answered_as_the_first(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    own, read = f"/reflections/{reflection_id}", f"/review/{reflection_id}"
    press(patient, patient.get(own), "Put theme", theme="grief")
    press(therapist, therapist.get(read), "Put theme", theme="hope")
    for client, address, button in ((patient, own, "Remove"), (therapist, read, "Remove")):
        page = client.get(address)
        assert [press(client, page, button).location for _ in range(2)] == [address, address]
        assert "Taken back" in client.get(address).text
    bring(patient, reflection_id)
    for address in (own, "/"):
        page = patient.get(address)
        assert [press(patient, page, "Undo").location for _ in range(2)] == [address, address]
        bring(patient, reflection_id)


@pytest.mark.parametrize("page", ["reflections", "review"])
def test_words_that_are_nowhere_come_back_with_the_theme(
    patient: FlaskClient, therapist: FlaskClient, reflection_id: str, page: str
) -> None:
    client = patient if page == "reflections" else therapist
    typed = {"theme": "grief", "quoted_words": "the sea was high"}
    answer = press(client, client.get(f"/{page}/{reflection_id}"), "Put theme", **typed)
    assert answer.status_code == 400
    assert "The words are not in the reflection as it stands." in answer.text
    assert '<details class="more" open><summary>Put a theme on this' in answer.text
    given = form_with(answer, button="Put theme").fields
    assert {name: given[name] for name in typed} == typed


def test_what_is_brought_is_marked_listed_and_spoken_about(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    passage_id = bring(patient, reflection_id, "river was quiet")
    assert "You want to bring this." in patient.get(f"/reflections/{reflection_id}").text
    assert '<h2 id="brought">You want to bring this</h2>' in patient.get("/").text
    page = therapist.get(f"/review/{reflection_id}").text
    assert f'<mark class="bring" id="mark-{passage_id}"><a href="#bring-{passage_id}" role="doc-noteref">' in page
    assert f'<li id="bring-{passage_id}">' in page
    mine = therapist.get(f"/patients/{cast.patient.id}")
    assert '<p class="quote">river was quiet</p>' in mine.text
    assert press(therapist, mine, "Spoken about").status_code == 303
    assert "Wants to bring" not in therapist.get(f"/patients/{cast.patient.id}").text
    after = patient.get(f"/reflections/{reflection_id}").text
    assert ("spoken about, " in after, "<mark" in after) == (True, False)
    undone = press(therapist, therapist.get(f"/review/{reflection_id}"), "Not yet")
    assert undone.location.endswith(f"/review/{reflection_id}")
    assert press(patient, patient.get("/"), "Undo").location == "/"
    assert "<mark" not in therapist.get(f"/review/{reflection_id}").text


def test_a_private_page_says_that_bringing_needs_sharing_first(patient: FlaskClient) -> None:
    own = f"/reflections/{write(patient, TEXT)}"
    assert "This needs sharing first" in patient.get(own).text
    answer = post(patient, f"{own}/bring", quoted_words="river")
    assert answer.status_code == 400
    assert "Share it first; then you can bring it" in answer.text


def test_tags_are_on_her_page_and_on_no_other(patient: FlaskClient, therapist: FlaskClient, reflection_id: str) -> None:
    own = f"/reflections/{reflection_id}"
    post(patient, f"{own}/symptoms", symptoms="self-harm-thoughts")
    page = patient.get(own).text
    assert '<span class="badge private">Thoughts of hurting myself</span>' in page
    assert "Nobody sees this tag, and nobody watches this page." in page
    assert "Thoughts of hurting myself" in patient.get("/themes").text
    assert "hurting" not in therapist.get(f"/review/{reflection_id}").text
    assert post(patient, f"{own}/symptoms", symptoms="sorrow").status_code == 400


def test_themes_over_time_are_drawn_told_in_words_and_lead_to_what_carries_them(
    cast: Cast, patient: FlaskClient, therapist: FlaskClient, reflection_id: str
) -> None:
    press(patient, patient.get(f"/reflections/{reflection_id}"), "Put theme", theme="grief")
    for client, path, target in (
        (patient, "/themes", f"/reflections/{reflection_id}"),
        (therapist, f"/patients/{cast.patient.id}/themes", f"/review/{reflection_id}"),
    ):
        page = client.get(path)
        assert '<rect x="2" y="3.0" width="10" height="36.0" rx="1"></rect>' in page.text
        assert " style=" not in page.text
        found = client.get(link_of(page, "See which"))
        assert "grief" not in found.request.url
        assert "With Grief" in found.text
        assert f'href="{target}"' in found.text
    assert "With Grief" not in patient.get("/themes?theme=grief&asked=mmm").text


def test_the_manager_adds_a_theme_and_sees_what_was_refused(cast: Cast, signed_in: SignedIn) -> None:
    ruth = signed_in(cast.manager)
    refused = press(ruth, ruth.get("/clinic/themes"), "Add theme", name="Grief")
    assert (refused.status_code, form_with(refused, button="Add theme").fields["name"]) == (400, "Grief")
    press(ruth, ruth.get("/clinic/themes"), "Add theme", name="<b>Music</b>")
    assert "&lt;b&gt;Music&lt;/b&gt;" in ruth.get("/clinic/themes").text
    press(ruth, ruth.get("/clinic/themes"), "Retire")
    assert "retired " in ruth.get("/clinic/themes").text


def test_process_notes_are_written_changed_and_deleted_after_asking(cast: Cast, therapist: FlaskClient) -> None:
    here = f"/patients/{cast.patient.id}/process-notes"
    note_id = note_to_self(therapist, str(cast.patient.id), WORDS)
    assert "&#34;not&#34; lost &lt;b&gt;" in therapist.get(here).text
    edit = therapist.get(f"/process-notes/{note_id}")
    assert form_with(edit, button="Save note").fields["note"] == WORDS
    assert press(therapist, edit, "Save note", note="other words").status_code == 303
    conflict = press(therapist, edit, "Save note", note="from the phone")
    assert (conflict.status_code, form_with(conflict, button="Save note").fields["note"]) == (400, "from the phone")
    assert "other words" in conflict.text
    assert press(therapist, conflict, "Save note").status_code == 303
    confirm = therapist.get(f"/process-notes/{note_id}/delete")
    assert "from the phone" in confirm.text
    assert press(therapist, confirm, "Delete this note").status_code == 303
    assert "from the phone" not in therapist.get(here).text


def test_a_process_note_that_is_too_long_or_out_of_time_comes_back(cast: Cast, therapist: FlaskClient) -> None:
    here = f"/patients/{cast.patient.id}/process-notes"
    long = press(therapist, therapist.get(here), "Save note", note="x" * 20_001)
    assert (long.status_code, form_with(long, button="Save note").fields["note"]) == (400, "x" * 20_001)
    page = therapist.get(here)
    with clock.at(clock.now() + timedelta(hours=1)):
        asked = press(therapist, page, "Save note", note=WORDS)
        back = press(therapist, asked, "Sign in", email=cast.therapist.email, password=cast.therapist.password)
        back = prove_second_factor(therapist, back, cast.therapist)
        assert form_with(back, button="Save note").fields["note"] == WORDS
        assert press(therapist, back, "Save note").status_code == 303
