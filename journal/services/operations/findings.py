"""What the doctor finds: one thing that is wrong, how dangerous it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path


class Danger(IntEnum):
    """What depends on it: words and promises, who may come in, or work that waits."""

    GRAVE = 1
    SERIOUS = 2
    MINOR = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and what to do about it."""

    danger: Danger
    said: str
    do: str


def open_to_others(path: Path) -> Finding:
    """A file that other users of the machine may read or write."""
    return Finding(Danger.SERIOUS, f"{path} is open to other users.", f"chmod go-rwx {path}")
