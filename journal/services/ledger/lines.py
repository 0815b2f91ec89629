"""Lines of the ledger: ids and digests alone, numbered, chained, and under a key that comes from the secret file."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journal.extensions import server_secret

# in the place of an act: from here on another database counts; there was no ledger, and it was begun from the database
RECONCILED, FILLED = "reconciled", "filled"
RETIRED = "retired"  # nobody who has found the earlier version of the secret writes another line before this one
MARKS = (RECONCILED, FILLED, RETIRED)
_FIRST = b""


class LedgerBroken(Exception):
    """The ledger cannot be read as one that this installation wrote."""


@dataclass(frozen=True, slots=True)
class Appended:
    """Rows that a transaction puts at the end of a clinic's audit, and the number and MAC of the row they follow."""

    clinic_id: UUID
    follows: tuple[int, bytes]
    rows: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a clinic's audit ended when the ledger was last written, and how many lines there were."""

    clinic_id: UUID
    sequence: int
    mac: bytes
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An act that must never come back: which row of which audit told of it, and about which record."""

    clinic_id: UUID
    sequence: int
    row_mac: bytes
    act: str
    record_id: UUID
    version: int = 0
    digest: bytes = b""
    patient_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class End:
    """Where the ledger itself ends: the number of its last line, and the MAC that the next one follows."""

    number: int = 0
    mac: bytes = _FIRST


def write_head(head: Head) -> str:
    """A head as text."""
    mac = server_secret().mac("ledger-head", *_head_parts(head))
    return " ".join((head.clinic_id.hex, str(head.sequence), _text(head.mac), str(head.lines), _text(mac)))


def read_head(text: str) -> Head:
    """A head that `write_head` made. Raises `LedgerBroken`."""
    try:
        clinic, sequence, mac, lines, own_mac = text.split(" ")  # at the beginning no MAC is known
        head = Head(UUID(clinic), int(sequence), _bytes(mac), int(lines))
        holds = server_secret().mac_holds(_bytes(own_mac), "ledger-head", *_head_parts(head))
    except (ValueError, binascii.Error) as error:
        raise LedgerBroken from error
    if not holds:
        raise LedgerBroken
    return head


def _head_parts(head: Head) -> tuple[Any, ...]:
    return head.clinic_id, head.sequence, head.mac, head.lines


def write_lines(end: End, entries: Iterable[Entry]) -> Iterator[tuple[End, str]]:
    """Each entry as the next line, with where the ledger then ends."""
    for entry in entries:
        mac = server_secret().mac("ledger", end.number + 1, end.mac, *_parts(entry))
        end = End(end.number + 1, mac)
        yield end, json.dumps([end.number, *map(_written, _parts(entry)), _text(mac)], separators=(",", ":"))


def read_end(text: str | None) -> End:
    """Where a ledger ends whose last line this is. Raises `LedgerBroken`."""
    if text is None:
        return End()
    try:
        number, *_, mac = json.loads(text)
        return End(int(number), _bytes(mac))
    except (ValueError, TypeError, binascii.Error) as error:
        raise LedgerBroken from error


def whole_end(texts: Sequence[str]) -> End:
    """Where a ledger ends whose last lines these are, two of them where there are as many, and the last is as it was
    written. Raises `LedgerBroken`."""
    before = read_end(texts[-2]) if len(texts) > 1 else End()
    return _read_line(texts[-1], before)[1] if texts else before


def read_lines(texts: Iterable[str]) -> Iterator[Entry]:
    """The entries of all lines from the first on. Raises `LedgerBroken` at one that was changed, moved or left out."""
    end = End()
    for text in texts:
        entry, end = _read_line(text, end)
        yield entry


def _read_line(text: str, before: End) -> tuple[Entry, End]:
    try:
        number, clinic, sequence, row_mac, act, record, version, digest, patient, mac = json.loads(text)
        entry = Entry(
            UUID(clinic), int(sequence), _bytes(row_mac), str(act), UUID(record), int(version), _bytes(digest),
            UUID(patient) if patient else None,
        )  # fmt: skip
        end = End(int(number), _bytes(mac))
    except (ValueError, TypeError, binascii.Error) as error:
        raise LedgerBroken from error
    follows = end.number == before.number + 1 and server_secret().may_sign_line(end.mac, end.number)
    if not follows or not server_secret().mac_holds(end.mac, "ledger", end.number, before.mac, *_parts(entry)):
        raise LedgerBroken
    return entry, end


def _parts(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.clinic_id, entry.sequence, entry.row_mac, entry.act, entry.record_id, entry.version, entry.digest,
        entry.patient_id,
    )  # fmt: skip


def _written(part: Any) -> Any:
    match part:
        case UUID():
            return part.hex
        case bytes():
            return _text(part)
        case _:
            return part


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)
