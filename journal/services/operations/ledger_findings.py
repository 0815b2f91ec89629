"""What the doctor finds about the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from journal.services.ledger import following, ledger, quarantine
from journal.services.operations.findings import Danger, Finding, open_to_others


def files() -> Iterator[Finding]:
    """Where the files of the ledger are open to others."""
    yield from map(open_to_others, ledger.open_to_others())


def with_tables() -> Iterator[Finding]:
    """What is wrong with the ledger, and where the database is not the one it knows."""
    for doubt in quarantine.doubts():
        yield Finding(
            Danger.GRAVE, f"Quarantine, nobody can sign in: {doubt}.", "Run: flask --app wsgi restore reconcile"
        )
    for fault in ledger.faults():
        yield Finding(
            Danger.GRAVE, f"{fault[0].upper()}{fault[1:]}: after a restore nothing would tell what ended since.",
            "Look at INTERLEAF_LEDGER_URL, or at that file and whose it is.",
        )  # fmt: skip
    yield from _begun_late()
    if number := following.behind():
        yield Finding(
            Danger.SERIOUS, f"The ledger was not written lately: it lacks {number} rows of the audit.",
            "See that it can be written; the next start, or jobs run, catches up.",
        )  # fmt: skip


def _begun_late() -> Iterator[Finding]:
    with suppress(*ledger.UNREACHABLE):
        for clinic_id, row in ledger.begun_late().items():
            yield Finding(
                Danger.SERIOUS,
                f"The ledger of clinic {clinic_id} was begun from the database, which ended at row {row}: it does not "
                "know whether that was the last.",
                "If there was one before, put it back. If it is the first, or was moved just now, confirm that "
                "with: flask --app wsgi restore reconcile",
            )  # fmt: skip
