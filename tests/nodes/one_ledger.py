"""The ledger that several nodes share: what is stored in it, without it for a while, and an act that ends something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from bench.browser import Request
from journal.config import Settings
from tests.nodes.nodes import Visitor


def lines(settings: Settings) -> list[str]:
    """The lines of the ledger that both nodes write, as they are stored."""
    with psycopg.connect(settings.ledger_url.replace("+psycopg", "")) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM ledger_line ORDER BY number").fetchall()]


@contextmanager
def away(settings: Settings) -> Iterator[None]:
    """Lets nobody reach the database of the ledger meanwhile."""
    database = str(make_url(settings.ledger_url).database)
    name, server = Identifier(database), settings.database_url.replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
        try:
            yield
        finally:
            admin.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def calendar_request(browser: Visitor, *, revoke: bool = False) -> Request:
    """Fetches the page of one's calendar; the request that makes a new address, or that revokes it."""
    page = browser.send(Request("GET", "/account/calendar", 200))[1]
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    return Request("POST", f"/account/calendar{'/revoke' if revoke else ''}", 303, {"csrf_token": token})
