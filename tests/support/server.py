"""Starts the real server, gunicorn with its own settings, on a free port, as `scripts/serve` would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds for a server to answer on a busy machine


@dataclass(frozen=True)
class Server:
    """A running server: its address, its database, and the folder with all that it writes."""

    url: str
    database_url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def secret_file(self) -> Path:
        """Its secret, where none is named."""
        return self.folder / "secret.json"

    @property
    def log(self) -> Path:
        """What it has said so far, on standard output and standard error."""
        return self.folder / "server.log"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], folder: Path, **settings: str) -> Iterator[Server]:
    """Runs a command that serves on PORT with its data in `folder`, until the block ends; waits for its first answer.

    Raises `RuntimeError`, with the log, when it does not answer in time.
    """
    port = free_port()
    environment = _without_ours(os.environ) | {"INSTANCE": str(folder), "PORT": str(port), **settings}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    database_url = settings.get("DATABASE_URL", f"sqlite:///{folder / 'interleaf.db'}")
    server = Server(f"http://127.0.0.1:{port}", database_url, folder, process)
    try:
        _wait_for(server)
        yield server
    finally:
        _stop(process)


def gunicorn(application: str = "wsgi:app") -> list[str]:
    """The command that serves a database which is ready."""
    return [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", application]


def _without_ours(environment: os._Environ[str]) -> dict[str, str]:
    ours = ("INTERLEAF_", "DATABASE_URL", "INSTANCE", "PORT", "FLASK_", "MAKE", "MFLAGS")
    return {name: value for name, value in environment.items() if not name.startswith(ours)}


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.url}/help", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not answer:\n{server.log.read_text(encoding='utf-8', errors='replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the command and all that it started, first asking."""
    for signal, patience in ((SIGTERM, 20), (SIGKILL, None)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
