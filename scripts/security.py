"""Attacks the product with everything there is for that, and prints what came of it as a table.

Ends with 0 where all passed, with 1 where something was found, and with 3 where nothing was found and something could
not be looked at. `--keep` writes the table into docs/security/report.md; `--only NAME` runs one row.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scripts import weaknesses
from scripts.scanner import program as find_scanner
from tests.support.server import serving

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "security" / "report.md"
PASSED, FOUND, NOT_LOOKED = "passed", "FOUND", "NOT LOOKED AT"
SCANNED = "exec,file,sql,xss,permanentxss,redirect,ssti,crlf,csp,cookieflags,http_headers"
OF_PLAIN_HTTP = ("Secure Flag cookie", "Clickjacking Protection")  # on this machine; frame-ancestors is sent
CODE = ("journal", "scripts", "gunicorn.conf.py", "wsgi.py")


@dataclass(frozen=True)
class Row:
    """What one attack came to."""

    name: str
    outcome: str
    told: str
    seconds: float


def trials(*files: str) -> tuple[str, str]:
    """Tests that take too long for `make test`, beside the ordinary ones of the same file."""
    at_once = ["-n", str(os.cpu_count() or 1), "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", "-q", *at_once, "-p", "no:cacheprovider", "--tb=short", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode:
        print("\n".join(lines[-60:]), flush=True)
    counted = re.sub(r" in [\d.]+s.*", "", lines[-1]) if lines else "nothing ran"
    return (FOUND if done.returncode else PASSED), counted.strip("= ")


def bandit() -> tuple[str, str]:
    """Static checks of the code that runs."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-ll", "-c", "pyproject.toml", "-f", "json", *CODE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError):
        return NOT_LOOKED, "bandit did not run"
    told = [f"{each['test_id']} {each['filename']}:{each['line_number']}" for each in results]
    return (FOUND if told else PASSED), ("; ".join(told) or "no finding of medium weight or more")


def packages() -> tuple[str, str]:
    """Published weaknesses of the pinned packages."""
    pins = weaknesses.pinned([ROOT / "requirements.txt", ROOT / "requirements-dev.txt"])
    outcome = weaknesses.look(pins, os.environ.get("ADVISORY_SERVICE", weaknesses.SERVICE))
    how = {weaknesses.WHOLE: PASSED, weaknesses.WEAK: FOUND, weaknesses.NOT_ASKED: NOT_LOOKED}[outcome.status]
    return how, f"{len(pins)} packages: {outcome.told()}"


def scanner() -> tuple[str, str]:
    """A web scanner by others, as a stranger against a served demonstration."""
    program = find_scanner()
    if program is None:
        return NOT_LOOKED, "wapiti could not be installed, and is not on this machine; the hostile forms send the like"
    with tempfile.TemporaryDirectory() as folder, serving(["scripts/serve"], Path(folder)) as server:
        report = Path(folder) / "wapiti.json"
        kept = ("--store-session", f"{folder}/session", "--store-config", f"{folder}/config", "--no-bugreport")
        bounds = ("--max-scan-time", "60", "--max-attack-time", "30", "-v", "0", "-f", "json", "-o", str(report))
        command = [program, "-u", f"{server.url}/", "--scope", "domain", "-m", SCANNED, *kept, *bounds]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
        return scanned(report)


def scanned(report: Path) -> tuple[str, str]:
    """What a report of wapiti tells, without what it says of plain HTTP and of headers that newer ones replace."""
    try:
        told = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return NOT_LOOKED, "wapiti did not come to its end"
    found = told["vulnerabilities"] | told["anomalies"]
    named = sorted(name for name, each in found.items() if each and name not in OF_PLAIN_HTTP)
    pages = f"{told['infos']['crawled_pages_nbr']} pages that strangers reach, {told['infos']['version']}"
    return (FOUND if named else PASSED), "; ".join([pages, *named])


ATTACKS: dict[str, Callable[[], tuple[str, str]]] = {
    "hostile database": lambda: trials("tests/security/test_swapped_values.py"),
    "hostile forms": lambda: trials("tests/security/test_hostile_forms.py"),
    "words left behind": lambda: trials(
        "tests/security/test_canaries.py", "tests/security/test_logs.py", "tests/journeys/test_no_trace.py",
        "tests/journeys/test_after_sign_out.py",
    ),
    "other attacks": lambda: trials("tests/security", "-m", "not security_full"),
    "timing of sign-in": lambda: trials_told("tests/security/test_timing.py"),
    "static checks": bandit,
    "known weaknesses": packages,
    "web scanner": scanner,
}  # fmt: skip


def trials_told(file: str) -> tuple[str, str]:
    """A test that measures: what it says besides is what counts."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", "-p", "no:cacheprovider", file]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = [line.removeprefix("timing: ") for line in done.stdout.splitlines() if line.startswith("timing: ")]
    return (FOUND if done.returncode else PASSED), "; ".join(said) or "nothing was measured"


def run(only: str | None) -> list[Row]:
    """Every attack, or one, in turn."""
    rows = []
    for name, attack in ATTACKS.items():
        if only in (None, name):
            print(f"{name} ...", flush=True)
            began = time.monotonic()
            rows.append(Row(name, *attack(), time.monotonic() - began))
    return rows


def table(rows: list[Row]) -> str:
    """The rows for people."""
    lines = ["| attack | outcome | what was looked at | seconds |", "|---|---|---|---|"]
    told = [f"| {row.name} | {row.outcome} | {row.told.replace('|', '/')} | {row.seconds:.0f} |" for row in rows]
    return "\n".join([*lines, *told])


def keep(rows: list[Row]) -> None:
    """Writes the table where it stays."""
    memory = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 2**30} GiB"
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    machine = f"{os.cpu_count()} cores, {memory}, {system}"
    head = (
        f"# The last run of `make security`\n\n{datetime.now(UTC):%d %B %Y}, {machine}. Command: `make security`.\n\n"
    )
    foot = "\n\nA row that was not looked at has not passed: the command then ends with status 3.\n"
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(head + table(rows) + foot, encoding="utf-8")


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.security", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="write the table into docs/security/report.md")
    parser.add_argument("--only", choices=list(ATTACKS), help="run one row")
    asked = parser.parse_args()
    rows = run(asked.only)
    print("\n" + table(rows))
    if asked.keep:
        keep(rows)
    outcomes = {row.outcome for row in rows}
    sys.exit(1 if FOUND in outcomes else 3 if NOT_LOOKED in outcomes else 0)


if __name__ == "__main__":
    main()
