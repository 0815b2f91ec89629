"""Sign-ins that were left alone: the password typed where a page was hidden, and the rows behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from journal.models import SignIn
from tests.services.hands import overwrite, stored
from tests.support.cast import Member
from tests.support.forms import press

PAUSE = timedelta(minutes=16)


def asked_for_code(client: FlaskClient, member: Member, password: str | None = None) -> bool:
    """Types the password where the page was hidden; gives whether a code is asked as well."""
    page = client.get("/sign-in?next=/review")
    answer = press(client, page, "Sign in", email=member.email, password=password or member.password)
    assert answer.location in ("/review", "/second-factor?next=/review"), answer.text
    return answer.location != "/review"


def rows(app: Flask, member: Member) -> list[dict[str, Any]]:
    with app.app_context():
        return stored(SignIn, SignIn.person_id == member.id)


def change(app: Flask, member: Member, **values: Any) -> None:
    with app.app_context():
        overwrite(SignIn, SignIn.person_id == member.id, **values)
