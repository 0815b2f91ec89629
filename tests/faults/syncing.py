"""A disk that fails when it is told to keep what was written: the answer says so, and nothing is taken for kept."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.browser import Request
from tests.faults.outcome import Outcome
from tests.faults.places import Place
from tests.faults.served import SAVED, UNREACHABLE, Form, look_through, service, until

TRIES = 5
STRACE = "strace"
_FAILING = "inject=fdatasync,fsync:error=EIO"


def fail(place: Place) -> Outcome:
    """Lets every sync fail while a patient saves, and then no more."""
    outcome = Outcome("error on fsync", place.engine, tries=TRIES)
    if shutil.which(STRACE) is None or not _may_trace():
        outcome.missing = "strace is missing or may not look at other processes here"
        return outcome
    with service(place) as served:
        browser = served.signed_in(place.cast.patient)
        kept = Form.opened(browser, "Kept before the disk failed.")
        outcome.must(kept.send(browser)[0] == SAVED, "the first page was not saved")
        forms = [Form.opened(browser, f"Page {number} on a failing disk.") for number in range(TRIES)]
        before = served.workers()
        with _no_sync(served.workers() if place.engine == "sqlite" else place.server.processes()):
            for form in forms:
                status, holds_words = form.send(browser)
                outcome.must(status == UNREACHABLE, f"a save on a failing disk was answered {status}")
                outcome.must(holds_words, f"an answer {status} did not give the words back")
            if place.engine == "sqlite":
                status, page = browser.send(Request("GET", f"/reflections/{kept.id}", 200))
                outcome.must((status, kept.words in page) == (200, True), f"one's own page was answered {status}")
        back = until(lambda: all(form.send(browser)[0] == SAVED for form in forms))
        outcome.must(back is not None, "the service did not come back by itself")
        outcome.acknowledged = 1 + (TRIES if back is not None else 0)
        outcome.started(back or 0.0)
        outcome.must(served.workers() == before, "a worker was replaced")
    look_through(outcome, place, [kept, *forms])
    return outcome


@contextmanager
def _no_sync(processes: Sequence[int]) -> Iterator[None]:
    """Lets each sync of these processes, and of all that they start, end in an error."""
    watched = [word for pid in processes for word in ("-p", str(pid))]
    command = [STRACE, "-f", "-q", "-e", "trace=fdatasync,fsync", "-e", _FAILING, "-o", "/dev/null", *watched]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(1)  # until it holds every thread
    try:
        yield
    finally:
        tracer.terminate()
        tracer.wait(10)


def _may_trace() -> bool:
    tried = subprocess.run([STRACE, "-o", "/dev/null", "true"], check=False, capture_output=True)
    return tried.returncode == 0
