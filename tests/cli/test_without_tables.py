"""Commands on a database that has no tables yet name the command that makes them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from tests.support.installations import State

CLINIC = "clinic create --name Quay --time-zone UTC --country IE --phone 1 --hours 9-17"
PERSON = f"people invite --clinic {uuid4()} --role nurse --name Ada --email ada@quay.ie"


@pytest.fixture
def state() -> State:
    """The database has no tables."""
    return "empty"


@pytest.mark.parametrize("words", [CLINIC, PERSON, "jobs run", "audit checkpoint"])
def test_a_command_says_how_the_tables_are_made(app: Flask, words: str) -> None:
    result = app.test_cli_runner().invoke(args=words.split())
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "flask --app wsgi db upgrade" in result.stderr
