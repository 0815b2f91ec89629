"""The doctor names what is wrong, the gravest first, and says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text, update

from journal import clock
from journal.config import Settings
from journal.extensions import db
from journal.models import AuditHead, Notice, SignIn
from journal.services import notices
from journal.services.sign_in import sign_ins
from journal.services.work import unit_of_work
from tests.cli.keeping import empty
from tests.support.cast import Cast, signed_in
from tests.support.installations import Installations, forget_ledger, running
from tests.support.redis import redis_server
from tests.support.server import free_port

GOOD = {
    "trusted_hosts": ("journal.clinic.example",),
    "proxies": 1,
    "mail": "smtp://127.0.0.1:25",
    "mail_from": "a@b.example",
}


def examined(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["doctor"])


@pytest.fixture
def well(settings: Settings, installations: Installations, cast: Cast) -> Settings:
    """An installation as it should be."""
    forget_ledger(replace(settings, secret_file=installations.secret_file))
    return replace(settings, secret_file=installations.secret_file, plain_http=False, **GOOD)  # type: ignore[arg-type]


def test_a_sound_installation_has_nothing_grave(well: Settings) -> None:
    with running(well) as app:
        begun = examined(app)
        app.test_cli_runner().invoke(args=["restore", "reconcile"])
        result = examined(app)
    assert "was begun from the database" in begun.output  # until whoever runs the server has confirmed that
    assert "Grave" not in result.output
    assert result.output.count("Serious") == result.output.count("open to other users")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"plain_http": True}, "plain HTTP"),
        ({"trusted_hosts": ()}, "No host is named"),
        ({"proxies": 0}, "All visitors look like one"),
        ({"mail": ""}, "No mail server is set"),
    ],
)
def test_each_slip_of_the_settings_is_named(well: Settings, changed: dict[str, object], said: str) -> None:
    with running(replace(well, **changed)) as app:  # type: ignore[arg-type]
        result = examined(app)
    assert result.exit_code == 1
    assert said in result.output


def test_work_that_nobody_does_is_named(well: Settings, cast: Cast) -> None:
    with running(well) as app:
        signed_in(app, cast.patient)
        with app.app_context(), unit_of_work():
            notices.put(cast.patient.clinic_id, cast.patient.id, notices.Notice.NEW_DEVICE)
            db.session.execute(update(Notice).values(created_at=clock.now() - timedelta(hours=4)))
            db.session.execute(update(SignIn).values(expires_at=clock.now() - timedelta(hours=4)))
        result = examined(app)
        assert "Sign-ins that ended hours ago are still there." in result.output
        assert "Notices wait for hours" in result.output
        with app.app_context():
            sign_ins.sweep()
        assert "Sign-ins that ended" not in examined(app).output


def test_the_gravest_stands_first(well: Settings, cast: Cast) -> None:
    with running(replace(well, mail="")) as app:
        with app.app_context(), unit_of_work():
            db.session.execute(update(AuditHead).values(sequence=AuditHead.sequence + 1))
        lines = examined(app).output.splitlines()
    assert lines[0].startswith("Grave: The audit of clinic")
    assert "wsgi verify" in lines[1]


def test_tables_of_another_version_are_grave(well: Settings, installations: Installations, engine: str) -> None:
    with empty(installations, engine, well) as app:
        result = examined(app)
    assert result.exit_code == 1
    assert result.output.startswith("Grave: The tables are of another version (none")


def test_a_demonstration_served_to_others_is_grave(well: Settings) -> None:
    with running(well) as app:
        with app.app_context(), unit_of_work():
            db.session.execute(text("UPDATE installation SET demonstration = true"))
        assert examined(app).output.startswith("Grave: A demonstration")


@pytest.mark.one_engine("a file is what only this engine has")
def test_files_open_to_others_are_named_until_they_are_closed(well: Settings) -> None:
    file = Path(well.database_url.removeprefix("sqlite:///"))
    with running(well) as app:
        file.chmod(0o644)
        assert f"{file.resolve()} is open to other users." in examined(app).output
        file.chmod(0o600)
        file.parent.chmod(0o700)
        assert "open to other users" not in examined(app).output


@pytest.mark.one_engine("a file of the settings does not concern the database")
def test_a_file_of_the_settings_is_named_where_everybody_may_read_it(well: Settings, tmp_path: Path) -> None:
    held = tmp_path / "mail"
    held.write_text("smtp://user:password@mail.example:587", encoding="utf-8")
    with running(replace(well, files=(held,))) as app:
        for folder, file, is_told in ((0o755, 0o644, True), (0o700, 0o644, False), (0o755, 0o640, False)):
            tmp_path.chmod(folder)
            held.chmod(file)
            assert (f"{held} is open to other users." in examined(app).output) is is_told


@pytest.mark.one_engine("Redis does not concern the database")
def test_a_redis_that_does_not_answer_is_told_without_its_password(well: Settings) -> None:
    with redis_server() as address, running(replace(well, redis_url=address)) as app:
        assert "Redis" not in examined(app).output
    with running(replace(well, redis_url=f"redis://:of-pines@127.0.0.1:{free_port()}/0")) as app:
        output = examined(app).output
    assert "Serious: Redis does not answer" in output
    assert "of-pines" not in output


def test_a_database_that_does_not_answer_is_told(well: Settings, tmp_path: Path) -> None:
    with running(replace(well, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")) as app:
        result = examined(app)
    assert result.output.startswith("Grave: The database does not answer.")
