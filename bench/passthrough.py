"""A pass-through in the place of sealing, for the bench alone: what it saves is what sealing costs."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from pathlib import Path

import journal.crypto
from journal.crypto import keys, sealing

MARK = "made-by-the-bench"
_FILLER = bytes(sealing.SALT_BYTES + 16)  # as long as salt and tag, so that a value looks like a sealed one
_HEADER_BYTES = 5


class NotTheBench(RuntimeError):
    """The folder of this process was not made by the bench, so nothing in it may lie open."""


def seal(key: bytes, key_version: int, plaintext: bytes, bound_to: bytes) -> bytes:  # noqa: ARG001 - as sealing.seal
    """The plaintext as it is, behind what a sealed value begins with."""
    return bytes([sealing.SUITE]) + key_version.to_bytes(4, "big") + _FILLER + plaintext


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:  # noqa: ARG001 - as sealing.unseal
    """Takes `seal` back."""
    return sealed[_HEADER_BYTES + len(_FILLER) :]


def bound(*_place: object) -> bytes:
    """Nothing: without sealing there is nothing to bind a value to."""
    return b""


def subkey(key: keys.Key, _purpose: str) -> bytes:
    """The key itself: without sealing there is nothing to derive another for."""
    return key.reveal()


REPLACED = ((sealing.seal, seal), (sealing.unseal, unseal), (sealing.bound, bound))


def replace_sealing() -> None:
    """Puts the pass-through in place for this whole process. Raises `NotTheBench` in any folder but the bench's own."""
    if not (Path(os.environ.get("INSTANCE", "")) / MARK).is_file():
        raise NotTheBench
    for found in pkgutil.iter_modules(journal.crypto.__path__, "journal.crypto."):
        importlib.import_module(found.name)
    for module in [module for name, module in sys.modules.items() if name.startswith("journal.")]:
        for name, value in list(vars(module).items()):
            for original, replacement in REPLACED:
                if value is original:
                    setattr(module, name, replacement)
    keys.Key.subkey = subkey  # type: ignore[method-assign,assignment]
