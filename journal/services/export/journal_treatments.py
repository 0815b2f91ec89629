"""A patient's own lists of treatments and questions in a journal that is taken along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from journal import clock
from journal.services.treatments.treatment_entries import HEADINGS, Entry


def for_machines(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The lines as `journal.json` holds them."""
    return [
        {"added_at": each.added_at.isoformat(timespec="seconds"), **_said(each)}
        for each in entries
    ]  # fmt: skip


def _said(entry: Entry) -> dict[str, Any]:
    return {"kind": entry.kind, "text": entry.text} if entry.readable else {"text": None, "cannot_be_opened": True}


def for_people(entries: tuple[Entry, ...], zone: ZoneInfo) -> Iterator[str]:
    """The lines as `journal.md` tells them, list by list."""
    for kind, heading in HEADINGS.items():
        told = [each for each in entries if each.kind == kind]
        if told:
            yield f"\n## {heading}\n\n"
        for each in told:
            yield f"- {' '.join(each.text.split())} ({clock.date_and_time(each.added_at, zone)})\n"
    closed = sum(not each.readable for each in entries)
    if closed:
        yield f"\nOf treatments and questions {closed} cannot be opened.\n"
