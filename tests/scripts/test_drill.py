"""The drill of a restore, on an installation whose places are named by files: nothing of it is changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.support.installations import Installations
from tests.support.server import ROOT


def noted(ledger: Path) -> list[str]:
    """All that the ledger holds."""
    with closing(sqlite3.connect(ledger)) as connection:
        return list(connection.iterdump())


def test_a_drill_leaves_the_database_and_the_ledger_as_they_are(installations: Installations, tmp_path: Path) -> None:
    shutil.copy2(installations.secret_file, tmp_path / "secret.json")
    (tmp_path / "ledger").write_text(f"sqlite:///{tmp_path / 'ledger.db'}\n", encoding="utf-8")
    with installations.database("sqlite", "cast") as address:
        (tmp_path / "database").write_text(f"{address}\n", encoding="utf-8")
        environment = {
            "PATH": os.environ["PATH"], "PYTHON": sys.executable, "INSTANCE": str(tmp_path), "TMPDIR": str(tmp_path),
            "INTERLEAF_SECRET_FILE": str(tmp_path / "secret.json"), "DATABASE_URL_FILE": str(tmp_path / "database"),
            "INTERLEAF_LEDGER_URL_FILE": str(tmp_path / "ledger"), "INTERLEAF_HOSTS": "journal.clinic.example",
        }  # fmt: skip
        (tmp_path / "before").mkdir()
        fill = [sys.executable, "-m", "flask", "--app", "wsgi", "ledger-copy", str(tmp_path / "before" / "secret.json")]
        subprocess.run(fill, check=True, cwd=ROOT, env=environment)
        before = noted(tmp_path / "ledger.db")
        drill = [ROOT / "scripts" / "restore-drill"]
        answer = subprocess.run(drill, check=False, env=environment, capture_output=True, text=True)
        assert answer.returncode == 0, answer.stderr
    assert "reconciled in" in answer.stdout
    assert len(before) > 4
    assert noted(tmp_path / "ledger.db") == before
    assert not list(tmp_path.glob("interleaf-drill-*"))
