"""A ledger that was deleted, cut, put back or exchanged: quarantine, or a plain sentence, and never a silent start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from journal.crypto.server import ServerSecret
from journal.extensions import settings
from journal.models import AuditRow
from journal.services.audit.acts import Act
from journal.services.ledger import following, ledger, lines, quarantine, reconciling
from journal.services.ledger.following import NotInLedger
from journal.services.ledger.quarantine import BEGUN, CHANGED
from journal.services.ledger.reconciling import CannotReconcile
from journal.services.operations import ledger_findings
from journal.services.people import people_admin
from tests.security.restores import telling
from tests.services import care_steps
from tests.services.hands import overwrite, write
from tests.support.cast import Cast
from tests.support.installations import Installations, running

pytestmark = [pytest.mark.one_engine("the ledger is the same on both"), pytest.mark.usefixtures("begun")]
Files = tuple[bytes, bytes]


@pytest.fixture
def begun(app: Flask, cast: Cast) -> Iterator[None]:
    """A ledger that holds lines of care that ended."""
    with app.app_context():
        care_steps.end(cast)
        yield
        quarantine.look_again()


def paths() -> tuple[Path, Path]:
    return settings().secret_file.with_suffix(".ledger"), settings().secret_file.with_suffix(".heads")


def kept() -> Files:
    of_lines, of_heads = paths()
    return of_lines.read_bytes(), of_heads.read_bytes()


def put(files: Files) -> None:
    for path, held in zip(paths(), files, strict=True):
        path.write_bytes(held)


def disable(cast: Cast) -> None:
    people_admin.disable(cast.manager.actor(), cast.other_therapist.id)


def said() -> str:
    return " ".join(f"{each.danger.name} {each.said}" for each in ledger_findings.with_tables())


@contextmanager
def rolled_back(cast: Cast, folder: Path) -> Iterator[tuple[Files, Files]]:
    """The database from before somebody was disabled, and the ledger of then and of now."""
    with telling.older(folder) as put_back:
        before = kept()
        disable(cast)
        after = kept()
        put_back()
        yield before, after


@pytest.mark.parametrize("heads", ["older", "gone"])
def test_heads_that_were_put_back_do_not_hide_what_the_lines_know(cast: Cast, tmp_path: Path, heads: str) -> None:
    with rolled_back(cast, tmp_path) as (before, after):
        put((after[0], before[1]))
        if heads == "gone":
            paths()[1].unlink()
        assert "the ledger has a line about it" in next(quarantine.doubts())
        assert not quarantine.is_clear()
        assert telling.reconciled().acts
        assert quarantine.is_clear()
        telling.shut(cast.other_therapist)


def test_a_last_line_that_is_broken_does_not_hide_what_the_heads_know(cast: Cast, tmp_path: Path) -> None:
    with rolled_back(cast, tmp_path) as (_, after):
        put((after[0].rstrip(b"\n")[:-9] + b"\n", after[1]))
        assert not quarantine.is_clear()


def test_a_head_that_is_broken_does_not_hide_what_the_lines_know(cast: Cast, tmp_path: Path) -> None:
    with rolled_back(cast, tmp_path) as (_, after):
        put((after[0], b"x" + after[1][1:]))
        assert "the ledger has a line about it" in next(quarantine.doubts())
        assert not quarantine.is_clear()


def test_a_head_that_is_broken_does_not_hide_what_another_knows(cast: Cast, tmp_path: Path) -> None:
    with rolled_back(cast, tmp_path) as (_, after):
        put((b"", after[1] + b"x".ljust(255) + b"\n"))
        assert not quarantine.is_clear()


def test_a_ledger_that_was_cut_is_not_reconciled_with(cast: Cast, tmp_path: Path) -> None:
    with rolled_back(cast, tmp_path) as (before, after):
        put((before[0], after[1]))
        with pytest.raises(CannotReconcile, match="lines, and had"):
            telling.reconciled()
        assert not quarantine.is_clear()
        put(after)
        telling.reconciled()
        telling.shut(cast.other_therapist)


def test_a_ledger_that_was_cut_is_not_written_on_until_nobody_can_tell(cast: Cast) -> None:
    held, heads = kept()
    put((b"".join(held.splitlines(keepends=True)[:-1]), heads))
    assert quarantine.begin() == CHANGED
    write(cast.other_patient.actor())  # words are kept all the same
    with pytest.raises(NotInLedger):
        disable(cast)
    assert "GRAVE The ledger" in said()


def test_a_ledger_whose_last_line_was_edited_is_not_written_on_and_the_start_says_so(cast: Cast) -> None:
    held, heads = kept()
    *earlier, last = held.splitlines(keepends=True)
    fields = json.loads(last)
    put((b"".join([*earlier, json.dumps([*fields[:4], Act.SIGNED_OUT, *fields[5:]]).encode() + b"\n"]), heads))
    assert quarantine.begin() == CHANGED
    write(cast.other_patient.actor())  # words are kept all the same
    with pytest.raises(NotInLedger):
        disable(cast)
    assert "GRAVE The ledger" in said()


def test_a_first_line_that_a_power_cut_left_half_written_is_written_anew(cast: Cast) -> None:
    put((b"[1,", b""))
    following.catch_up()
    disable(cast)
    assert list(ledger.faults()) == []


def test_a_ledger_that_is_gone_is_begun_anew_and_that_is_said_until_somebody_confirms_it(cast: Cast) -> None:
    for path in paths():
        path.unlink()
    assert quarantine.begin() == BEGUN
    assert quarantine.begin() is None
    assert "was begun from the database" in said()
    reconciling.reconcile(lambda _: None, lambda _: None)
    assert said() == ""
    assert cast.patient.actor()


def test_a_ledger_in_another_database_that_is_empty_is_begun_anew_and_that_is_said(
    app: Flask, cast: Cast, installations: Installations
) -> None:
    known = settings()
    with installations.database("sqlite", "empty") as address:
        with running(replace(known, ledger_url=address)) as other, other.app_context():
            assert "was begun from the database" in said()
        assert cast.patient.id


def test_a_ledger_of_another_installation_is_not_believed(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ServerSecret.create(tmp_path / "other.json")
    with monkeypatch.context() as patch:
        patch.setattr(lines, "server_secret", lambda: other)
        for path in paths():
            path.unlink()
        following.catch_up()
    assert quarantine.begin() == CHANGED
    assert "GRAVE The ledger" in said()
    assert "did not write" in said()
    with pytest.raises(NotInLedger):
        disable(cast)


def test_a_ledger_that_others_can_write_is_named() -> None:
    paths()[0].chmod(0o666)
    assert [str(paths()[0]) in each.said for each in ledger_findings.files()] == [True]


def test_a_database_that_is_ahead_with_a_broken_chain_is_not_caught_up_with(cast: Cast) -> None:
    known = kept()
    write(cast.patient.actor())
    write(cast.patient.actor())
    put(known)
    overwrite(AuditRow, AuditRow.sequence == ledger.head(cast.clinic_id).sequence + 1, act="reflection.saved.twice")
    assert "broken" in (quarantine.begin() or "")
    assert "lacks" in said()
    with pytest.raises(CannotReconcile):
        telling.reconciled()
