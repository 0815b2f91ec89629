"""Servers under measurement: gunicorn with the project's settings, each over a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPLICATIONS = {
    "product": "wsgi:app",
    "passthrough": "bench.wsgi_passthrough:app",
    "reference": "bench.wsgi_reference:app",
}
WORKERS = 2
PATIENCE = 120  # seconds; on a busy machine a start takes twenty
_NO_RECYCLING = ("--max-requests", "0")  # a worker that is replaced while it is measured would spoil a round


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def megabytes(self) -> list[float]:
        """The resident memory of each worker."""
        return [_resident(pid) for pid in self.workers()]


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


@contextmanager
def serving(kind: str, folder: Path, *settings: str, database: str = "") -> Iterator[Server]:
    """Serves one of the applications over a filled folder, and a database elsewhere where one is named; `settings` are
    given to gunicorn after the project's own."""
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", *_NO_RECYCLING, *settings]
    with started([*command, APPLICATIONS[kind]], folder, database) as server:
        yield server


@contextmanager
def started(command: list[str], folder: Path, database: str = "") -> Iterator[Server]:
    """Runs a command that serves the product over a folder, from its first answer to the end of the block."""
    port = _free_port()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(folder, port, database), stdout=log, stderr=log)
    server = Server(port, folder, process)
    try:
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def environment(folder: Path, port: int, database: str) -> dict[str, str]:
    """The variables that a process of an installation is run with, and none of our own."""
    ours = ("INTERLEAF_", "DATABASE_URL", "FLASK_", "GUNICORN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | ({"DATABASE_URL": database} if database else {}) | {
        "INSTANCE": str(folder), "PORT": str(port), "INTERLEAF_PLAIN_HTTP": "1", "WEB_CONCURRENCY": str(WORKERS)
    }  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not answer:\n{(server.folder / 'server.log').read_text(errors='replace')}")
