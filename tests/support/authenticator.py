"""An authenticator in software: makes passkeys and uses them as a phone would, and lies where a test asks it to."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from journal.services.sign_in.passkeys import Answer

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
Options = dict[str, Any]


@dataclass
class Made:
    """One passkey that lives in the authenticator."""

    person: bytes
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(32))
    secret: bytes = field(default_factory=lambda: os.urandom(32))


@dataclass
class Authenticator:
    """A device with passkeys; `origin` and `site` are what its browser believes to be at, `count` grows with use."""

    origin: str = "http://localhost"
    site: str = "localhost"
    has_prf: bool = True
    verifies: bool = True
    count: int = 0
    counts: bool = True
    crossed: bool = False
    passkeys: list[Made] = field(default_factory=list)

    def create(self, options: Options) -> Answer:
        """Makes a passkey."""
        self.passkeys.append(Made(base64url_to_bytes(options["user"]["id"])))
        return self.create_again(options)

    def create_again(self, options: Options) -> Answer:
        """Says that the newest passkey was made for this."""
        made = self.passkeys[-1]
        attested = bytes(16) + len(made.id).to_bytes(2, "big") + made.id + _cose(made.key)
        data = self._data(ATTESTED) + attested
        return self._answer(
            made,
            options,
            clientDataJSON=self._client_data("webauthn.create", options),
            attestationObject=cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def get(self, options: Options, made: Made | None = None) -> Answer:
        """Uses the passkey given, or the one that the options name, or else the newest."""
        allowed = {base64url_to_bytes(each["id"]) for each in options.get("allowCredentials", ())}
        made = made or next((each for each in self.passkeys if each.id in allowed), self.passkeys[-1])
        client_data, data = self._client_data("webauthn.get", options), self._data()
        signature = made.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            made, options, clientDataJSON=client_data, authenticatorData=data, signature=signature,
            userHandle=made.person,
        )  # fmt: skip

    def _client_data(self, kind: str, options: Options) -> bytes:
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": self.crossed}
        return json.dumps(told).encode()

    def _data(self, flags: int = 0) -> bytes:
        self.count += self.counts
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, made: Made, options: Options, **response: bytes) -> Answer:
        encoded = {name: bytes_to_base64url(value) for name, value in response.items()}
        name = bytes_to_base64url(made.id)
        told = {"id": name, "rawId": name, "type": "public-key", "response": encoded}
        wanted = options.get("extensions", {}).get("prf")
        if not (wanted and self.has_prf):
            return Answer(json.dumps(told))
        salted = hashlib.sha256(b"WebAuthn PRF\0" + base64url_to_bytes(wanted["eval"]["first"])).digest()
        return Answer(json.dumps(told), bytes_to_base64url(hmac.digest(made.secret, salted, "sha256")))


def _cose(key: ec.EllipticCurvePrivateKey) -> bytes:
    point = key.public_key().public_numbers()
    return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
