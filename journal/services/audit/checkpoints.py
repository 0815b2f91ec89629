"""Checkpoints: a row of a clinic's chain and its place, noted every so often, and on a line to keep elsewhere.

Rows are numbered from one without gaps, so the number of a row is also how many there were."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.orm import Session

from journal.extensions import db, server_secret
from journal.models import AuditCheckpoint

EVERY = 1000
_NAME = "interleaf-checkpoint-1"
_ROWS = cast(Table, AuditCheckpoint.__table__)


class NoCheckpoint(ValueError):
    """The line is not a checkpoint; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """That a clinic's chain had this row in this place then."""

    clinic_id: UUID
    sequence: int
    row_mac: bytes
    at: datetime
    mac: bytes

    def holds(self) -> bool:
        """Whether this server made it."""
        covered = _covered(self.clinic_id, self.sequence, self.row_mac, self.at)
        stands = server_secret().may_stand_on(self.mac, self.clinic_id, self.sequence)
        return stands and server_secret().mac_holds(self.mac, *covered)

    def line(self) -> str:
        """The checkpoint as one line of text, to be kept outside the database."""
        parts = (str(self.clinic_id), str(self.sequence), _text(self.row_mac), self.at.isoformat(), _text(self.mac))
        return " ".join((_NAME, *parts))


def _covered(clinic_id: UUID, sequence: int, row_mac: bytes, at: datetime) -> tuple[Any, ...]:
    return "audit-checkpoint", clinic_id, sequence, row_mac, at


def make(clinic_id: UUID, sequence: int, row_mac: bytes, at: datetime) -> Checkpoint:
    """A checkpoint that is stored nowhere yet."""
    mac = server_secret().mac(*_covered(clinic_id, sequence, row_mac, at))
    return Checkpoint(clinic_id, sequence, row_mac, at, mac)


def keep(point: Checkpoint) -> None:
    """Stores a checkpoint; in the caller's unit of work."""
    values = {name: getattr(point, name) for name in ("clinic_id", "sequence", "row_mac", "at", "mac")}
    db.session.execute(insert(_ROWS), values)


def stored(seen: Connection | Session, clinic_id: UUID, after: int = 0) -> dict[int, Checkpoint]:
    """The checkpoints of a clinic after a row, by their row, as this connection sees them."""
    wanted = select(*_ROWS.c).where(_ROWS.c.clinic_id == clinic_id, _ROWS.c.sequence > after)
    found = seen.execute(wanted.order_by(_ROWS.c.sequence))
    return {row.sequence: Checkpoint(row.clinic_id, row.sequence, row.row_mac, row.at, row.mac) for row in found}


def read(line: str) -> Checkpoint:
    """A line that was kept. Raises `NoCheckpoint`."""
    try:
        name, clinic_id, sequence, row_mac, at, mac = line.split()
        point = Checkpoint(UUID(clinic_id), int(sequence), _bytes(row_mac), datetime.fromisoformat(at), _bytes(mac))
    except (ValueError, binascii.Error) as error:
        raise NoCheckpoint("Give the whole line that `audit checkpoint` printed, in quotation marks.") from error
    if name != _NAME or point.at.tzinfo is None or not point.holds():
        raise NoCheckpoint("This line was not printed by this installation, or something in it was changed.")
    return point


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, altchars=b"-_", validate=True)
