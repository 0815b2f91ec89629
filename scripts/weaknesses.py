"""Compares the pinned packages with published weaknesses: the list beside this file, and an advisory service.

Ends with 0 where both found nothing, with 1 where a package is weak, and with 3 where the service could not be asked,
or did not know a weakness that every such service knows: then only the list was looked through, and that is said.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHOLE, WEAK, NOT_ASKED = 0, 1, 3
ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_name("known_weaknesses.json")
SERVICE = "https://api.osv.dev/v1/querybatch"
PLANTED = ("flask", "0.12")  # weak for years: a service that finds nothing wrong with it is not believed
PATIENCE = 10  # seconds
Pins = list[tuple[str, str]]


@dataclass(frozen=True)
class Outcome:
    """What was found, and whether the service could be asked."""

    weak: list[str]
    not_asked: str
    known_until: str

    @property
    def status(self) -> int:
        """The exit status."""
        return WEAK if self.weak else NOT_ASKED if self.not_asked else WHOLE

    def told(self) -> str:
        """One line for people."""
        listed = "; ".join(self.weak) or f"nothing in our own list, read {self.known_until}"
        return f"{listed}; ADVISORY SERVICE NOT ASKED: {self.not_asked}" if self.not_asked else listed


def pinned(paths: Iterable[Path]) -> Pins:
    """Every package of the requirement files with its version."""
    found = {
        match.groups()
        for path in paths
        for match in re.finditer(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    return sorted((str(name).lower().replace("_", "-"), str(version)) for name, version in found)


def older(version: str, fixed: str) -> bool:
    """Whether a version comes before the one that mended it."""
    return _numbers(version) < _numbers(fixed)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(each) for each in re.findall(r"\d+", version.split("+", maxsplit=1)[0])]
    return tuple(numbers + [0] * (6 - len(numbers)))


def look(pins: Pins, service: str = SERVICE) -> Outcome:
    """Looks every package up, in the list and at the service."""
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    weak = [
        f"{name} {version}: {each['id']}, mended in {each['fixed']}"
        for name, version in pins
        for each in listed["weaknesses"]
        if each["package"] == name and older(version, each["fixed"])
    ]
    try:
        return Outcome(weak + asked(pins, service), "", listed["read"])
    except (OSError, ValueError, LookupError) as error:
        return Outcome(weak, f"{type(error).__name__}", listed["read"])


def asked(pins: Pins, service: str) -> list[str]:
    """What the service knows. Raises `OSError` or `ValueError` where it cannot be asked, `LookupError` where it knows
    nothing of the planted weakness."""
    wanted = [PLANTED, *pins]
    question = {"queries": [{"package": {"ecosystem": "PyPI", "name": n}, "version": v} for n, v in wanted]}
    request = urllib.request.Request(  # noqa: S310 - the address is ours or a test's
        service, json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
        results: list[dict[str, Any]] = json.loads(answer.read())["results"]
    if len(results) != len(wanted) or not results[0].get("vulns"):
        raise LookupError("the planted weakness is not known there")
    told = zip(wanted[1:], results[1:], strict=True)
    return [f"{name} {version}: {each['id']}" for (name, version), result in told for each in result.get("vulns", ())]


def main() -> None:
    """Looks through the files that are named, or through those of the project."""
    paths = [Path(each) for each in sys.argv[1:]] or [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
    outcome = look(pinned(paths), os.environ.get("ADVISORY_SERVICE", SERVICE))
    print(outcome.told())
    sys.exit(outcome.status)


if __name__ == "__main__":
    main()
