"""Hand-made addresses and fields are refused quickly and plainly, never with an error of ours."""

from __future__ import annotations

import time

import pytest
from flask.testing import FlaskClient

from tests.support.cast import Cast
from tests.views.steps import SignedIn, open_editor, post, write

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/%2f/evil",
    "javascript:alert(1)",
    "",
    "/a b",
)


@pytest.mark.one_engine("a pattern needs no database")
def test_a_long_next_is_answered_at_once(client: FlaskClient) -> None:
    client.get("/sign-in?next=/a")  # the first time the page is put together, which takes longer than any address
    started = time.thread_time()  # what it works, however busy the machine is
    client.get("/sign-in?next=/" + "a" * 23 + "!")
    assert time.thread_time() - started < 0.3


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.one_engine("the target does not concern the database")
def test_signing_in_never_leads_to_another_host(client: FlaskClient, cast: Cast, target: str) -> None:
    someone = cast.patient
    page = client.get("/sign-in", query_string={"next": target})
    assert 'name="next"' not in page.text
    answer = post(client, "/sign-in", email=someone.email, password=someone.password, next=target)
    assert answer.location == "/"


@pytest.mark.one_engine("the target does not concern the database")
def test_signing_in_leads_back_to_where_one_was(client: FlaskClient, cast: Cast) -> None:
    asked = client.get("/reflections/new")
    assert asked.location == "/sign-in?next=/reflections/new"
    someone = cast.patient
    answer = post(client, "/sign-in", email=someone.email, password=someone.password, next="/reflections/new")
    assert answer.location == "/reflections/new"


@pytest.mark.parametrize("number", ["0", "2", "2147483647"])
def test_a_version_that_is_not_kept_is_not_there(cast: Cast, signed_in: SignedIn, number: str) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "only one version")
    assert client.get(f"/reflections/{reflection_id}/versions/{number}").status_code == 404


def test_an_enormous_version_number_is_not_there(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "only one version")
    assert client.get(f"/reflections/{reflection_id}/versions/{10**30}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "2", "99999999999999999999", "x", ""])
def test_a_page_of_the_journal_that_is_not_there_shows_the_nearest(cast: Cast, signed_in: SignedIn, page: str) -> None:
    client = signed_in(cast.patient)
    write(client, "the only one", "Only one")
    answer = client.get("/reflections", query_string={"page": page})
    assert answer.status_code == 200
    assert "Only one" in answer.text


@pytest.mark.one_engine("fields do not depend on the database")
def test_keeping_both_without_a_new_id_is_refused_plainly(cast: Cast, signed_in: SignedIn) -> None:
    writer = open_editor(signed_in(cast.patient))
    answer = writer.save(text="words to keep", resolution="keep_both")
    assert answer.status_code == 400
    assert "words to keep" in answer.text


@pytest.mark.parametrize("seen", ["", "x", "-1", "1.5", "99999999999999999999", "9" * 5000])
@pytest.mark.one_engine("fields do not depend on the database")
def test_versions_that_are_no_numbers_never_lose_the_words(cast: Cast, signed_in: SignedIn, seen: str) -> None:
    writer = open_editor(signed_in(cast.patient))
    answer = writer.save(text="words to keep", base_version=seen)
    assert answer.status_code in (303, 400, 409)
    assert answer.status_code == 303 or "words to keep" in answer.text


@pytest.mark.one_engine("the host is looked at before the database")
def test_another_host_name_is_refused(client: FlaskClient) -> None:
    answer = client.get("/help", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text
