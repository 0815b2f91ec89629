"""A stranger who never stops trying slows a person's new devices down, and never keeps them out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from journal import clock
from journal.services.sign_in import throttles
from journal.services.sign_in.throttles import PASSWORD, TooMany

START = datetime.now(UTC) + timedelta(days=1)  # what goes by the real clock instead fails at once, however late it runs
STRANGER, WHO = "203.0.113.9", "maya@people.example"


def wait(address: str, moment: datetime, *, wrong: bool) -> int:
    """Tries once; gives how long the answer says to wait."""
    with clock.at(moment):
        try:
            throttles.admit(PASSWORD, WHO, address)
        except TooMany as error:
            return error.retry_after
        (throttles.failed if wrong else throttles.succeeded)(PASSWORD, WHO, address)
        return 0


def test_one_stranger_never_keeps_a_new_device_out(app: Flask) -> None:
    with app.app_context():
        moment = START
        for _ in range(40):
            moment += timedelta(seconds=wait(STRANGER, moment, wrong=True))
        waits = []
        for minute in range(60):
            now = moment + timedelta(minutes=minute)
            wait(STRANGER, now - timedelta(seconds=1), wrong=True)
            waits.append(wait(f"192.0.2.{minute}", now, wrong=False))
    assert max(waits) <= 30
    assert sum(each > 0 for each in waits) <= 4
