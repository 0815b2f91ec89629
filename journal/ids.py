"""Makes the ids of every record: UUID version 7, so that rows sort by their birth."""

from __future__ import annotations

import os
import uuid

from journal import clock


def make_id() -> uuid.UUID:
    """A new UUIDv7 (RFC 9562, section 5.7), made before sealing so that a sealed value can be bound to its row."""
    milliseconds = int(clock.now().timestamp() * 1000)
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
