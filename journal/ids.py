"""Makes the ids of every record: UUID version 7, so that rows sort by their birth."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta

from journal import clock

_EPOCH, _MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


def make_id() -> uuid.UUID:
    """A new UUIDv7 (RFC 9562, section 5.7), made before sealing so that a sealed value can be bound to its row."""
    return _uuid7(clock.now(), int.from_bytes(os.urandom(10), "big"))


def first_id_of(moment: datetime) -> uuid.UUID:
    """The least id that can be made at a moment: those made before it sort before."""
    return _uuid7(moment, 0)


def _uuid7(moment: datetime, rest: int) -> uuid.UUID:
    milliseconds = (moment - _EPOCH) // _MILLISECOND  # whole numbers: fractions of far years are too coarse
    value = (milliseconds & (1 << 48) - 1) << 80 | rest
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
