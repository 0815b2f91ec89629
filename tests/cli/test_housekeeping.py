"""What runs every hour, and what checks the chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import AuditRow, Challenge, Notice, Reflection, SignIn
from journal.services import notices
from journal.services.audit.acts import Act
from journal.services.reflections import deleting, drafts, writing
from journal.services.reflections.drafts import Words
from journal.services.sign_in import challenges
from journal.services.work import unit_of_work
from tests.services.hands import at_once, overwrite, remove, stored
from tests.support.cast import Cast

Command = Callable[..., Result]


def deleted(cast: Cast, days_ago: int) -> None:
    """A reflection of the patient, deleted some days ago."""
    with clock.at(clock.now() - timedelta(days=days_ago)):
        maya = cast.patient.actor()
        form = drafts.new_editor(maya)
        writing.save(maya, Words(form.id, "", "no longer wanted", token=form.token))
        deleting.delete_reflection(maya, form.id)


def test_what_was_deleted_seven_days_ago_is_destroyed_and_the_rest_kept(
    app: Flask, cast: Cast, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), monkeypatch.context() as later:
        later.setattr(deleting, "destroy_expired", lambda **_: 0)  # which each sign-in does as well
        for days_ago in (9, 8, 6):
            deleted(cast, days_ago)
    assert command("jobs", "run").stdout.startswith("Deleted reflections destroyed: 2.")
    assert command("jobs", "run").stdout.startswith("Deleted reflections destroyed: 0.")
    with app.app_context():
        rows = db.session.execute(select(Reflection.state, Reflection.body_sealed).order_by(Reflection.id)).all()
    assert [(state, body is None) for state, body in rows] == [
        ("destroyed", True), ("destroyed", True), ("deleted", False),
    ]  # fmt: skip


def test_sign_ins_past_their_time_lose_their_keys(app: Flask, cast: Cast, command: Command) -> None:
    with app.app_context(), clock.at(clock.now() - timedelta(hours=13)):
        cast.patient.actor()
    assert command("jobs", "run").exit_code == 0
    with app.app_context():
        assert set(db.session.scalars(select(SignIn.key_sealed))) == {None}


def test_many_nodes_that_do_the_work_at_once_do_each_thing_once(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        with monkeypatch.context() as later:
            later.setattr(deleting, "destroy_expired", lambda **_: 0)
            for days_ago in (9, 8):
                deleted(cast, days_ago)
        assert sum(at_once(app, lambda _: deleting.destroy_expired(), 4)) == 2
        told = stored(AuditRow, AuditRow.act == Act.REFLECTION_DESTROYED)
        assert len({row["record_id"] for row in told}) == len(told) == 2


def test_what_is_past_its_time_is_forgotten(app: Flask, cast: Cast, command: Command) -> None:
    with app.app_context(), clock.at(clock.now() - timedelta(days=40)):
        challenges.issue("add", cast.patient.id)
        with unit_of_work():
            notices.put(cast.clinic_id, cast.patient.id, notices.Notice.NEW_DEVICE)
        for row in stored(Notice):
            notices.sent(row["id"])
    assert command("jobs", "run").exit_code == 0
    with app.app_context():
        assert not stored(Challenge)
        assert not stored(Notice, Notice.sent_at.is_not(None))


def test_a_whole_chain_is_said_to_be_whole(cast: Cast, command: Command) -> None:
    result = command("verify")
    assert (result.exit_code, result.stdout) == (0, "Everything is whole.\n")


def test_a_changed_row_is_found_and_named(app: Flask, cast: Cast, command: Command) -> None:
    with app.app_context():
        overwrite(AuditRow, AuditRow.sequence == 3, act="note.written")
    result = command("verify")
    assert result.exit_code == 1
    assert f"clinic {cast.clinic_id}: row 3 was changed" in result.stdout


def test_a_checkpoint_kept_elsewhere_finds_rows_that_were_cut_off(app: Flask, cast: Cast, command: Command) -> None:
    line = command("audit", "checkpoint").stdout.strip()
    result = command("verify", "--checkpoint", line)
    assert result.stdout == "Everything is whole.\n", result.output
    with app.app_context():
        newest = stored(AuditRow)[-1]["sequence"]
        remove(AuditRow, AuditRow.sequence == newest)
    result = command("verify", "--checkpoint", line)
    assert result.exit_code == 1
    assert f"clinic {cast.clinic_id}: row {newest}, which the checkpoint you gave was made of" in result.stdout
    assert command("audit", "checkpoint").exit_code == 1


def test_a_line_that_is_no_checkpoint_is_refused(cast: Cast, command: Command) -> None:
    result = command("verify", "--checkpoint", "row 7")
    assert result.exit_code == 2
    assert "Give the whole line" in result.output


def test_every_command_says_what_it_is_for(app: Flask) -> None:
    runner = app.test_cli_runner()
    for group in ("audit", "care", "clinic", "demo", "jobs", "people"):
        answer = runner.invoke(args=[group, "--help"])
        assert answer.exit_code == 0
        for name in app.cli.get_command(None, group).commands:  # type: ignore[union-attr,arg-type]
            assert len(runner.invoke(args=[group, name, "--help"]).stdout.splitlines()) > 4
