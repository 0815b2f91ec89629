"""A server of a journey: the product's own, over plain HTTP, with a database that holds the cast."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from journal.config import Settings
from tests.support.installations import Installations, forget_ledger
from tests.support.server import Server, gunicorn, serving


def with_cast(
    installations: Installations, database: str, folder: Path, processes: str, command: list[str] | None = None,
    **more: str,
) -> AbstractContextManager[Server]:  # fmt: skip
    """Serves in so many processes, by another command or with more settings where they are given."""
    settings = {
        "WEB_CONCURRENCY": processes,
        "DATABASE_URL": database,
        "INTERLEAF_SECRET_FILE": str(installations.secret_file),
        "INTERLEAF_PLAIN_HTTP": "1",
    }
    forget_ledger(Settings(database, installations.secret_file))  # it knows the databases of tests before
    return serving(command or gunicorn(), folder, **settings, **more)
