"""A server of a journey: the product's own, over plain HTTP, with a database that holds the cast."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from pathlib import Path

from tests.support.installations import Installations
from tests.support.server import Server, gunicorn, serving


def with_cast(
    installations: Installations, database: str, folder: Path, processes: str, command: list[str] | None = None,
    **more: str,
) -> AbstractContextManager[Server]:  # fmt: skip
    """Serves in so many processes, by another command or with more settings where they are given.

    The secret is a copy, so that the ledger beside it is this server's alone: all servers hold the same clinic, and
    what one that still answers a test before tells the ledger would be unknown to another's database."""
    settings = {
        "WEB_CONCURRENCY": processes,
        "DATABASE_URL": database,
        "INTERLEAF_PLAIN_HTTP": "1",
    }
    shutil.copy2(installations.secret_file, folder / "secret.json")
    return serving(command or gunicorn(), folder, **settings, **more)
