"""A demonstration shows a notice on the console as soon as the page that caused it; a real installation does not."""

from __future__ import annotations

import pytest
from flask import Flask

from journal import mail
from journal.models import Notice
from tests.services.hands import forget_notices, stored
from tests.support.cast import Cast, sign_in


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_new_browser_is_told(
    app: Flask, cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_demonstration: bool
) -> None:
    monkeypatch.setattr(mail, "_is_demonstration", lambda: is_demonstration)
    for _ in range(2):  # the first browser is new to nobody
        with app.app_context():
            forget_notices()
        sign_in(app.test_client(), cast.patient)
    said = capsys.readouterr().out
    assert ("Somebody signed in to your account" in said) is is_demonstration
    assert (f"To: {cast.patient.email}" in said) is is_demonstration
    with app.app_context():
        assert [(row["kind"], row["sent_at"] is not None) for row in stored(Notice)] == [
            ("new_device", is_demonstration)
        ]
