"""Several nodes for real: gunicorn twice, on one PostgreSQL and one Redis, behind the nginx of the system."""

from __future__ import annotations

import http.client
import os
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from urllib.request import urlopen

from bench.browser import PATIENCE, Browser, Request, save_request, sign_in
from journal.config import Settings
from tests.support.cast import Member
from tests.support.proxy import proxying
from tests.support.server import Server, free_port, gunicorn, serving

A_MINUTE = 150  # requests of one visitor
NOT_NOW = (429, 502, 503, 504)


class Visitor(Browser):
    """Somebody who comes from an address of their own, through the proxy or past it to one node."""

    def __init__(self, port: int, address: str, *, certificate: Path | None = None, claimed: str = "") -> None:
        super().__init__(port)
        if certificate:
            trusted = ssl.create_default_context(cafile=str(certificate))
            self._connection = http.client.HTTPSConnection(
                "127.0.0.1", port, timeout=PATIENCE, context=trusted, source_address=(address, 0)
            )
        said = claimed or ("" if certificate else address)
        self._headers |= {"X-Forwarded-For": said} if said else {}


@dataclass(frozen=True)
class Site:
    """The nodes with what is in front of them."""

    nodes: tuple[Server, Server]
    metrics: tuple[int, int]
    port: int
    folder: Path
    _visitors: list[Visitor] = field(default_factory=list)

    def visitor(self, number: int, claimed: str = "") -> Visitor:
        """Somebody at an address of their own who comes the usual way."""
        certificate = self.folder / "fullchain.pem"
        return self._came(Visitor(self.port, f"127.0.0.{number}", certificate=certificate, claimed=claimed))

    def at(self, node: int, number: int) -> Visitor:
        """Somebody whom the proxy has sent to that node."""
        return self._came(Visitor(int(self.nodes[node].url.rpartition(":")[2]), f"127.0.0.{number}"))

    def _came(self, visitor: Visitor) -> Visitor:
        self._visitors.append(visitor)
        return visitor

    def leave(self) -> None:
        """Everybody goes."""
        for visitor in self._visitors:
            visitor.close()

    def figures(self, node: int) -> str:
        """What a node tells those who watch it."""
        with urlopen(f"http://127.0.0.1:{self.metrics[node]}/metrics", timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def kill(self, node: int) -> None:
        """Ends a node at once, with every process of it."""
        os.killpg(self.nodes[node].process.pid, SIGKILL)


@contextmanager
def site(folder: Path, settings: Settings, redis: str) -> Iterator[Site]:
    """Two nodes on one database, one Redis and one ledger, behind the proxy, until the block ends."""
    (folder / "database").write_text(f"{settings.database_url}\n", encoding="utf-8")
    common = {
        "DATABASE_URL_FILE": str(folder / "database"), "INTERLEAF_REDIS_URL": redis, "INTERLEAF_HOSTS": "127.0.0.1",
        "INTERLEAF_SECRET_FILE": str(settings.secret_file), "INTERLEAF_LEDGER_URL": settings.ledger_url,
        "INTERLEAF_PROXIES": "1", "WEB_CONCURRENCY": "1",
        "INTERLEAF_LOG": "json", "INTERLEAF_REQUESTS_A_MINUTE": str(A_MINUTE),
    }  # fmt: skip
    metrics = (free_port(), free_port())
    with ExitStack() as stack:
        nodes = []
        for number, port in enumerate(metrics):
            (folder / f"node{number}").mkdir()
            bind = {"INTERLEAF_METRICS_BIND": f"127.0.0.1:{port}"}
            nodes.append(stack.enter_context(serving(gunicorn(), folder / f"node{number}", **common, **bind)))
        addresses = [node.url.removeprefix("http://") for node in nodes]
        port = stack.enter_context(proxying(folder, addresses))
        made = Site((nodes[0], nodes[1]), metrics, port, folder)
        stack.callback(made.leave)
        yield made


class Writer(threading.Thread):
    """Somebody who saves page after page, presses Save again where no answer comes, and notes what was acknowledged."""

    def __init__(self, browser: Visitor, member: Member, name: str) -> None:
        super().__init__(name=name)
        self._browser, self._stopped = browser, threading.Event()
        self.acknowledged: list[str] = []
        self.answers: Counter[int] = Counter()
        self.failure: Exception | None = None
        sign_in(browser, member.email, member.password)

    def run(self) -> None:
        try:
            number = 0
            while not self._stopped.is_set():
                number += 1
                self._save(f"{self.name} writes page {number}")
        except Exception as error:  # noqa: BLE001 - it is raised again by the test
            self.failure = error

    def _save(self, title: str) -> None:
        request = save_request(_Patient(self._browser, self), title, "The lake was warm.", "only_me")
        status = self.send(request)
        assert status == 303, (title, status)
        self.acknowledged.append(title)

    def send(self, request: Request) -> int:
        """Sends it, again while nobody can take it; gives the status of the answer that came."""
        for _ in range(100):
            status, self.text = self._browser.send(request)
            self.answers[status] += 1
            if status not in NOT_NOW:
                break
            self._stopped.wait(0.1)
        return status

    def stop(self) -> None:
        """Ends after the page that is being saved."""
        self._stopped.set()
        self.join(PATIENCE)
        if self.failure:
            raise self.failure


class _Patient(Visitor):
    """The same browser, which asks again for a page that no node gave."""

    def __init__(self, browser: Visitor, writer: Writer) -> None:
        self._asked, self._writer = browser, writer

    def send(self, request: Request) -> tuple[int, str]:
        status = self._writer.send(request)
        return status, self._writer.text
