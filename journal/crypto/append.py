"""Words appended without a sign-in: sealed to the public key of the one person who can open them."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from journal.crypto.accounts import KeyPairs, PublicKeys
from journal.crypto.canonical import canonical
from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.padding import pad, unpad
from journal.crypto.sealing import FORMATS, read_record

SUITE = 1
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class AppendTerms:
    """Everything that is known of appended words besides themselves; all of it is bound by HPKE's `info`."""

    instance: bytes
    clinic: UUID
    person: UUID
    person_key: UUID
    phone: UUID
    row: UUID
    written_at: datetime

    def encode(self) -> bytes:
        """The terms as canonical bytes."""
        return canonical(
            "interleaf/append/1", SUITE, self.instance, self.clinic, self.person, self.person_key, self.phone, self.row,
            self.written_at,
        )  # fmt: skip


def id_of_words(phone_secret: bytes, form: UUID, text: str) -> UUID:
    """The id under which a phone keeps these words from a form: the same for the same words, another for others, and
    of the time of the form's own id. It tells nothing of the words to who has not got the phone's cookie."""
    known = hmac.digest(phone_secret, canonical("interleaf/append-id/1", form, text), "sha256")
    return UUID(int=form.int >> 62 << 62 | int.from_bytes(known[:8], "big") >> 2)


def seal_appended(recipient: PublicKeys, terms: AppendTerms, value: dict[str, Any]) -> bytes:
    """Seals words so that only the holder of the private key opens them, and only in this row. Who sealed them is not
    told by it: anybody can seal to a public key. Raises `KeyRefused` for an unusable key."""
    text = json.dumps({"format": FORMATS[0], **value}, ensure_ascii=False, separators=(",", ":"))
    try:
        return _HPKE.encrypt(pad(text.encode()), recipient.for_sealing(), info=terms.encode())
    except (ValueError, TypeError) as error:
        raise KeyRefused from error


def open_appended(recipient: KeyPairs, terms: AppendTerms, sealed: bytes) -> dict[str, Any]:
    """Opens what `seal_appended` made. Raises `CannotOpen` for whatever is damaged, moved, forged or unreadable."""
    try:
        return read_record(unpad(_HPKE.decrypt(sealed, recipient.sealing, info=terms.encode())))
    except (InvalidTag, ValueError, TypeError, AttributeError) as error:
        raise CannotOpen from error
