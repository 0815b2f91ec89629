"""Limits on tries, shared by all processes through the database; they slow strangers down and lock nobody out.

A browser that somebody has signed in with before has an allowance of its own. All others share three: that of this
account from this address, of the address, and of the account, which is what an attack from many addresses uses up.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from journal import clock
from journal.crypto.errors import Busy
from journal.extensions import db, server_secret
from journal.models import Throttle
from journal.services.sign_in import devices
from journal.services.work import unit_of_work

WAITS = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 240, 480, 900))
_FREE = datetime(1970, 1, 1, tzinfo=UTC)  # before what any process takes for now
KEPT = timedelta(days=2)  # longer than anything is counted
PASSWORD, CODE, PASSKEY, RECOVERY, PIN, APPEND = "password", "code", "passkey", "recovery", "pin", "append"
_ROWS = cast(Table, Throttle.__table__)
_NETWORK_BITS = 64  # of an IPv6 address: what one household or one attacker has all of


class TooMany(Exception):
    """Too many tries: nothing was checked, and nothing is locked; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    @property
    def in_words(self) -> str:
        """What a page says of it."""
        return f"Too many tries from here. Wait {_in_words(self.retry_after)} and try again; nothing is locked."


def _in_words(seconds: int) -> str:
    amount, unit = (seconds, "second") if seconds <= 60 else (-(-seconds // 60), "minute")
    return f"{amount} {unit}{'s' if amount != 1 else ''}"


@dataclass(frozen=True, slots=True)
class _Allowance:
    """What is counted under one key: how many tries are free, and when they are forgotten."""

    name: str
    free: int
    forgotten_after: timedelta
    longest: timedelta = WAITS[-1]


_DEVICE = _Allowance("device", 5, timedelta(days=1))
_PAIR = _Allowance("pair", 5, timedelta(days=1))
_ADDRESS = _Allowance("address", 60, timedelta(hours=1))  # many people may share one: those of a clinic, of a house
# What strangers bring about for somebody else: as short as still slows many of them, so that it keeps nobody out. Of
# six digits, which only who knows the password is asked for, fewer may be tried in a day.
_ACCOUNT = _Allowance("account", 20, timedelta(days=1), longest=timedelta(seconds=30))
_CODES = _Allowance("account", 20, timedelta(days=1), longest=timedelta(minutes=2))
_OWN = (_DEVICE, _PAIR)  # a success clears these; of the others it takes back only what it had counted itself
_Counted = list[tuple[_Allowance, bytes]]


def admit(kind: str, account: str | UUID, address: str, device: str | None = None) -> None:
    """Counts one try before it is made: one conditional statement for each count, so that many tries at once, in
    however many processes, see one limit.

    `account` is an e-mail address, whether anybody has it or not, or a person's id; `address` the visitor's; `device`
    the value of their device cookie, if any. Raises `TooMany`, and then nothing was counted."""
    _admit(_counted(kind, account, address, device))


def failed(kind: str, account: str | UUID, address: str, device: str | None = None) -> None:
    """The try that was admitted was wrong: a wait that it brings begins now."""
    _fail(_counted(kind, account, address, device))


def succeeded(kind: str, account: str | UUID, address: str, device: str | None = None) -> None:
    """The try that was admitted was right: it is taken back, and this account is free again from here."""
    _take_back(_counted(kind, account, address, device), clearing=True)


@contextmanager
def attempt(kind: str, account: str | UUID, address: str, device: str | None = None) -> Iterator[None]:
    """Admits the try that is made inside: what it raises is a failure, but for `Busy`, which is none. Raises
    `TooMany`."""
    counted = _counted(kind, account, address, device)
    _admit(counted)
    try:
        yield
    except Busy:
        _take_back(counted, clearing=False)
        raise
    except Exception:
        _fail(counted)
        raise
    _take_back(counted, clearing=True)


def _counted(kind: str, account: str | UUID, address: str, device: str | None) -> _Counted:
    who = str(account).strip().casefold()
    if device and devices.knows(account, device):
        return [(_DEVICE, _key(kind, _DEVICE, who, device))]
    where = network_of(address)
    shared = _CODES if kind == CODE else _ACCOUNT
    counted = [  # every transaction takes them in this order, so that no two wait for each other
        (_PAIR, _key(kind, _PAIR, who, where)),
        (_ADDRESS, _key(kind, _ADDRESS, "", where)),
        (shared, _key(kind, shared, who, "")),
    ]
    return counted[:-1] if kind == RECOVERY else counted  # nobody guesses 160 bits, from however many addresses


def _key(kind: str, allowance: _Allowance, who: str, where: str) -> bytes:
    return server_secret().mac("throttle", kind, allowance.name, who, where)


def network_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address, or the network of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address) or found.ipv4_mapped:
        return str(getattr(found, "ipv4_mapped", None) or found)
    return str(ipaddress.ip_network((found, _NETWORK_BITS), strict=False))


def _admit(counted: _Counted) -> None:
    moment = clock.now()
    with unit_of_work():
        for allowance, key in counted:
            if db.session.scalar(_one_more(allowance, key, moment)) is None:
                raise TooMany(_wait([each for _, each in counted], moment))


def _one_more(allowance: _Allowance, key: bytes, moment: datetime) -> Any:
    """Counts one more where nothing has to be waited for, and gives the count; changes and gives nothing elsewhere."""
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    forgotten = _ROWS.c.begun_at < moment - allowance.forgotten_after
    tries = case((forgotten, 1), else_=_ROWS.c.tries + 1)
    first = {"key_mac": key, "tries": 1, "begun_at": moment, "blocked_until": _FREE}
    again = {
        "tries": tries,
        "begun_at": case((forgotten, moment), else_=_ROWS.c.begun_at),
        "blocked_until": _blocked_until(tries, allowance, moment),
    }
    return (
        insert(_ROWS)
        .values(first)
        .on_conflict_do_update(index_elements=["key_mac"], set_=again, where=_ROWS.c.blocked_until <= moment)
        .returning(_ROWS.c.tries)
    )


def _blocked_until(tries: ColumnElement[int], allowance: _Allowance, moment: datetime) -> ColumnElement[datetime]:
    steps = [wait for wait in WAITS if wait < allowance.longest]
    waits = [(tries == allowance.free + step, moment + wait) for step, wait in enumerate(steps)]
    return case((tries < allowance.free, _FREE), *waits, else_=moment + allowance.longest)


def _wait(keys: list[bytes], moment: datetime) -> int:
    until = db.session.scalar(select(func.max(Throttle.blocked_until)).where(Throttle.key_mac.in_(keys)))
    return max(1, -int(-((until or moment) - moment).total_seconds() // 1))


def _fail(counted: _Counted) -> None:
    moment = clock.now()
    with unit_of_work():
        for allowance, key in counted:
            blocked_until = _blocked_until(_ROWS.c.tries, allowance, moment)
            db.session.execute(update(_ROWS).where(_ROWS.c.key_mac == key).values(blocked_until=blocked_until))


def _take_back(counted: _Counted, *, clearing: bool) -> None:
    with unit_of_work():
        for allowance, key in counted:
            mine = _ROWS.c.key_mac == key
            if clearing and allowance in _OWN:
                db.session.execute(delete(_ROWS).where(mine))
            else:
                less = {"tries": _ROWS.c.tries - 1, "blocked_until": _FREE}
                db.session.execute(update(_ROWS).where(mine, _ROWS.c.tries > 0).values(less))


def sweep() -> None:
    """Forgets counts that no longer hold anybody up; a job."""
    with unit_of_work():
        db.session.execute(delete(Throttle).where(Throttle.begun_at < clock.now() - KEPT))
