"""The database goes away under load, or is locked by somebody else: people are told, keep their words, and go on."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

import psycopg
from sqlalchemy.engine import make_url

from bench.browser import Browser, Request
from tests.faults.outcome import Outcome
from tests.faults.places import Place
from tests.faults.served import SAVED, UNREACHABLE, Form, Service, look_through, send_until_saved, service, together
from tests.support.engines import path_of

WRITERS, FORMS = 6, 25
GONE = 2.0  # seconds without a database
WAITING = 20  # people who save under the lock: more than one process has threads
LONGEST_ANSWER = 20.0  # seconds: for a thread or the turn, for the other process, and for the lock itself, five each


def restart(place: Place) -> Outcome:
    """Stops PostgreSQL at once under load, and starts it again."""
    outcome = Outcome("database stopped and started", place.engine, tries=WRITERS * FORMS)
    with service(place) as served:
        before = served.workers()
        windows = served.windows(served.signed_in(place.cast.patient), WRITERS)
        forms = [[Form.opened(each, f"Window {n}, page {page}.") for page in range(FORMS)]
                 for n, each in enumerate(windows)]  # fmt: skip
        took: list[float] = []
        stopper = threading.Thread(target=_stop_and_start, args=(place, took))
        stopper.start()
        told = sum(together([partial(send_until_saved, outcome, *each) for each in zip(windows, forms, strict=True)]))
        stopper.join()
        outcome.must(told, "nobody noticed that the database was gone")
        outcome.must(served.workers() == before, "a worker was replaced")
    outcome.started(took[0])
    outcome.notes.append(f"{told} answers were 503 with the words; no worker was replaced")
    look_through(outcome, place, [form for own in forms for form in own])
    return outcome


def _stop_and_start(place: Place, took: list[float]) -> None:
    time.sleep(0.5)
    place.server.crash()
    time.sleep(GONE)
    took.append(place.server.start())


def locked(place: Place) -> Outcome:
    """Somebody holds a lock on what is written for longer than anybody waits."""
    outcome = Outcome("database locked", place.engine, tries=WAITING)
    with service(place) as served:
        windows = served.windows(served.signed_in(place.cast.patient), WAITING + 1)
        forms = [Form.opened(each, f"Window {n}.") for n, each in enumerate(windows[:-1])]
        with _held(place):
            begun = time.monotonic()
            answers = threading.Thread(target=_all_refused, args=(outcome, windows, forms))
            answers.start()
            time.sleep(0.5)
            _reads(outcome, served, windows[-1])
            answers.join()
            waited = time.monotonic() - begun
        outcome.must(waited < LONGEST_ANSWER, f"the last was answered after {waited:.1f} s")
        begun = time.monotonic()
        for browser, form in zip(windows, forms, strict=False):
            outcome.must(form.send(browser)[0] == SAVED, "a save was refused after the lock was gone")
            outcome.acknowledged += 1
        outcome.notes.append(f"told to try again after {waited:.1f} s at most; all saved {time.monotonic() - begun:.1f}"
                             " s after the lock was gone")  # fmt: skip
    look_through(outcome, place, forms)
    return outcome


def _all_refused(outcome: Outcome, windows: list[Browser], forms: list[Form]) -> None:
    together([partial(_refused, outcome, *each) for each in zip(windows, forms, strict=False)])


def _refused(outcome: Outcome, browser: Browser, form: Form) -> int:
    status, holds_words = form.send(browser)
    outcome.must(status == UNREACHABLE, f"a save under the lock was answered {status}")
    outcome.must(holds_words, f"an answer {status} did not give the words back")
    return int(holds_words)


def _reads(outcome: Outcome, served: Service, browser: Browser) -> None:
    """Whoever reads is not kept waiting by those who cannot write."""
    begun = time.monotonic()
    status, _ = browser.send(Request("GET", "/reflections", 200))
    took = time.monotonic() - begun
    outcome.must(status == 200, f"a page to read was answered {status} under the lock")
    outcome.notes.append(f"a page to read took {took:.1f} s under the lock")
    outcome.must(took < LONGEST_ANSWER, f"a page to read took {took:.1f} s under the lock")


@contextmanager
def _held(place: Place) -> Iterator[None]:
    """A lock for the length of the block: of the whole SQLite database, or of PostgreSQL's reflections."""
    if place.engine == "sqlite":
        with closing(sqlite3.connect(path_of(place.address), isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")
        return
    url = make_url(place.address).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE reflection IN EXCLUSIVE MODE")
        yield
        connection.rollback()
