"""What can go wrong when sealing and opening, in as few words as an attacker deserves."""

from __future__ import annotations


class CannotOpen(Exception):
    """A sealed value is damaged, moved, forged, or under another key; never says which."""


class KeyRefused(Exception):
    """A public key or a grant is not what its owner signed."""


class WrongSecret(Exception):
    """The server's secret is missing, unreadable or belongs to another database."""


class PasskeyRefused(Exception):
    """What a browser answered for a passkey is not what was asked of it, or not of this site; never says which."""


class CodeMistyped(ValueError):
    """A recovery code fails its own check characters, so it was typed wrong."""


class Busy(Exception):
    """More wait for the same than this process will queue; try again in a moment."""
