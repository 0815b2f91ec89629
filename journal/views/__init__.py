"""Views: validate, call one service, render; every address not on the public list asks for a sign-in."""

from __future__ import annotations

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from journal.views import (
    account,
    care,
    deleting,
    giving_back,
    help_page,
    home,
    invitations,
    machines,
    notes,
    patients,
    people,
    recover,
    reflections,
    replies,
    review,
    sections,
    sharing,
    signin,
)

BLUEPRINTS = (
    account.bp, care.bp, deleting.bp, help_page.bp, home.bp, invitations.bp, machines.bp, notes.bp, patients.bp,
    people.bp, recover.bp, reflections.bp, replies.bp, review.bp, sections.bp, sharing.bp, signin.bp,
)  # fmt: skip
PUBLIC = frozenset(
    {
        "static",
        "signin.sign_in",
        "signin.sign_out",
        "signin.form_token",
        "invitations.accept",
        "recover.recover",
        "help_page.show",
        "help_page.worker",
        "machines.healthz",
        "machines.readyz",
    }
)


def init_app(app: Flask) -> None:
    """Registers every view, and the check that comes before them."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request(_ask_to_sign_in)


def _ask_to_sign_in() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in PUBLIC or current_user.is_authenticated:
        return None
    return giving_back.ask_to_sign_in()
