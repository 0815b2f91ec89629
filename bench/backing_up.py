"""How long a backup of a filled installation takes, as the command is run."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from bench.servers import ROOT, environment

PASSPHRASE = "a passphrase for a backup of the bench"


def backed_up(folder: Path, database: str) -> float:
    """Makes a backup beside the installation, and removes it; how many seconds it took."""
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    file = folder / "kept.backup"
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "backup", str(file)]
    begun = time.monotonic()
    subprocess.run(
        [*command, "--passphrase-file", str(folder / "passphrase")],
        cwd=ROOT, env=environment(folder, 0, database), check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    took = time.monotonic() - begun
    file.unlink()
    return took
