"""`make run` and `make demo-reset` from an empty folder, as a new user meets them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.server import ROOT, serving
from tests.support.traces import words_in

SERVE = [str(ROOT / "scripts" / "serve")]
RESET = [str(ROOT / "scripts" / "demo-reset")]


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demonstration was served once."""
    folder = tmp_path_factory.mktemp("first")
    with serving(SERVE, folder):
        pass
    return folder


@pytest.fixture
def folder(first_start: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test, its server stopped."""
    return Path(shutil.copytree(first_start, tmp_path / "instance"))


def reset(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "INSTANCE": str(folder)}
    return subprocess.run(RESET, check=False, capture_output=True, text=True, env=environment)


def refused(folder: Path, **settings: str) -> str:
    """What a start says that must fail."""
    with pytest.raises(RuntimeError) as failed, serving(SERVE, folder, **settings):
        pass
    return str(failed.value)


def test_a_first_start_makes_everything_and_says_where_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    with serving(SERVE, folder) as server:
        said = server.log.read_text(encoding="utf-8")
        assert server.url in said
        assert all(account in said for account in ("patient@demo.example", "therapist@demo.example", "manager@demo"))
        assert "walk-gently-demo" in said
    kept = [file for file in folder.iterdir() if file != server.log]
    assert {"interleaf.db", "secret.json"} <= {file.name for file in kept}
    assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}


def test_a_second_start_makes_nothing_anew(folder: Path) -> None:
    """How long it takes is a figure of `python -m bench starts`."""
    secret = (folder / "secret.json").read_bytes()
    with serving(["make", "run"], folder) as server:
        said = server.log.read_text(encoding="utf-8")
    assert (folder / "secret.json").read_bytes() == secret
    assert server.url in said
    assert not [word for word in ("Loading", "Installing", "Making") if word in said]


def test_what_a_start_compiles_is_kept_for_the_next_one(folder: Path) -> None:
    """Compiling every module anew is a third of a start, whatever the surroundings ask of other programs."""
    with serving(["make", "run"], folder, PYTHONDONTWRITEBYTECODE="1", PYTHONPYCACHEPREFIX=str(folder / "compiled")):
        pass
    assert [*(folder / "compiled").rglob("journal/__init__*.pyc")]


def test_no_secret_is_made_beside_a_database_that_lost_its_own(folder: Path) -> None:
    (folder / "secret.json").unlink()
    assert "secret.json is missing" in refused(folder)
    assert not (folder / "secret.json").exists()


def test_a_taken_port_is_named_with_a_way_round(folder: Path) -> None:
    with serving(SERVE, folder) as server:
        port = server.url.rpartition(":")[2]
        said = subprocess.run(
            SERVE,
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "INSTANCE": str(folder), "PORT": port},
        )
    assert said.returncode != 0
    assert f"Port {port} cannot be used" in said.stderr
    assert "PORT=8123 make run" in said.stderr


def test_addresses_with_words_in_them_do_not_reach_the_log(folder: Path) -> None:
    with serving(SERVE, folder) as server:
        urllib.request.urlopen(f"{server.url}/help?said=the+quiet+water", timeout=10).close()
        deadline = time.monotonic() + 5
        while "GET /help 200" not in server.log.read_text(encoding="utf-8") and time.monotonic() < deadline:
            time.sleep(0.05)
    assert "GET /help 200" in server.log.read_text(encoding="utf-8")
    assert not words_in(folder, ["the quiet water", "quiet+water"])


def test_the_demonstration_can_be_made_anew_but_not_under_a_running_server(folder: Path) -> None:
    with serving(SERVE, folder) as server:
        secret = (folder / "secret.json").read_bytes()
        urllib.request.urlopen(f"{server.url}/sign-in", timeout=10).close()
        assert "in use" in reset(folder).stderr
    with closing(sqlite3.connect(folder / "interleaf.db")) as database:
        database.execute("CREATE TABLE of_before (id INTEGER)")
    assert reset(folder).returncode == 0
    with closing(sqlite3.connect(folder / "interleaf.db")) as database:
        assert not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'of_before'").fetchall()
    assert (folder / "secret.json").read_bytes() == secret


def test_a_real_installation_is_prepared_without_anybody_in_it(tmp_path: Path) -> None:
    environment = {**os.environ, "INSTANCE": str(tmp_path)}
    command = [sys.executable, "-m", "scripts.prepare"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=ROOT).stdout
    assert said == "Ready.\n"
    assert (tmp_path / "secret.json").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(tmp_path / "interleaf.db")) as database:
        assert database.execute("SELECT demonstration FROM installation").fetchall() == [(0,)]
        assert database.execute("SELECT count(*) FROM person").fetchall() == [(0,)]
