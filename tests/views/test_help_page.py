"""Get help now: for the country one is in, picked on the page or once for good."""

from __future__ import annotations

from flask import Flask

from tests.support.cast import Cast
from tests.views.steps import SignedIn, post


def test_help_is_for_the_country_one_picks_and_holds_the_numbers_of_all(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    patient, stranger = signed_in(cast.patient), app.test_client()
    page = stranger.get("/help")
    assert "Numbers for: United States." in page.text
    assert 'href="/help?country=IE"' in page.text
    for number in ("tel:116123", "sms:85258", "tel:000"):  # without a connection there is this page only
        assert number in page.text
    picked = stranger.get("/help?country=ie")
    assert "Numbers for: Ireland." in picked.text
    assert "<strong>Call 112</strong>" in picked.text
    assert "<strong>Call 911</strong>" not in picked.text
    for odd in ("XX", "", "<b>", "GBR", "G\N{LATIN CAPITAL LETTER B WITH HOOK}"):
        assert stranger.get("/help", query_string={"country": odd}).status_code == 200
    assert post(patient, "/account/help-country", help_country="GB").location == "/account#help-lines"
    assert '<option value="GB" selected>' in patient.get("/account").text
    assert "Numbers for: United Kingdom." in patient.get("/help").text
    assert post(patient, "/account/help-country", help_country="XX").status_code == 400
