"""A full disk: nothing is broken, nothing typed is lost, one's own words stay readable, and nobody reads without a
receipt."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.browser import Browser, Request
from journal.extensions import db
from journal.models import Reflection
from journal.services.audit import receipts
from tests.faults.outcome import Outcome
from tests.faults.places import NAME, DurableInstallations, DurablePostgresql, Place, inside
from tests.faults.served import SAVED, UNREACHABLE, Form, look_through, service, until
from tests.support import engines

MEGABYTES = {"sqlite": 24, "postgresql": 320}
OWN, READ, SAVES = 3, 12, 12
LONG = "A long page, of which a full disk keeps nothing. " * 1500  # 74 KB, more than what a log has room for


def fill(installations: DurableInstallations, engine: str, profile: str) -> Outcome:
    """Fills the disk that the database lies on while people write and read, and then gives room again."""
    outcome = Outcome("disk full", engine, tries=SAVES + READ)
    if os.geteuid() != 0:
        outcome.missing = "only root may mount a small disk"
        return outcome
    with _small_disk(MEGABYTES[engine]) as disk:
        if disk is None:
            outcome.missing = "no small disk can be mounted here"
            return outcome
        with _place(installations, engine, profile, disk) as place:
            _write_and_read(outcome, place, disk)
    return outcome


def _write_and_read(outcome: Outcome, place: Place, disk: Path) -> None:
    with service(place) as served:
        patient, reader = (served.signed_in(each) for each in (place.cast.patient, place.cast.therapist))
        shared = [Form.opened(patient, f"Shared page {number}.", "therapist") for number in range(READ)]
        outcome.must(all(form.send(patient)[0] == SAVED for form in shared), "a page was not saved on an empty disk")
        forms = [Form.opened(patient, f"{LONG}{number}") for number in range(SAVES)]
        with _full(disk):
            saved = [form for form in forms if _save(outcome, patient, form)]
            outcome.must(len(saved) < len(forms), "the disk was never full")
            _read_own(outcome, patient, shared[:OWN])
            showed = [form for form in shared if _read(outcome, reader, form)]
        back = until(lambda: all(form.send(patient)[0] == SAVED for form in forms))
        outcome.must(back is not None, "saving did not go on when there was room again")
        outcome.started(back or 0.0)
        outcome.acknowledged = len(shared) + len(forms)
        outcome.notes.append(
            f"on the full disk {len(saved)} of {SAVES} long pages were saved and the others given back; "
            f"{len(showed)} of {READ} shared pages were shown, with their receipts, the others refused"
        )
    look_through(outcome, place, [*shared, *forms])
    _look_for_receipts(outcome, place, showed)


def _save(outcome: Outcome, browser: Browser, form: Form) -> bool:
    status, holds_words = form.send(browser)
    outcome.must(status in (SAVED, UNREACHABLE), f"a save on a full disk was answered {status}")
    outcome.must(status == SAVED or holds_words, f"an answer {status} did not give the words back")
    return status == SAVED


def _read_own(outcome: Outcome, browser: Browser, forms: list[Form]) -> None:
    for form in forms:
        status, page = browser.send(Request("GET", f"/reflections/{form.id}", 200))
        outcome.must(status == 200 and form.words in page, f"one's own page was answered {status} on a full disk")


def _read(outcome: Outcome, browser: Browser, form: Form) -> bool:
    status, page = browser.send(Request("GET", f"/review/{form.id}", 200))
    outcome.must(status in (200, UNREACHABLE), f"a shared page was answered {status} on a full disk")
    outcome.must((form.words in page) is (status == 200), f"an answer {status} showed or hid the words")
    return status == 200


def _look_for_receipts(outcome: Outcome, place: Place, showed: list[Form]) -> None:
    with inside(place.application()):
        for form in showed:
            row = db.session.get_one(Reflection, form.id)
            outcome.must(receipts.of(row).seen, f"reflection {form.id} was shown and left no receipt")


@contextmanager
def _place(installations: DurableInstallations, engine: str, profile: str, disk: Path) -> Iterator[Place]:
    """The cast in a database on that disk; filled there once more where the engine lies on it as a whole."""
    if engine == "sqlite":
        address = f"sqlite:///{disk / 'interleaf.db'}"
        engines.refill(address, installations.prepared(engine, "cast", profile).address)
        yield Place(installations, engine, address, profile)
        return
    own = DurableInstallations()
    own._engines["postgresql"] = DurablePostgresql(disk / "data")
    try:
        with own.database(engine, "cast", profile, NAME) as address:
            yield Place(own, engine, address, profile)
    finally:
        own.close()


@contextmanager
def _small_disk(megabytes: int) -> Iterator[Path | None]:
    """A disk in memory with so much room; nothing where none may be mounted."""
    with TemporaryDirectory(prefix="interleaf-disk-") as name:
        size = f"size={megabytes}m,mode=0755"
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", name], check=False, capture_output=True)
        if mounted.returncode:
            yield None
            return
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    """Leaves no byte of the disk for the length of the block."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    try:
        yield
    finally:
        filler.unlink()
