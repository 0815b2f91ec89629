"""Stories of a restore, each told in three parts: what the backup holds, what was ended after it, what must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from journal.extensions import db, settings
from journal.models import Person
from journal.services.audit.acts import Act
from journal.services.ledger import following, quarantine, reconciling
from journal.services.ledger.reconciling import Reconciled
from journal.services.people import accounts
from journal.services.recovery import recoveries
from journal.services.sign_in.slots import WrongSignIn
from tests.services.hands import stored
from tests.support import engines
from tests.support.cast import Cast, Member

Parts = Callable[[Cast], Iterator[None]]  # it stops twice: for the backup, and for the restore


@dataclass(frozen=True)
class Story:
    """What happened, and which acts of it the ledger has to know."""

    sentence: str
    acts: frozenset[Act]
    parts: Parts
    leaves: str = ""  # how the one fault begins that verify finds afterwards, where an old row is put out of force

    def __str__(self) -> str:
        return self.sentence


STORIES: list[Story] = []


def story(sentence: str, *acts: Act, leaves: str = "") -> Callable[[Parts], Parts]:
    """Adds a story to the table."""

    def add(parts: Parts) -> Parts:
        STORIES.append(Story(sentence, frozenset(acts), parts, leaves))
        return parts

    return add


def part(told: Iterator[None]) -> None:
    """Tells the next part; the first two stop, the third ends."""
    next(told, None)
    db.session.remove()


@contextmanager
def older(folder: Path) -> Iterator[Callable[[], None]]:
    """Keeps the database as it is now; what is given puts it back."""
    following.catch_up()
    db.session.remove()
    fill = _file_kept(folder) if db.engine.dialect.name == "sqlite" else _rows_kept()

    def put_back() -> None:
        db.session.remove()
        fill()
        quarantine.look_again()

    yield put_back
    quarantine.look_again()


def _file_kept(folder: Path) -> Callable[[], None]:
    address, kept = settings().database_url, f"sqlite:///{folder / 'kept.db'}"
    engines.refill(kept, address)
    return lambda: engines.refill(address, kept)


def _rows_kept() -> Callable[[], None]:
    tables = db.metadata.sorted_tables
    with db.engine.connect() as connection:
        kept = {table: [dict(row._mapping) for row in connection.execute(table.select())] for table in tables}

    def fill() -> None:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no trigger, no order
            for table, rows in kept.items():
                connection.execute(table.delete())
                if rows:
                    connection.execute(table.insert(), rows)

    return fill


def reconciled() -> Reconciled:
    """Reconciles, as the command does."""
    db.session.remove()
    done = reconciling.reconcile(lambda _total: None, lambda _done: None)
    db.session.remove()
    return done


def shut(member: Member, password: str = "") -> None:
    with pytest.raises(WrongSignIn):
        accounts.check_password(member.email, password or member.password)


def kit_shut(member: Member) -> None:
    with pytest.raises(WrongSignIn):
        recoveries.prove(member.email, member.kit_code)


def status(member: Member) -> str:
    return str(stored(Person, Person.id == member.id)[0]["status"])
