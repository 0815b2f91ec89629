"""How far something is from a session, said as a person would: "26 hours after your third session"."""

from __future__ import annotations

from datetime import datetime, timedelta

from journal import spans

_MINUTE = timedelta(minutes=1)


def from_session(
    at: datetime, begins: datetime, ends: datetime | None, session: str, *, is_assumed: bool = False
) -> str:
    """Where a moment lies from a session, which is named as in "your third session"."""
    if at < begins:
        return f"{_far(begins - at)} before {session}"
    if ends is None or at < ends:
        return f"during {session}"
    about = "about " if is_assumed and at - ends >= _MINUTE else ""
    return f"{about}{_far(at - ends)} after {session}"


def _far(length: timedelta) -> str:
    return spans.span(length) if length >= _MINUTE else "just"
