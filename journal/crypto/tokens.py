"""Values the server gives out and takes back: form tokens, ids, invitations, carried words, questions."""

from __future__ import annotations

import base64
import hashlib
import secrets
from binascii import Error as NotBase64
from typing import Any
from uuid import UUID

from journal.crypto.errors import CannotOpen
from journal.crypto.keys import AccountKey
from journal.crypto.sealing import Kind, Place, key_version, open_value, seal_value
from journal.crypto.server import ServerSecret

CARRIED = Kind("form", "carried_words")
QUESTION = Kind("form", "question")


def form_secret(server: ServerSecret, cookie: str) -> str:
    """What a form token proves: knowledge of this browser's cookie. Nothing is stored for it."""
    return server.macs("form-token", cookie)[-1][4:].hex()  # by the oldest, so that no open form runs out in a rotation


def form_signing_key(server: ServerSecret) -> str:
    """The key Flask-WTF signs form tokens with."""
    return server.key("form-signing", server.versions[-1]).hex()


def token_for_id(server: ServerSecret, person: UUID, record: UUID) -> str:
    """Binds an id made with a form to the person it was made for."""
    return server.mac("record-id", person, record).hex()


def token_fits_id(server: ServerSecret, person: UUID, record: UUID, token: str) -> bool:
    """Whether `token_for_id` made this token for this person and id."""
    try:
        return server.mac_holds(bytes.fromhex(token), "record-id", person, record)
    except ValueError:
        return False


def make_invitation_token() -> str:
    """A new one-time link's secret part: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_invitation_token(token: str) -> bytes:
    """What is stored of an invitation; strong enough a secret to need no salt."""
    return hashlib.sha256(b"interleaf/invitation" + token.encode()).digest()


def make_feed_token() -> str:
    """The secret part of a calendar's private address: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_feed_token(token: str) -> bytes:
    """What is stored of a calendar's address; strong enough a secret to need no salt."""
    return hashlib.sha256(b"interleaf/calendar" + token.encode()).digest()


def calendar_uid(server: ServerSecret, person: UUID, appointment: UUID) -> str:
    """The lasting name of an appointment in one person's calendar: no id of ours, and another one for the other person,
    so that whoever keeps both calendars cannot tell who meets whom."""
    return server.macs("calendar-uid", person, appointment)[-1][4:].hex()  # by the oldest key, which stays


def carry_words(server: ServerSecret, place: Place, words: dict[str, Any]) -> str:
    """Seals typed words into a hidden field, for the person named in the place only."""
    return _to_text(seal_value(server.key("carried-words"), server.current, CARRIED, place, words))


def read_carried_words(server: ServerSecret, place: Place, carried: str) -> dict[str, Any]:
    """Opens what `carry_words` made for this person. Raises `CannotOpen`."""
    sealed = _to_bytes(carried)
    return open_value(server.key("carried-words", key_version(sealed)), CARRIED, place, sealed)


def carry_question(account_key: AccountKey, epoch: int, place: Place, question: dict[str, Any]) -> str:
    """Seals what somebody looks for into an address: it stays in histories and logs, so no server key opens it."""
    return _to_text(seal_value(account_key.subkey(QUESTION.purpose), epoch, QUESTION, place, question))


def read_question(account_key: AccountKey, place: Place, carried: str) -> dict[str, Any]:
    """Opens what `carry_question` made for this person. Raises `CannotOpen`."""
    return open_value(account_key.subkey(QUESTION.purpose), QUESTION, place, _to_bytes(carried))


def _to_text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode()


def _to_bytes(carried: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(carried.encode("ascii"))
    except (NotBase64, ValueError) as error:
        raise CannotOpen from error


def browser_key(account_key: AccountKey) -> str:
    """The key a signed-in page seals unsent words with on its device; it is kept nowhere there."""
    return base64.b64encode(account_key.subkey("browser")).decode()
