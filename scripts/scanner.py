"""Brings the web scanner that `make security` runs into an environment of its own, where installing is allowed.

It cannot stand beside the product, whose SQLAlchemy is newer than the one it asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PIN = "wapiti3==3.2.3"
PLACE = Path(__file__).resolve().parent.parent / ".venv" / "scanner"


def program() -> str | None:
    """The scanner: the one named in WAPITI, ours, or this machine's; None where there is none."""
    ours = PLACE / "bin" / "wapiti"
    return os.environ.get("WAPITI") or (str(ours) if ours.exists() else shutil.which("wapiti"))


def main() -> None:
    """Leaves it where it can be had; that it is missing is told by the row of the table that needs it."""
    if program() is None:
        print(f"Making {PLACE.relative_to(PLACE.parent.parent)} with {PIN}.", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", PLACE], check=True)
        installing = [PLACE / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", PIN]
        subprocess.run(installing, check=False)


if __name__ == "__main__":
    main()
