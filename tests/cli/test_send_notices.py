"""Notices reach a real mail server, in neutral words; without one the console says only that there are some."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from journal import clock
from journal.config import Settings
from journal.extensions import db
from journal.models import Notice as NoticeRow
from journal.services import notices
from journal.services.notices import WAITS, Notice
from journal.services.work import unit_of_work
from tests.services.hands import forget_notices, stored
from tests.support.cast import Cast
from tests.support.installations import CHEAP, Installations, running
from tests.support.mail_sink import Sink, mail_sink
from tests.support.traces import found_in

SENDER = "journal@clinic.example"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, str]]:
    """A mail server of the test's own, and its address."""
    with mail_sink() as running_one:
        yield running_one


@pytest.fixture
def start(
    installations: Installations, database: str, tmp_path: Path, cast: Cast, engine: str
) -> Iterator[Callable[..., Flask]]:
    """Starts the installation of the cast with settings of mail."""
    secret_file = Path(shutil.copy2(installations.secret_file, tmp_path / "secret.json"))
    begun: list[Any] = []

    def started(mail: str, sender: str = SENDER, hosts: tuple[str, ...] = ("journal.clinic.example",)) -> Flask:
        settings = Settings(
            database, secret_file, kdf_profile=CHEAP, trusted_hosts=hosts, mail=mail, mail_from=sender
        )  # fmt: skip
        begun.append(running(settings))
        app: Flask = begun[-1].__enter__()
        with app.app_context():
            forget_notices()
        return app

    yield started
    for each in begun:
        each.__exit__(None, None, None)


def send(app: Flask) -> Any:
    with app.app_context():
        db.session.remove()
    return app.test_cli_runner().invoke(args=["jobs", "send-notices"])


def put(app: Flask, cast: Cast, *kinds: Notice) -> None:
    with app.app_context(), unit_of_work():
        for kind in kinds:
            notices.put(cast.clinic_id, cast.patient.id, kind)


def rows(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        return stored(NoticeRow)


def test_every_kind_is_sent_in_neutral_words(
    start: Callable[..., Flask], sink: tuple[Sink, str], cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = start(sink[1])
    put(app, cast, *Notice)
    result = send(app)
    assert result.stdout == f"Notices sent: {len(Notice)}. To be tried again: 0. Given up: 0.\n"
    assert len({message["Message-ID"] for message in sink[0].messages}) == len(Notice)
    for message in sink[0].messages:
        plain, rich = (message.get_body((kind,)) for kind in ("plain", "html"))
        assert plain is not None and rich is not None  # noqa: PT018
        text, html = plain.get_content(), rich.get_content()
        assert (message["Subject"], message["To"], message["From"]) == (
            "A notice from your clinic's journal", cast.patient.email, SENDER,
        )  # fmt: skip
        assert text.count("http") == text.count("https://journal.clinic.example/") == 1
        assert html.count("http") == html.count("https://journal.clinic.example/") == 2
        assert not any(tag in html for tag in ("<img", "<script", "<style", "src="))
        words = [cast.patient.name, "Maya", "Lindqvist", "Okafor", "Harbour", cast.patient.identifier]
        assert not list(found_in(f"{message['Subject']}\n{text}\n{html}".encode(), words))
    said = result.output + "".join(
        each.getMessage() for each in caplog.records if each.name != "mail.log"
    )  # the sink's
    assert not list(found_in(said.encode(), [cast.patient.email, cast.patient.name]))
    assert send(app).stdout.startswith("Notices sent: 0.")


def test_what_the_server_refuses_is_tried_again_and_logged_without_the_address(
    start: Callable[..., Flask], sink: tuple[Sink, str], cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    app = start(sink[1])
    put(app, cast, Notice.KIT_USED)
    sink[0].answer = f"550 no such person {cast.patient.email}"
    assert send(app).stdout == "Notices sent: 0. To be tried again: 1. Given up: 0.\n"
    assert "notice of kind kit_used" in caplog.text
    assert not list(found_in(caplog.text.encode(), [cast.patient.email, cast.patient.name]))
    sink[0].answer = "250 OK"
    assert send(app).stdout.startswith("Notices sent: 0.")  # its turn has not come
    with clock.at(clock.now() + WAITS[0] * 2):
        assert send(app).stdout.startswith("Notices sent: 1.")


def test_a_server_that_is_not_there_costs_one_try_and_is_said(start: Callable[..., Flask], cast: Cast) -> None:
    app = start("smtp://127.0.0.1:9")
    put(app, cast, Notice.KIT_USED, Notice.NEW_DEVICE)
    result = send(app)
    assert result.exit_code == 1
    assert "The mail server cannot be reached." in result.output
    assert sorted(row["tries"] for row in rows(app)) == [0, 1]


@pytest.mark.parametrize(("mail", "sender"), [("mail.clinic.example", SENDER), ("http://x", SENDER), ("smtp://x", "")])
def test_settings_that_cannot_be_used_are_named(
    start: Callable[..., Flask], cast: Cast, mail: str, sender: str
) -> None:
    result = send(start(mail, sender))
    assert result.exit_code == 1
    assert "INTERLEAF_MAIL" in result.output


def test_without_a_server_the_console_says_the_kind_and_the_id_alone(start: Callable[..., Flask], cast: Cast) -> None:
    app = start("")
    put(app, cast, Notice.CARE_ASKED)
    result = send(app)
    assert f"notice of kind care_asked for person {cast.patient.id}" in result.stdout
    assert not list(found_in(result.output.encode(), [cast.patient.email, cast.patient.name]))
    assert rows(app)[0]["sent_at"] is not None


def test_the_password_of_the_server_is_not_shown() -> None:
    assert "hush" not in repr(Settings("sqlite://", Path("x"), mail="smtp://me:hush@host"))
