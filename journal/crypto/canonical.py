"""One canonical, length-prefixed encoding for everything that is authenticated."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

Part = bytes | str | int | UUID | datetime | None
_ABSENT = b"\xff\xff\xff\xff"


def canonical(*parts: Part) -> bytes:
    """Joins the parts so that no two different lists give the same bytes, where each place has one type."""
    joined = []
    for part in parts:
        if part is None:
            joined.append(_ABSENT)
        else:
            data = _as_bytes(part)
            joined += (len(data).to_bytes(4, "big"), data)
    return b"".join(joined)


def _as_bytes(part: bytes | str | int | UUID | datetime) -> bytes:
    if isinstance(part, UUID):
        return part.int.to_bytes(16, "big")
    if isinstance(part, bytes):
        return part
    if isinstance(part, datetime):
        part = part.astimezone(UTC).isoformat(timespec="microseconds")
    return str(part).encode()
