"""A form that another site sends is refused, whatever it carries."""

from __future__ import annotations

import pytest

from tests.support.cast import Cast
from tests.support.forms import client_origin
from tests.views.steps import SignedIn, token_of, write

FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": ""},
)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", ["/reflections/{}/delete", "/sign-out", "/sign-in", "/account/appearance"])
@pytest.mark.one_engine("headers are looked at before the database")
def test_a_form_from_another_site_is_refused(
    cast: Cast, signed_in: SignedIn, headers: dict[str, str], path: str
) -> None:
    client = signed_in(cast.patient)
    reflection_id = write(client, "still here")
    answer = client.post(path.format(reflection_id), data={"csrf_token": token_of(client)}, headers=headers)
    assert answer.status_code == 400
    assert "still here" in client.get(f"/reflections/{reflection_id}").text


@pytest.mark.all_transports
def test_a_form_of_our_own_is_taken(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    origin = client_origin(client.get("/account"))
    for headers in ({"Origin": origin, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
        fields = {"csrf_token": token_of(client), "theme": "dark", "text_size": "large"}
        assert client.post("/account/appearance", data=fields, headers=headers).status_code == 303


@pytest.mark.one_engine("headers are looked at before the database")
def test_a_link_from_another_site_only_opens_a_page(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert client.get("/reflections", headers=headers).status_code == 200


def test_the_token_of_another_person_is_refused(cast: Cast, signed_in: SignedIn) -> None:
    client, other = signed_in(cast.patient), signed_in(cast.other_patient)
    fields = {"csrf_token": token_of(other), "theme": "dark", "text_size": "large"}
    assert client.post("/account/appearance", data=fields).status_code == 400


def test_a_token_from_before_the_sign_in_is_refused(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    old = token_of(client)
    client.post("/sign-out", data={"csrf_token": old})
    someone = cast.patient
    fields = {"csrf_token": token_of(client), "email": someone.email, "password": someone.password}
    assert client.post("/sign-in", data=fields).status_code == 302
    answer = client.post("/account/appearance", data={"csrf_token": old, "theme": "dark", "text_size": "large"})
    assert answer.status_code == 400
