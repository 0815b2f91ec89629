"""The load client, a process of its own so that it shares no interpreter with a server: jobs in, times out, as JSON.

`python -m bench.client` reads one job a line from standard input and answers each with one line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from itertools import count, cycle
from select import select

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bench import texts
from bench.browser import (
    Browser,
    Request,
    Unexpected,
    entry_request,
    save_request,
    search_request,
    sign_in,
    sign_in_request,
)
from bench.databases import raw_writes
from bench.together import Times, together
from journal.crypto.passwords import PROFILES

PROFILE = "interleaf-2026"
BUSY = (429, 503)  # told to wait, for the others of this account or of this moment


@dataclass(frozen=True)
class Job:
    """What to send, how often, and from how many at once.

    `kind` is `get` (the `paths` in turn), `save` (a new reflection each), `search` (for words that are in few texts),
    `entry` (one in the log of a session each), `sign_in` (a new browser each, of the `visitors` in turn), `argon` (a
    bare derivation, no server) or `raw` (a row each, straight into `database`). Where there is a `crowd`, of e-mail,
    password and own paths, each client is another of them. `until_told` asks one client to go on until an empty line
    comes, whatever `requests` says.
    """

    kind: str
    port: int = 0
    email: str = ""
    password: str = ""
    secret: str = ""
    visitors: tuple[tuple[str, str], ...] = ()
    paths: tuple[str, ...] = ()
    audience: str = "only_me"
    requests: int = 1
    clients: int = 1
    until_told: bool = False
    may_be_busy: bool = False
    database: str = ""
    crowd: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


Step = tuple[Browser, Request]
_numbers = count(1)
_kept: dict[tuple[int, str, int], Browser] = {}


def main() -> None:
    """Answers jobs until there are no more."""
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(asdict(run(Job(**json.loads(line))))), flush=True)


def run(job: Job) -> Times:
    """Does one job; what is not timed, signing in and fetching forms, comes before all that is."""
    if job.kind == "argon":
        return together([[_derive] * job.requests])
    if job.kind == "raw":
        return together([raw_writes(job.database, job.requests // job.clients) for _ in range(job.clients)])
    clients = [_steps(_one_of(job, number), number) for number in range(job.clients)]
    if job.until_told:
        return _until_told(clients[0])
    turned_away: list[int] = []
    times = together([[_sender(job, step, turned_away) for step in steps] for steps in clients])
    return replace(times, busy=len(turned_away))


def _one_of(job: Job, number: int) -> Job:
    """The job as one of its crowd does it."""
    if not job.crowd:
        return job
    email, password, paths = job.crowd[number % len(job.crowd)]
    return replace(job, email=email, password=password, paths=tuple(paths))


def _steps(job: Job, number: int) -> list[Step]:
    """What one of the clients will send, each with the browser that sends it."""
    share = job.requests // job.clients
    if job.kind == "sign_in":
        turns = [job.visitors[(number * share + each) % len(job.visitors)] for each in range(share)]
        return [(browser, sign_in_request(browser, *who)) for who in turns for browser in [Browser(job.port)]]
    browser = _signed_in(job, number)
    if job.kind == "save":
        words = [(f"Page {new}", texts.prose(new)) for new, _ in zip(_numbers, range(share), strict=False)]
        return [(browser, save_request(browser, title, text, job.audience)) for title, text in words]
    if job.kind == "search":
        return [(browser, search_request(browser, f'"{texts.RARE}"')) for _ in range(share)]
    if job.kind == "entry":
        numbers = [{"pulse": str(60 + each % 40), "oxygen": "98"} for each in range(share)]
        return [(browser, entry_request(browser, job.paths[0], each)) for each in numbers]
    browser.expect(Request("GET", "/healthz" if job.email else job.paths[0], 200))  # the connection may have been idle
    return [(browser, Request("GET", job.paths[step % len(job.paths)], 200)) for step in range(share)]


def _signed_in(job: Job, number: int) -> Browser:
    """A browser that is kept, and stays signed in, from one job to the next."""
    place = (job.port, job.email, number)
    if place not in _kept:
        browser = _kept[place] = Browser(job.port)
        if job.email:
            _sign_in(job, browser, number)
    return _kept[place]


def _sign_in(job: Job, browser: Browser, number: int) -> None:
    """Signs in; who needs a code, which works once, does so in one window and goes on with it in the others."""
    if job.secret and number:
        browser.share_cookies(_signed_in(job, 0))
    else:
        sign_in(browser, job.email, job.password, job.secret)


def _sender(job: Job, step: Step, turned_away: list[int]) -> Callable[[], None]:
    browser, request = step

    def send() -> None:
        status, _ = browser.send(request)
        if job.may_be_busy and status in BUSY:
            turned_away.append(status)
        elif status != request.status:
            raise Unexpected(f"{request.method} {request.path} was answered {status}, not {request.status}")

    return send


def _derive() -> None:
    """One bare derivation of the profile that the product uses."""
    cost = PROFILES[PROFILE]
    Argon2id(
        salt=b"s" * 24, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(b"seven quiet lanterns")


def _until_told(steps: list[Step]) -> Times:
    begun, took, start = [], [], time.monotonic()
    for browser, request in cycle(steps):
        begun.append(time.monotonic())
        browser.expect(request)
        took.append(time.monotonic() - begun[-1])
        if select([sys.stdin], [], [], 0)[0]:
            break
    return Times(begun, took, time.monotonic() - start, 0)


if __name__ == "__main__":
    main()
