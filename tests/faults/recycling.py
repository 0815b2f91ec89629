"""A worker is replaced in the middle of writing, as at an update of the settings: sign-ins and drafts outlive it."""

from __future__ import annotations

import os
import signal
import threading
import time
from functools import partial

from bench.browser import Browser, Request
from tests.faults.outcome import Outcome
from tests.faults.places import Place
from tests.faults.served import LONGEST_ANSWER, Form, Service, look_through, send_until_saved, service, together, until

WRITERS, FORMS, TIMES = 4, 25, 2


def recycle(place: Place) -> Outcome:
    """Tells gunicorn to replace its workers, over and over, while people save and type."""
    outcome = Outcome("workers replaced in mid-write", place.engine, tries=TIMES)
    with service(place) as served:
        first = served.signed_in(place.cast.patient)
        *windows, typing = served.windows(first, WRITERS + 1)
        forms = [[Form.opened(each, f"Window {n}, page {page}.") for page in range(FORMS)]
                 for n, each in enumerate(windows)]  # fmt: skip
        draft, done = Form.opened(typing, ""), threading.Event()
        changes = threading.Thread(target=_replace, args=(outcome, served, done))
        calls = [partial(_save_until, outcome, done, *each) for each in zip(windows, forms, strict=True)]
        changes.start()
        told = together([*calls, partial(_type_until, outcome, done, typing, draft)])
        changes.join()
        page = typing.expect(Request("GET", f"/reflections/{draft.id}/edit", 200))
        outcome.must(f"typed {told[-1]} times" in page, "the last draft that was acknowledged is not there")
        outcome.notes.append(f"{told[-1]} drafts kept meanwhile; {sum(told[:-1])} saves had to be sent again")
    look_through(outcome, place, [form for own in forms for form in own])
    return outcome


def _replace(outcome: Outcome, served: Service, done: threading.Event) -> None:
    for _ in range(TIMES):
        before = set(served.workers())
        os.kill(served.server.process.pid, signal.SIGHUP)
        gone = until(lambda old=before: not old & set(served.workers()), LONGEST_ANSWER)
        outcome.must(gone is not None, "the old workers did not end")
    done.set()


def _save_until(outcome: Outcome, done: threading.Event, browser: Browser, forms: list[Form]) -> int:
    """Saves one page after the other, spread over the time in which workers are replaced."""
    told = 0
    for form in forms:
        told += send_until_saved(outcome, browser, [form])
        if not done.is_set():
            time.sleep(0.1)
    return told


def _type_until(outcome: Outcome, done: threading.Event, browser: Browser, draft: Form) -> int:
    """Types on, as the page of a reflection sends it, until all workers are others; gives how often it was kept."""
    fields, times = dict(draft.request.form or {}), 0
    while not done.is_set() or times < 2:
        fields["text"] = f"typed {times + 1} times"
        status, answer = browser.send(Request("POST", f"/reflections/{draft.id}/draft", 200, fields))
        outcome.must(status == 200, f"a draft was answered {status}: {answer[:80]}")
        if status != 200:
            return times
        times += 1
        outcome.acknowledged += 1
        fields |= {"draft_version": str(times), "base_version": "0"}
        time.sleep(0.1)
    return times
