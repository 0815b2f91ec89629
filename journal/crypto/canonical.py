"""One canonical, length-prefixed encoding for everything that is authenticated."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

Part = bytes | str | int | UUID | datetime | None
_ABSENT = b"\xff\xff\xff\xff"
_ID_FOLLOWS = (16).to_bytes(4, "big")


def canonical(*parts: Part) -> bytes:
    """Joins the parts so that no two different lists give the same bytes, where each place has one type."""
    joined = []
    for part in parts:
        if part is None:
            joined.append(_ABSENT)
        elif isinstance(part, UUID):  # most parts are ids, and all of them are as long
            joined.append(_ID_FOLLOWS + part.int.to_bytes(16, "big"))
        else:
            data = _as_bytes(part)
            joined += (len(data).to_bytes(4, "big"), data)
    return b"".join(joined)


def _as_bytes(part: bytes | str | int | datetime) -> bytes:
    if isinstance(part, bytes):
        return part
    if isinstance(part, str):
        return part.encode()
    if isinstance(part, datetime):
        moment = part if part.tzinfo is UTC else part.astimezone(UTC)
        return moment.isoformat(timespec="microseconds").encode()
    return str(part).encode()
