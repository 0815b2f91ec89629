"""Puts one wrong value into the database, looks at every page that opens it, and puts the right one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import DataError, IntegrityError, StatementError

from journal.extensions import db
from tests.security.crawling import Page, Pages, crawl, visit
from tests.security.flips import Flip, every_flip
from tests.security.furnished import browser_of
from tests.security.matrix import Target, everything, wrong_values
from tests.security.onlooker import Onlooker
from tests.services.hands import let_go_of

REFUSED = (404, 409, 422)  # of a page that is about the one thing that does not open
MOVED = ("version", "last_seen_at")  # by the application itself, while pages are looked at
SIGN_IN = "<h1>Sign in</h1>"
SIGNED_OUT = ("sign_in", "slot", "person", "person_key", "totp", "passkey")  # such a row may end a sign-in


@dataclass
class Trial:
    """The people of a furnished demonstration, their pages as they were, and what was found wrong."""

    app: Flask
    onlooker: Onlooker
    roles: tuple[str, ...]
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    ways: set[tuple[str, str]] = field(default_factory=set)  # what was tried: column, and how
    _out: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for role in self.roles:
            self.clients[role] = browser_of(self.app, role)
        self.pages: Pages = crawl(self.app, self.clients, self.onlooker)
        self.known = {role: self._words_of(role) for role in self.roles}

    def _words_of(self, role: str) -> set[str]:
        opened = {value for page in self.pages.all if page.who == role for value in page.opened}
        return {words for value in opened for words in self.onlooker.words[value]}

    def run(self, pages_each: int, hows: int | None = None) -> None:
        """Tries wrong values in one row of every column, on so many pages; `hows` tries fewer, by turns."""
        with self.app.app_context():
            among = everything()
        for number, target in enumerate(_chosen(among, self.pages)):
            values = list(wrong_values(target, among))
            if hows is not None:
                values = [values[(number * hows + each) % len(values)] for each in range(hows)]
            for how, value in values:
                self.try_one(target, how, value, pages_each)

    def try_one(self, target: Target, how: str, value: bytes | None, pages_each: int) -> None:
        """One wrong value in one place."""
        self.ways.add((str(target), how))
        self._put(target, value)
        try:
            for page in self.pages.showing(target.value)[:pages_each]:
                self._look(target, how, value, page)
        finally:
            self._put(target, target.value)
        for who in self._out:
            self.clients[who] = browser_of(self.app, who)
        self._out.clear()

    def _put(self, target: Target, value: bytes | None) -> None:
        table = target.table
        with self.app.app_context(), db.engine.begin() as connection:
            here = table.c.id == target.row["id"]
            connection.execute(update(table).where(here).values({target.column.name: value}))

    def _look(self, target: Target, how: str, value: bytes | None, was: Page) -> None:
        now = visit(was.who, self.clients[was.who], was.path, self.onlooker)
        if SIGN_IN in now.text:
            self._out.add(was.who)
        for fault in self._faults(target, value, was, now):
            self.faults.append(f"{target} {how}: {was.who} {was.path}: {fault}")

    def _faults(self, target: Target, value: bytes | None, was: Page, now: Page) -> Iterator[str]:
        signed_out = SIGN_IN in now.text and target.table.name in SIGNED_OUT
        if now.status >= 500:
            yield f"answers {now.status}"
        elif now.status != was.status and now.status not in REFUSED and not signed_out:
            yield f"answers {now.status} instead of {was.status}"
        if value is None:
            return
        if self.onlooker.opened_there(value, target.row["id"].bytes, target.column.name):
            yield "a forged value was opened"
        for words in self.onlooker.words.get(value, ()):
            if words in now.text and words not in was.text:
                yield f"shows {words[:20]!r} of another place"

    def flip(self, pages_each: int, of_a_table: int = 1) -> None:
        """Writes another value into every column that is not sealed, of so many rows of every table."""
        with self.app.app_context():
            flips = list(every_flip(of_a_table))
        for flip in flips:
            if self._put_plain(flip, flip.value):
                self.ways.add((str(flip), ""))
                for page in self.pages.reading(flip.table.name, pages_each):
                    self._look_for_leaks(flip, page)
                self._put_back(flip)
            for who in self._out:
                self.clients[who] = browser_of(self.app, who)
            self._out.clear()

    def _put_plain(self, flip: Flip, value: object) -> bool:
        """Whether the database takes it."""
        try:
            with self.app.app_context(), db.engine.begin() as connection:
                let_go_of(connection, flip.table.name)
                connection.execute(update(flip.table).where(flip.here).values({flip.column.name: value}))
        except (IntegrityError, DataError, StatementError):
            return False
        return True

    def _put_back(self, flip: Flip) -> None:
        """What stood there, unless the application has meanwhile written something else."""
        with self.app.app_context(), db.engine.connect() as connection:
            now = connection.execute(select(flip.column).where(flip.here)).scalar_one_or_none()
        if now == flip.value or flip.column.name not in MOVED:
            self._put_plain(flip, flip.was)

    def _look_for_leaks(self, flip: Flip, was: Page) -> None:
        now = visit(was.who, self.clients[was.who], was.path, self.onlooker)
        if SIGN_IN in now.text:
            self._out.add(was.who)
        if now.status >= 500:
            self.faults.append(f"{flip}: {was.who} {was.path}: answers {now.status}")
        every = set().union(*self.known.values())
        for words in every - self.known[was.who]:
            if words in now.text and words not in was.text:
                self.faults.append(f"{flip}: {was.who} {was.path}: shows {words[:20]!r}")


def _chosen(among: list[Target], pages: Pages) -> Iterator[Target]:
    """One value of every column, where there is one that pages show."""
    for name in dict.fromkeys(str(each) for each in among):
        yield min((each for each in among if str(each) == name), key=lambda each: each.value not in pages.by_value)
