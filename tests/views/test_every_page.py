"""What every page has: one heading, a title without personal words, help, a way out, and headers that keep it in."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from journal.config import Settings
from tests.support.cast import Cast, sign_in
from tests.support.installations import running
from tests.views.routes import PRIVATE, member
from tests.views.steps import SignedIn, open_editor, post
from tests.views.things import Things

FOOTER = "<p>Nobody watches this page in real time</p>"
ROLES = ("patient", "therapist", "manager", "nurse", "prescriber")
PERSONAL = ("Lindqvist", "Maya", "Okafor", "people.example", "A title", "version of it", "1988")


def assert_whole(page: TestResponse, *, signed_in: bool) -> None:
    at = f"{page.request.method} {page.request.path}"
    assert len(re.findall(r"<h1[ >]", page.text)) == 1, at
    titles = re.findall(r"<title>(.*?)</title>", page.text, re.DOTALL)
    assert len(titles) == 1, at
    assert re.fullmatch(r"\S.* - Interleaf", titles[0]), at
    assert not [word for word in PERSONAL if word in titles[0]], at
    assert page.text.count(">Get help now</a>") == 1, at
    assert page.text.count(">Sign out</button>") == signed_in, at
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|javascript:", page.text), at


def assert_kept_in(answer: TestResponse, *, https: bool) -> None:
    headers = answer.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert "ETag" not in headers
    assert ("Strict-Transport-Security" in headers) is https


@pytest.mark.parametrize("who", ROLES)
def test_every_page_of_a_role_is_whole(
    app: Flask, cast: Cast, signed_in: SignedIn, things: Things, transport: str, who: str
) -> None:
    client = signed_in(member(app, cast, who))
    for key, row in PRIVATE.items():
        if key.startswith("GET") and who in row.answers:
            page = client.get(things.path(key))
            assert_kept_in(page, https=transport == "https")
            if page.status_code == 200 and page.mimetype == "text/html":  # the others are files to keep
                assert_whole(page, signed_in=True)
                assert (FOOTER in page.text) is (who == "patient"), key


def test_pages_that_stand_in_the_way_are_whole(cast: Cast, signed_in: SignedIn, transport: str) -> None:
    client = signed_in(cast.patient)
    phone, desk = open_editor(client), open_editor(client)
    desk.id, desk.fields = phone.id, dict(phone.fields)
    phone.save(text="one")
    refusals = [
        desk.save(text="two"),
        desk.save(text="x" * 100_001),
        desk.save(audience="nobody known"),
        desk.save(csrf_token="x"),
        client.get("/nothing/here"),
        client.get("/people"),
        client.open("/reflections/new", method="PUT"),
        post(client, "/account/appearance", theme="pink"),
        client.post("/account/appearance", headers={"Origin": "https://evil.example"}),
        desk.save(text="x" * (2 * 1024 * 1024)),
    ]
    assert [page.status_code for page in refusals] == [409, 413, 400, 200, 404, 404, 405, 400, 400, 413]
    for page in refusals:
        assert_whole(page, signed_in=True)
        assert_kept_in(page, https=transport == "https")
        assert FOOTER in page.text


def test_pages_of_a_stranger_are_whole(client: FlaskClient, cast: Cast, transport: str) -> None:
    pages = [client.get(each) for each in ("/sign-in", "/recover", "/help", "/invitations/x", "/nothing", "/review")]
    assert [page.status_code for page in pages] == [200, 200, 200, 410, 404, 302]
    for page in [*pages, client.get("/form-token"), client.get("/healthz"), client.get("/sw.js")]:
        assert_kept_in(page, https=transport == "https")
    for page in pages[:-1]:
        assert_whole(page, signed_in=False)


@pytest.mark.one_engine("the failure is a planted one")
def test_an_unexpected_failure_says_no_more_than_it_must(settings: Settings, cast: Cast) -> None:
    def fail() -> str:
        raise RuntimeError("the inner words of a failure")

    with running(settings) as app:
        app.add_url_rule("/fails", "fails", fail)
        client = app.test_client()
        sign_in(client, cast.patient)
        page = client.get("/fails")
    assert page.status_code == 500
    assert "inner words" not in page.text
    assert "What was saved before is safe." in page.text
    assert_whole(page, signed_in=False)
    assert_kept_in(page, https=False)


@pytest.mark.parametrize("who", ["patient", "therapist", "manager"])
@pytest.mark.one_engine("the navigation does not concern the database")
def test_the_navigation_is_the_contract_s(cast: Cast, signed_in: SignedIn, who: str) -> None:
    wanted = {
        "patient": ["Today", "Journal", "Sessions", "Measures", "Account"],
        "therapist": ["Review", "Patients", "Appointments", "Account"],
        "manager": ["Clinic", "People", "Care teams", "Audit", "Account"],
    }[who]
    page = signed_in(getattr(cast, who)).get("/account").text
    bar = page.split('<nav class="nav"')[1].split("</nav>")[0]
    assert re.findall(r">([^<>\n]+)</a>", bar) == wanted
    assert re.findall(r'aria-current="page">([^<]+)<', bar) == ["Account"]


@pytest.mark.parametrize("code", ["<script>", "shared", "nothing-known", ""])
def test_a_notice_is_one_of_the_fixed_sentences(cast: Cast, signed_in: SignedIn, transport: str, code: str) -> None:
    client = signed_in(cast.patient)
    name = "interleaf_notice" if transport == "http" else "__Host-interleaf-notice"
    client.set_cookie(name, code, secure=transport == "https")
    page = client.get("/account").text
    said = re.findall(r'role="status">([^<]*)<', page)
    assert said == (["Saved. Your therapist can read it now."] if code == "shared" else [])


def test_a_notice_is_said_once(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.patient)
    answer = post(client, "/account/appearance", theme="dark", text_size="large")
    assert "Saved" not in answer.headers["Set-Cookie"]
    assert client.get("/account").text.count('role="status"') == 1
    again = client.get("/account").text
    assert 'role="status"' not in again
    assert 'data-theme="dark" data-text-size="large"' in again
