"""Passkeys: what a browser is asked for, what it answered, and the proof that a passkey's PRF output gives."""

from __future__ import annotations

import hashlib
import json
import os
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from journal.crypto.canonical import canonical
from journal.crypto.errors import PasskeyRefused
from journal.crypto.keys import KEY_BYTES
from journal.crypto.passwords import Proof, proof_from
from journal.crypto.server import ServerSecret

NAME = "Interleaf"
CHALLENGE_BYTES = 32
MILLISECONDS = 120_000  # that a browser waits for the person's touch
_LONGEST_ID = 1023  # bytes of a credential id; WebAuthn Level 3, section 4
_TRANSPORTS = ("ble", "hybrid", "internal", "nfc", "smart-card", "usb")
_VERIFIED = UserVerificationRequirement.REQUIRED
Known = tuple[bytes, str]  # a credential id, and how its device is reached


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are used: the host name they belong to, and the origin that browsers report."""

    name: str
    origin: str

    @classmethod
    def at(cls, origin: str) -> Site | None:
        """The site of an origin; nothing where it has no name but a bare address, which passkeys cannot belong to."""
        name = urlsplit(origin).hostname or ""
        return cls(name, origin) if name and not _is_address(name) else None


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser sent: the credential as JSON, and the PRF output, which is worth a password."""

    credential: str
    prf: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What is kept of a passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: str


def make_challenge() -> bytes:
    """A new random challenge."""
    return os.urandom(CHALLENGE_BYTES)


def prf_input(server: ServerSecret) -> bytes:
    """What every passkey of this installation evaluates its PRF on: one value, since at sign-in nobody is known yet."""
    return hashlib.sha256(canonical("interleaf/passkey-prf", server.instance)).digest()


def creation_options(
    site: Site, challenge: bytes, person: UUID, account: str, known: Iterable[Known], prf: bytes
) -> dict[str, Any]:
    """What a browser is asked for to make a passkey, as JSON values."""
    wanted = AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.PREFERRED, user_verification=_VERIFIED)
    options = webauthn.generate_registration_options(
        rp_id=site.name, rp_name=NAME, user_id=person.bytes, user_name=account, challenge=challenge,
        timeout=MILLISECONDS, authenticator_selection=wanted, exclude_credentials=_descriptors(known),
    )  # fmt: skip
    return options_to_json_dict(options) | _evaluating(prf)


def request_options(site: Site, challenge: bytes, allowed: Iterable[Known], prf: bytes | None = None) -> dict[str, Any]:
    """What a browser is asked for to use a passkey: one of those allowed, or any where none is named."""
    options = webauthn.generate_authentication_options(
        rp_id=site.name, challenge=challenge, timeout=MILLISECONDS, allow_credentials=_descriptors(allowed),
        user_verification=_VERIFIED,
    )  # fmt: skip
    return options_to_json_dict(options) | (_evaluating(prf) if prf else {})


def _descriptors(known: Iterable[Known]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=each, transports=[AuthenticatorTransport(way) for way in ways.split()])
        for each, ways in known
    ]


def _evaluating(prf: bytes) -> dict[str, Any]:
    return {"extensions": {"prf": {"eval": {"first": bytes_to_base64url(prf)}}}}


def challenge_of(answer: Answer) -> bytes:
    """The challenge that a browser says it answered. Raises `PasskeyRefused` when the answer makes no sense."""
    try:
        client_data = json.loads(base64url_to_bytes(json.loads(answer.credential)["response"]["clientDataJSON"]))
        if client_data.get("crossOrigin"):
            raise PasskeyRefused  # from a page of ours inside a page of others
        return base64url_to_bytes(client_data["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PasskeyRefused from error


def credential_id_of(answer: Answer) -> bytes:
    """Which passkey a browser says it used. Raises `PasskeyRefused`."""
    try:
        return parse_authentication_credential_json(answer.credential).raw_id
    except Exception as error:
        raise PasskeyRefused from error


def verify_new(answer: Answer, challenge: bytes, site: Site) -> NewPasskey:
    """The passkey that was made for this challenge, here, by somebody its device verified. Raises `PasskeyRefused`."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer.credential, expected_challenge=challenge, expected_rp_id=site.name,
            expected_origin=site.origin, require_user_verification=True,
        )  # fmt: skip
    except Exception as error:  # whatever a stranger's bytes make the parser raise is one refusal
        raise PasskeyRefused from error
    if len(made.credential_id) > _LONGEST_ID:
        raise PasskeyRefused
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count, _transports(answer))


def _transports(answer: Answer) -> str:
    named = json.loads(answer.credential)["response"].get("transports") or ()
    return " ".join(each for each in _TRANSPORTS if each in named)


def verify_use(answer: Answer, challenge: bytes, site: Site, person: UUID, public_key: bytes, sign_count: int) -> int:
    """The new sign count of a passkey that answered this challenge, here, with its person verified by the device.

    Raises `PasskeyRefused`, also for a count that does not go on: then there may be two of what cannot be copied."""
    try:
        used = webauthn.verify_authentication_response(
            credential=answer.credential, expected_challenge=challenge, expected_rp_id=site.name,
            expected_origin=site.origin, credential_public_key=public_key, credential_current_sign_count=sign_count,
            require_user_verification=True,
        )  # fmt: skip
        holder = parse_authentication_credential_json(answer.credential).response.user_handle
    except Exception as error:  # as above
        raise PasskeyRefused from error
    if holder not in (None, b"", person.bytes):
        raise PasskeyRefused
    return used.new_sign_count


def prove_prf(answer: Answer, credential_id: bytes, salt: bytes) -> Proof:
    """The proof that a passkey's PRF output gives, bound to that passkey. Raises `PasskeyRefused` unless it has the
    32 bytes of such an output, which need no stretching."""
    try:
        output = base64url_to_bytes(answer.prf)
    except (ValueError, NotBase64) as error:
        raise PasskeyRefused from error
    if len(output) != KEY_BYTES:
        raise PasskeyRefused
    return proof_from(output, salt, "passkey/" + credential_id.hex())
