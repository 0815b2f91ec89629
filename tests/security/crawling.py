"""Finds every page somebody can reach by links, and remembers which sealed values each of them opens."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from journal.extensions import db
from tests.security.onlooker import Onlooker

TABLES = re.compile(r"(?:FROM|JOIN) \"?(\w+)")
LINK = re.compile(r'\shref="(/[^"#]*)')
OF_A_KIND = 1  # pages of one address that differ in their ids


@dataclass
class Page:
    """A page as it was while nothing was tampered with."""

    who: str
    path: str
    status: int
    text: str
    opened: frozenset[bytes]
    tables: frozenset[str] = frozenset()


@dataclass
class Pages:
    """All pages that people reach, and by sealed value those that open it."""

    all: list[Page] = field(default_factory=list)
    by_value: dict[bytes, list[Page]] = field(default_factory=lambda: defaultdict(list))

    def showing(self, value: bytes) -> list[Page]:
        """The pages that open a value; where none does, the first page of each person."""
        return self.by_value.get(value) or [page for page in self.all if page.path == "/"]

    def reading(self, table: str, most: int) -> list[Page]:
        """So many of the pages that read a table, evenly from all of them."""
        found = [page for page in self.all if table in page.tables]
        return found[:: max(1, len(found) // most)][:most]


def crawl(app: Flask, clients: dict[str, FlaskClient], onlooker: Onlooker) -> Pages:
    """Follows the links of everybody from their first page on, one page of each kind; changes nothing."""
    pages = Pages()
    for who, client in clients.items():
        for page in _of_one(app, who, client, onlooker):
            pages.all.append(page)
            for value in page.opened:
                pages.by_value[value].append(page)
    return pages


def _of_one(app: Flask, who: str, client: FlaskClient, onlooker: Onlooker) -> list[Page]:
    waiting, seen, kinds, found = ["/"], {"/"}, defaultdict[str, int](int), list[Page]()
    while waiting:
        page = visit(who, client, waiting.pop(0), onlooker)
        found.append(page)
        for path in map(html.unescape, LINK.findall(page.text)):
            kind = kind_of(app, path)
            if path not in seen and kind and kinds[kind] < OF_A_KIND:
                seen.add(path)
                kinds[kind] += 1
                waiting.append(path)
    return found


def visit(who: str, client: FlaskClient, path: str, onlooker: Onlooker) -> Page:
    """Looks at a page, following a redirect within the application."""
    onlooker.forget()
    asked: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.update(TABLES.findall(statement))

    with client.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(path, follow_redirects=True)
    event.remove(engine, "before_cursor_execute", note)
    text = answer.text if answer.mimetype.startswith("text/") else answer.get_data().decode("utf-8", "replace")
    return Page(who, path, answer.status_code, text, frozenset(onlooker.values()), frozenset(asked))


def kind_of(app: Flask, path: str) -> str | None:
    """The rule behind an address; nothing for files, the way out, and what is not there."""
    adapter = app.url_map.bind("localhost")
    try:
        rule, _ = adapter.match(urlsplit(path).path, method="GET", return_rule=True)
    except (HTTPException, RequestRedirect):
        return None
    asked = ",".join(sorted(parse_qs(urlsplit(path).query)))
    return None if rule.endpoint == "static" else f"{rule.rule}?{asked}"
