"""A backup is made while the service runs, encrypted, and fills an empty database on either engine or none."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect

from journal.config import Settings
from journal.crypto.server import ServerSecret
from journal.extensions import db
from journal.services.backups import backup_files
from journal.services.backups.backup_files import WayIn
from journal.services.backups.backup_rows import BackupRefused
from tests.cli.conftest import Command
from tests.cli.keeping import PASSPHRASE, counts, empty, restored
from tests.support.cast import Cast
from tests.support.installations import Installations


def test_the_file_is_for_its_owner_alone_and_names_nobody(kept: Path, cast: Cast) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    held = kept.read_bytes()
    assert not any(word.encode() in held for word in ("person", cast.patient.email, "Lindqvist"))
    assert not list(kept.parent.glob("*.part"))


def test_a_backup_is_never_written_over(command: Command, kept: Path, spoken: Path) -> None:
    before = kept.read_bytes()
    result = command("backup", kept, "--passphrase-file", spoken)
    assert result.exit_code == 1
    assert "nothing was written over it" in result.output
    assert kept.read_bytes() == before


def test_of_two_that_are_made_at_once_one_is_kept_and_whole(app: Flask, tmp_path: Path) -> None:
    file, way = tmp_path / "kept", WayIn(PASSPHRASE)

    def slower() -> Iterator[bytes]:
        yield b"the slower begins\n"
        backup_files.write(file, way, [b"the quicker\n"])
        yield b"the slower ends\n"

    with app.app_context():
        with pytest.raises(BackupRefused):
            backup_files.write(file, way, slower())
        assert b"".join(backup_files.pieces(file, way)()) == b"the quicker\n"
    assert list(tmp_path.glob("kept*")) == [file]


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(
    command: Command, cast: Cast, tmp_path: Path, spoken: Path
) -> None:
    result = command("backup", tmp_path / "nowhere" / "kept", "--passphrase-file", spoken)
    assert result.exit_code == 1
    assert "cannot be written" in result.output


def test_a_short_passphrase_is_refused(command: Command, cast: Cast, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("ferries\n", encoding="utf-8")
    result = command("backup", tmp_path / "new.backup", "--passphrase-file", short)
    assert result.exit_code == 1
    assert "at least 20 characters" in result.output
    assert not (tmp_path / "new.backup").exists()


@pytest.mark.one_engine("PostgreSQL has a type for ids")
def test_a_database_with_an_id_that_is_none_is_not_kept_as_what_nobody_can_restore(
    app: Flask, command: Command, cast: Cast, tmp_path: Path, spoken: Path
) -> None:
    assert cast.patient.id
    with app.app_context():
        path = db.engine.url.database
    with closing(sqlite3.connect(path)) as hand, hand:
        hand.execute("UPDATE notice SET id = x'00' WHERE rowid = (SELECT max(rowid) FROM notice)")
    result = command("backup", tmp_path / "kept.backup", "--passphrase-file", spoken)
    assert result.exit_code == 1
    assert "no id" in result.output
    assert not (tmp_path / "kept.backup").exists()


def test_a_key_is_made_once_and_its_public_half_is_enough_to_keep(
    command: Command, cast: Cast, tmp_path: Path, installations: Installations, settings: Settings, engine: str
) -> None:
    key, file = tmp_path / "clinic.key", tmp_path / "kept.backup"
    assert command("backup-key", key).exit_code == 0
    assert command("backup-key", key).exit_code == 1
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert command("backup", file, "--to-key", f"{key}.public").exit_code == 0
    assert command("backup", tmp_path / "other.backup", "--to-key", key).exit_code == 1
    with empty(installations, engine, settings) as other:
        assert "made to a key" in restored(other, file).output
        assert "no key for backups" in restored(other, file, "--key", f"{key}.public").output
        assert restored(other, file, "--key", key).exit_code == 0


@pytest.mark.parametrize("how", ["cut", "spoiled", "no backup", "other passphrase"])
def test_what_is_not_whole_changes_nothing(
    kept: Path, spoken: Path, settings: Settings, installations: Installations, engine: str, how: str
) -> None:
    held = bytearray(kept.read_bytes())
    if how == "cut":
        held = held[:-40]
    elif how == "spoiled":
        held[len(held) // 2] ^= 1
    elif how == "no backup":
        held = bytearray(b"something else")
    else:
        spoken.write_text("nine slow ferries at the pier\n", encoding="utf-8")
    kept.write_bytes(held)
    with empty(installations, engine, settings) as other:
        result = restored(other, kept, "--passphrase-file", spoken)
        assert result.exit_code == 1
        assert "does not open" in result.output
        with other.app_context():
            assert not inspect(db.engine).get_table_names()


def test_nothing_is_filled_in_over_a_database_that_is_there(app: Flask, kept: Path, spoken: Path) -> None:
    with app.app_context():
        before = counts()
    result = restored(app, kept, "--passphrase-file", spoken)
    assert result.exit_code == 1
    assert "Restore into an empty one" in result.output
    with app.app_context():
        assert counts() == before


def test_another_installation_says_whose_secret_is_missing(
    kept: Path, spoken: Path, settings: Settings, installations: Installations, engine: str, tmp_path: Path
) -> None:
    ServerSecret.create(tmp_path / "other.json")
    with empty(installations, engine, replace(settings, secret_file=tmp_path / "other.json")) as other:
        result = restored(other, kept, "--passphrase-file", spoken)
    assert result.exit_code == 1
    assert "belongs to another installation" in result.output
