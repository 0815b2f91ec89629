"""Settings come from the environment or from files it names; what nobody can have meant stops the start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from journal.config import BadSettings, Settings
from tests.support.server import ROOT

SECRET = {
    "DATABASE_URL": ("database_url", "postgresql+psycopg://interleaf:pond-and-ladder@db/interleaf"),
    "INTERLEAF_MAIL": ("mail", "smtp://interleaf:pond-and-ladder@mail.clinic.example:587"),
    "INTERLEAF_REDIS_URL": ("redis_url", "redis://:pond-and-ladder@redis:6379/0"),
}


@pytest.mark.parametrize("name", SECRET)
def test_a_secret_setting_is_read_from_the_file_that_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attribute, value = SECRET[name]
    (tmp_path / "secret").write_text(f"{value}\n", encoding="utf-8")
    monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    settings = Settings.from_environment()
    assert (getattr(settings, attribute), settings.files) == (value, (tmp_path / "secret",))
    assert "pond-and-ladder" not in repr(settings)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=f"{name} and {name}_FILE are both set") as refused:
        Settings.from_environment()
    assert "pond-and-ladder" not in str(refused.value)


@pytest.mark.parametrize("name", SECRET)
def test_a_file_that_cannot_be_read_stops_the_start(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "missing"))
    with pytest.raises(BadSettings, match=f"{name}_FILE names cannot be read"):
        Settings.from_environment()


@pytest.mark.parametrize("name", ["DATABASE_URL", "INTERLEAF_LEDGER_URL", "INTERLEAF_REDIS_URL"])
def test_an_empty_file_stops_the_start_instead_of_serving_something_else(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("\n", encoding="utf-8")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    with pytest.raises(BadSettings, match=f"{name}_FILE names is empty"):
        Settings.from_environment()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres//interleaf:pond-and-ladder@db/interleaf"),
        ("DATABASE_URL", "postgresql://interleaf@db:pond-and-ladder/interleaf"),
        ("DATABASE_URL", "mysql://interleaf:pond-and-ladder@db/interleaf"),
        ("INTERLEAF_LEDGER_URL", "pond-and-ladder"),
        ("INTERLEAF_REDIS_URL", "redis://:pond-and-ladder/9@redis:6379/0"),
        ("INTERLEAF_REDIS_URL", "redis:6379"),
    ],
)
def test_an_address_that_cannot_be_read_stops_the_start_and_is_not_quoted(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=f"{name} is an address such as") as refused:
        Settings.from_environment()
    assert "pond-and-ladder" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize("name", ["INTERLEAF_PROXIES", "INTERLEAF_REQUESTS_A_MINUTE"])
@pytest.mark.parametrize("value", ["two", "-1", "1.5"])
def test_a_number_that_is_none_stops_the_start(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=name):
        Settings.from_environment()


def test_the_server_and_the_commands_say_it_in_one_line(tmp_path: Path) -> None:
    environment = {"INSTANCE": str(tmp_path), "DATABASE_URL": "sqlite://", "DATABASE_URL_FILE": "there"}
    for command in (["-m", "flask", "--app", "wsgi", "doctor"], ["-m", "scripts.prepare"]):
        answer = subprocess.run(
            [sys.executable, *command], check=False, cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert answer.returncode == 1
        assert "DATABASE_URL and DATABASE_URL_FILE are both set" in answer.stderr
        assert "Traceback" not in answer.stderr
