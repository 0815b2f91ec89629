"""The server's own secret: one file outside the database, in versions, from which every server key comes."""

from __future__ import annotations

import base64
import hmac
import json
import os
import stat
from pathlib import Path
from typing import NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from journal.crypto.canonical import Part, canonical
from journal.crypto.errors import CannotOpen, WrongSecret

_MAC_VERSION_BYTES = 4


class ServerSecret:
    """Master secrets by version, and the random value that names this installation."""

    def __init__(self, instance: bytes, masters: dict[int, bytes]) -> None:
        self.instance = instance
        self.current = max(masters)
        self._masters = masters
        self._keys: dict[tuple[str, int], bytes] = {}

    def __repr__(self) -> str:
        return "<ServerSecret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are not pickled")

    @classmethod
    def load(cls, path: Path) -> ServerSecret:
        """Reads the secret file. Raises `WrongSecret`, naming it, when it is missing, open to others or broken."""
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            stored = json.loads(path.read_text(encoding="ascii"))
            masters = {int(v): base64.b64decode(m, validate=True) for v, m in stored["masters"].items()}
            instance = bytes.fromhex(stored["instance"])
        except FileNotFoundError as error:
            raise WrongSecret(f"The secret file {path} is missing.") from error
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise WrongSecret(f"The secret file {path} cannot be read as one.") from error
        if mode & 0o077:
            raise WrongSecret(f"The secret file {path} can be read by others; set its mode to 0600.")
        if not masters or len(instance) != 16 or any(len(m) != 32 for m in masters.values()):
            raise WrongSecret(f"The secret file {path} is incomplete.")
        return cls(instance, masters)

    @classmethod
    def create(cls, path: Path) -> ServerSecret:
        """Makes a new secret file with mode 0600. Raises `FileExistsError` rather than replace one."""
        master = os.urandom(32)
        stored = {"instance": os.urandom(16).hex(), "masters": {"1": base64.b64encode(master).decode()}}
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(json.dumps(stored, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return cls.load(path)

    def key(self, purpose: str, version: int | None = None) -> bytes:
        """The server key for a purpose. Raises `CannotOpen` for a version this file does not hold."""
        version = version or self.current
        if version not in self._masters:
            raise CannotOpen
        if (purpose, version) not in self._keys:
            info = canonical("interleaf/server", self.instance, purpose, version)
            self._keys[purpose, version] = HKDF(SHA256(), 32, None, info).derive(self._masters[version])
        return self._keys[purpose, version]

    @property
    def versions(self) -> tuple[int, ...]:
        """Every version held, newest first."""
        return tuple(sorted(self._masters, reverse=True))

    def mac(self, purpose: str, *parts: Part) -> bytes:
        """A keyed MAC over the parts, behind the version of the key it was made with."""
        return self._mac(self.current, purpose, parts)

    def macs(self, purpose: str, *parts: Part) -> tuple[bytes, ...]:
        """The MAC of the parts under every version held, newest first, to look rows up by."""
        return tuple(self._mac(version, purpose, parts) for version in self.versions)

    def mac_holds(self, mac: bytes, purpose: str, *parts: Part) -> bool:
        """Whether the MAC was made by this server over exactly these parts."""
        version = int.from_bytes(mac[:_MAC_VERSION_BYTES], "big")
        if version not in self._masters:
            return False
        return hmac.compare_digest(mac, self._mac(version, purpose, parts))

    def _mac(self, version: int, purpose: str, parts: tuple[Part, ...]) -> bytes:
        tag = hmac.digest(self.key(purpose, version), canonical(purpose, *parts), "sha256")
        return version.to_bytes(_MAC_VERSION_BYTES, "big") + tag

    def check_value(self) -> bytes:
        """What the database keeps to tell whether it is started with its own secret."""
        return self.mac("check", self.instance)

    def belongs_to(self, check_value: bytes) -> bool:
        """Whether a database's check value was made with this secret."""
        return self.mac_holds(check_value, "check", self.instance)
