"""The authenticator apps of the cast: what they would show, and a way to sign in often without waiting for the next."""

from __future__ import annotations

import time
from uuid import UUID

import pyotp
from flask import Flask
from sqlalchemy import update

from journal import clock
from journal.crypto.totp import SECONDS, step_at
from journal.extensions import db
from journal.models import Totp

_shown: dict[str, int] = {}  # by seed, the step of the newest code that was given out


def code_at(secret: str, offset: int = 0) -> str:
    """What an app shows now, or would if its clock were off by so many seconds."""
    return pyotp.TOTP(secret).generate_otp(step_at(clock.now()) + offset // SECONDS)


def forget_use(app: Flask, person_id: UUID) -> None:
    """Makes the person's codes unused again, past the application, since tests sign in more often than people."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(update(Totp).where(Totp.person_id == person_id).values(last_step=0))


def next_code(secret: str) -> str:
    """A code for a server that goes by its own clock, never the same twice; waits where all that fit are used."""
    while _shown.get(secret, 0) > step_at(clock.now()):
        time.sleep(1)
    step = max(step_at(clock.now()), _shown.get(secret, 0) + 1)  # not the one before: it may run out on its way
    _shown[secret] = step
    return pyotp.TOTP(secret).generate_otp(step)


def begin_anew() -> None:
    """Forgets which codes were given out: the next test has a database of its own, where none is used."""
    _shown.clear()


def secret_in(page: str) -> str:
    """The secret that the page for setting up an app shows for typing."""
    groups = page.split('<p class="groups">')[1].split("</p>", maxsplit=1)[0]
    return groups.replace("<span>", "").replace("</span>", "").replace(" ", "")
