"""Every address, asked by everybody: each row of the table holds, and no address is missing from it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal.config import Settings
from journal.views import PUBLIC
from tests.support.cast import Cast
from tests.support.installations import running
from tests.views.routes import PRIVATE, TABLE, has_id, member
from tests.views.rows import EVERYONE
from tests.views.steps import SignedIn, acts, token_of
from tests.views.things import Things, path_of_no_id, path_to_nothing  # fmt: skip

UNUSED = ("PUT", "PATCH", "DELETE")
NO_IDS = ("not-a-uuid", "1", "%00", "00000000-0000-0000-0000-00000000000g", "x" * 300)


def asked(client: FlaskClient, key: str, path: str) -> TestResponse:
    method = key.split(maxsplit=1)[0]
    data = {"csrf_token": token_of(client), **TABLE[key].fields} if method == "POST" else None
    return client.open(path, method=method, data=data)


def refused_to(who: str) -> Iterator[str]:
    return (key for key, row in PRIVATE.items() if who not in row.answers)


def words_of(page: TestResponse) -> str:
    return page.text.split("<main", 1)[-1]


@pytest.mark.one_engine("addresses do not depend on the database")
def test_every_address_has_a_row_and_every_row_an_address(app: Flask) -> None:
    rules = [(rule, sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})) for rule in app.url_map.iter_rules()]
    assert {f"{method} {rule.rule}" for rule, methods in rules for method in methods} == set(TABLE)


@pytest.mark.one_engine("addresses do not depend on the database")
def test_only_the_public_list_is_public(app: Flask) -> None:
    public = {key.split()[1] for key, row in TABLE.items() if row.public}
    assert {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in PUBLIC} == public


@pytest.mark.parametrize("key", PRIVATE)
@pytest.mark.one_engine("nothing is asked of the database before sign-in")
def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, key: str) -> None:
    answer = asked(client, key, path_to_nothing(key))
    if key.endswith("/draft"):
        assert (answer.status_code, answer.get_json()) == (401, {"reason": "signed_out"})
    elif key.startswith("GET"):
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in")
    else:
        assert answer.status_code == 401
        assert "<h1>Sign in</h1>" in answer.text


@pytest.mark.one_engine("an address that is not there needs no database")
def test_a_new_address_refuses_a_stranger(settings: Settings) -> None:
    with running(settings) as app:
        app.add_url_rule("/made-today", "made_today", lambda: "words of somebody")
        answer = app.test_client().get("/made-today")
    assert answer.status_code == 302
    assert "words" not in answer.text


@pytest.mark.parametrize("who", EVERYONE)
def test_what_is_not_yours_is_not_there(app: Flask, cast: Cast, signed_in: SignedIn, things: Things, who: str) -> None:
    client = signed_in(member(app, cast, who))
    before = acts(app, cast.clinic_id)
    for key in refused_to(who):
        answer = asked(client, key, things.path(key))
        nowhere = asked(client, key, path_to_nothing(key))
        assert (answer.status_code, nowhere.status_code) == (404, 404), f"{who}: {key}"
        assert words_of(answer) == words_of(nowhere), f"{who} can tell that this exists: {key}"
    assert acts(app, cast.clinic_id) == before


@pytest.mark.parametrize("who", ["therapist", "patient", "other_patient", "other_therapist", "manager", "nurse"])
def test_what_is_yours_is_answered(app: Flask, cast: Cast, signed_in: SignedIn, things: Things, who: str) -> None:
    client = signed_in(member(app, cast, who))
    for key, row in PRIVATE.items():
        if who in row.answers:
            assert asked(client, key, things.path(key)).status_code == row.answers[who], f"{who}: {key}"


@pytest.mark.parametrize("who", ["patient", "therapist"])
def test_ids_that_nobody_made_are_not_there(app: Flask, cast: Cast, signed_in: SignedIn, who: str) -> None:
    client = signed_in(member(app, cast, who))
    for key in filter(has_id, PRIVATE):
        assert asked(client, key, path_to_nothing(key)).status_code == 404, key


@pytest.mark.parametrize("instead", NO_IDS)
@pytest.mark.one_engine("such an address leads nowhere before the database is asked")
def test_what_is_no_id_leads_nowhere(cast: Cast, signed_in: SignedIn, instead: str) -> None:
    client = signed_in(cast.patient)
    for key in filter(has_id, PRIVATE):
        assert asked(client, key, path_of_no_id(key, instead)).status_code == 404, key


@pytest.mark.parametrize("who", ["stranger", "patient"])
@pytest.mark.one_engine("methods do not depend on the database")
def test_other_methods_are_not_allowed(app: Flask, cast: Cast, signed_in: SignedIn, who: str) -> None:
    client = app.test_client() if who == "stranger" else signed_in(cast.patient)
    for key in TABLE:
        path = path_to_nothing(key).replace("<token>", "x").replace("<path:filename>", "css/base.css")
        for method in UNUSED:
            answer = client.open(path, method=method)
            assert answer.status_code == 405, f"{method} {path}"
            assert method not in answer.headers["Allow"]


@pytest.mark.parametrize("who", ["stranger", "patient"])
@pytest.mark.one_engine("where a form is sent to does not depend on the database")
def test_where_a_form_is_sent_to_leads_to_a_page_when_it_is_opened(
    app: Flask, cast: Cast, signed_in: SignedIn, who: str
) -> None:
    client = app.test_client() if who == "stranger" else signed_in(cast.patient)
    sent_to = [key.removeprefix("POST ") for key in TABLE if key.startswith("POST ")]
    for path in (path_to_nothing(f"GET {each}") for each in sent_to if f"GET {each}" not in TABLE):
        answer = client.get(path)
        if answer.status_code != 404:  # an address of one page may look like that of others
            assert answer.status_code in (302, 303), path
            assert client.get(answer.location).status_code in (200, 302, 404), path


@pytest.mark.parametrize("who", ["patient", "therapist", "manager"])
def test_no_state_changes_without_a_form_token(
    app: Flask, cast: Cast, signed_in: SignedIn, things: Things, who: str
) -> None:
    client, stranger = signed_in(member(app, cast, who)), app.test_client()
    before = acts(app, cast.clinic_id)
    for token in ("", "x", token_of(stranger), token_of(signed_in(cast.other_patient))):
        signed_in_since = acts(app, cast.clinic_id)
        for key, row in PRIVATE.items():
            if key.startswith("POST") and who in row.answers:
                client.post(things.path(key), data={**row.fields, "csrf_token": token})
        assert acts(app, cast.clinic_id) <= signed_in_since + _receipts(who), f"{who} with {token!r}"
    assert before


def _receipts(who: str) -> int:
    # a note, its changes, a reply, an insight and a strategy are given back on a page that leaves its receipt each time
    return 6 if who == "therapist" else 0
