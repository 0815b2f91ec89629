"""Running commands as somebody with a shell on the server does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.cli.keeping import PASSPHRASE
from tests.support.cast import Cast

Command = Callable[..., Result]


@pytest.fixture
def command(app: Flask) -> Command:
    """Runs one command of `flask --app wsgi`, given word by word."""

    def run(*words: object) -> Result:
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return run


@pytest.fixture
def done(command: Command) -> Callable[..., str]:
    """Runs a command that must succeed, and gives the first line it prints."""

    def run(*words: object) -> str:
        result = command(*words)
        assert result.exit_code == 0, result.output
        return result.stdout.splitlines()[0]

    return run


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """A file with the passphrase."""
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return file


@pytest.fixture
def kept(command: Command, cast: Cast, tmp_path: Path, spoken: Path) -> Path:
    """A backup of the cast's database."""
    file = tmp_path / "kept.backup"
    result = command("backup", file, "--passphrase-file", spoken)
    assert result.exit_code == 0, result.output
    return file
