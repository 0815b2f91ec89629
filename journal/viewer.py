"""What templates know of the person who looks: never their keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from flask_login import current_user

from journal import clock
from journal.services.sign_in.sign_ins import Found
from journal.signin import actor, found_sign_in


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, how pages look for them, and how many seconds this page stays theirs if they leave it alone."""

    id: UUID
    role: str
    theme: str
    text_size: str
    hides: bool
    left: int
    pause: int


def viewer() -> Viewer | None:
    """The signed-in person as templates know them."""
    if not current_user.is_authenticated:
        return None
    found, who = cast(Found, found_sign_in()), actor()
    pause = int(found.pause.total_seconds() // 60)
    return Viewer(who.id, who.role, who.theme, who.text_size, found.hides, seconds_left(), pause)


def seconds_left() -> int:
    """How long this sign-in goes on without anybody."""
    left = cast(Found, found_sign_in()).idle_at - clock.now()
    return max(0, int(left.total_seconds()))
