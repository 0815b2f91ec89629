"""The real server under a fault, and people at it who go on sending what they wrote."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from bench.browser import Browser, Request, save_request, sign_in
from journal.extensions import db
from journal.models import Reflection
from tests.faults import whole
from tests.faults.outcome import Outcome
from tests.faults.places import Place, inside
from tests.support.cast import Member
from tests.support.server import Server, gunicorn, serving

WORKERS = "2"
PATIENCE = 60  # seconds in which a service must have come back by itself
LONGEST_ANSWER = 180  # seconds before somebody gives up: new workers import for long on a busy machine
SAVED, UNREACHABLE = 303, 503


@dataclass
class Service:
    """A server over a place."""

    place: Place
    server: Server

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(urlsplit(self.server.url).port or 0)

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        pid = self.server.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def window(self) -> Browser:
        """A browser of somebody who has not been here."""
        browser = Browser(self.port)
        browser._connection.timeout = LONGEST_ANSWER
        return browser

    def signed_in(self, member: Member) -> Browser:
        """The browser of somebody who signs in with all they have."""
        browser = self.window()
        sign_in(browser, member.email, member.password, member.totp_secret or "")
        return browser

    def windows(self, first: Browser, many: int) -> list[Browser]:
        """As many windows of the same browser."""
        made = [self.window() for _ in range(many)]
        for each in made:
            each.share_cookies(first)
        return made


@contextmanager
def service(place: Place, command: list[str] | None = None, **settings: str) -> Iterator[Service]:
    """Serves a place as in a clinic."""
    settings = {"WEB_CONCURRENCY": WORKERS, **place.environment(), **settings}
    with (
        TemporaryDirectory(prefix="interleaf-served-") as folder,
        serving(command or gunicorn(), Path(folder), **settings) as server,
    ):
        yield Service(place, server)


@dataclass
class Form:
    """Words on a page that was opened for writing: sent as often as it takes, under one id."""

    request: Request
    words: str

    @classmethod
    def opened(cls, browser: Browser, words: str, audience: str = "only_me") -> Form:
        """A new page with these words on it, not yet sent."""
        return cls(save_request(browser, "", words, audience), words)

    @property
    def id(self) -> str:
        """The id that the page was made with."""
        return self.request.path.rsplit("/", 1)[1]

    def send(self, browser: Browser) -> tuple[int, bool]:
        """Presses Save; gives the status, and whether an answer that is no success holds the words."""
        status, page = browser.send(self.request)
        return status, self.words in page


def until(works: Callable[[], bool], patience: float = PATIENCE) -> float | None:
    """Tries over and over; gives the seconds until it worked, or nothing."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        if works():
            return time.monotonic() - begun
        time.sleep(0.1)
    return None


def send_until_saved(outcome: Outcome, browser: Browser, forms: list[Form], stop: threading.Event | None = None) -> int:
    """Sends each form until it is saved, as a person would who is told to try again; gives how often they were told."""
    told = 0
    for form in forms:
        begun = time.monotonic()
        while True:
            status, holds_words = form.send(browser)
            if status == SAVED:
                outcome.acknowledged += 1
                break
            told += 1
            outcome.must(status == UNREACHABLE, f"a save was answered {status}")
            outcome.must(holds_words, f"an answer {status} did not give the words back")
            if time.monotonic() - begun > PATIENCE or (stop and stop.is_set()):
                outcome.broken.append("a form could not be saved in time")
                return told
            time.sleep(0.1)
    return told


def together(calls: list[Callable[[], int]]) -> list[int]:
    """What each call gave, all at once."""
    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(call) for call in calls]]


def look_through(outcome: Outcome, place: Place, forms: list[Form]) -> None:
    """Whether every acknowledged form is there once, with its words, and all else is whole."""
    app = place.application()
    with inside(app):
        patient, therapist = place.cast.patient.actor(), place.cast.therapist.actor()
        rows = {str(row.id): row for row in db.session.scalars(db.select(Reflection)).all()}
        for form in forms:
            row = rows.get(form.id)
            if row is None or whole.text_of(patient, row) != form.words:
                outcome.lost.append(f"reflection {form.id} was acknowledged and is not there as it was sent")
            elif row.version != 1:
                outcome.broken.append(f"reflection {form.id} was saved {row.version} times")
        texts = [whole.text_of(patient, row) for row in rows.values() if row.version]
        outcome.must(len(texts) == len(set(texts)), "the same words were saved twice")
        outcome.halves += list(whole.halves(place.cast.clinic_id, patient, therapist))
