"""The server's own secret: one file outside the database, in versions, from which every server key comes."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from journal.crypto import secret_file
from journal.crypto.canonical import Part, canonical
from journal.crypto.errors import CannotOpen, WrongSecret

_MAC_VERSION_BYTES = 4
_NEWER = 8  # versions that may have been added since the file was read
# what a retired version still vouches for: what was written once and is never written again
_LASTING = ("audit", "audit-checkpoint", "ledger", "calendar-uid")


class ServerSecret:
    """Master secrets by version, and the random value that names this installation."""

    def __init__(
        self, instance: bytes, masters: Mapping[int, bytes], current: int | None = None,
        retired: Mapping[int, Mapping[str, int]] | None = None, path: Path | None = None,
    ) -> None:  # fmt: skip
        self.instance = instance
        self.current = current or max(masters)
        self._masters, self._retired, self._path = masters, retired or {}, path
        self._written_at = secret_file.written_at(path)
        self._keys: dict[tuple[str, int], bytes] = {}

    def __repr__(self) -> str:
        return "<ServerSecret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are not pickled")

    @classmethod
    def load(cls, path: Path) -> ServerSecret:
        """Reads the secret file. Raises `WrongSecret`, naming it, when it is missing, open to others or broken."""
        held = secret_file.read(path)
        return cls(held.instance, held.masters, held.current, held.retired, path)

    @classmethod
    def create(cls, path: Path) -> ServerSecret:
        """Makes a new secret file with mode 0600. Raises `FileExistsError` rather than replace one."""
        secret_file.create(path)
        return cls.load(path)

    def read_again(self) -> None:
        """Takes up a version that was added to the file, or retired in it, since it was read."""
        if self._path is None:
            return
        written_at, held = secret_file.written_at(self._path), secret_file.read(self._path)
        if held.instance != self.instance:
            raise WrongSecret(f"The secret file {self._path} is that of another installation.")
        self._masters, self._retired, self.current = held.masters, held.retired, held.current
        self._written_at = written_at

    def key(self, purpose: str, version: int | None = None) -> bytes:
        """The server key for a purpose. Raises `CannotOpen` for a version this file does not hold, or has retired."""
        version = version or self.current
        if not self._counts(version, purpose):
            raise CannotOpen
        if (purpose, version) not in self._keys:
            info = canonical("interleaf/server", self.instance, purpose, version)
            self._keys[purpose, version] = HKDF(SHA256(), 32, None, info).derive(self._masters[version])
        return self._keys[purpose, version]

    def _counts(self, version: int, purpose: str) -> bool:
        if version not in self._masters and self.current < version <= self.current + _NEWER:
            with suppress(WrongSecret):
                self.read_again()  # another process has added it
        return version in self._masters and (version not in self._retired or purpose in _LASTING)

    def may_stand_on(self, mac: bytes, clinic_id: UUID, sequence: int) -> bool:
        """Whether the key a MAC names still made rows at this place of a clinic's audit: nobody who has found a retired
        one adds a row with it."""
        ends = self._retired.get(_version_of(mac))
        return ends is None or sequence <= ends.get(clinic_id.hex, 0)

    def may_sign_line(self, mac: bytes, number: int) -> bool:
        """The same for a line of the ledger; of a version that was retired before this was noted, every line
        until the next retiring."""
        ends = self._retired.get(_version_of(mac))
        return ends is None or number <= ends.get(secret_file.LEDGER, number)

    def is_current(self, value: bytes | None) -> bool:
        """Whether a MAC was made with the newest version, or there is none."""
        return not value or _version_of(value) == self.current

    @property
    def versions(self) -> tuple[int, ...]:
        """Every version that is not retired, newest first."""
        return tuple(sorted((each for each in self._masters if each not in self._retired), reverse=True))

    def mac(self, purpose: str, *parts: Part) -> bytes:
        """A keyed MAC over the parts, behind the version of the key it was made with."""
        return self._mac(self.current, purpose, parts)

    def macs(self, purpose: str, *parts: Part) -> tuple[bytes, ...]:
        """The MAC of the parts under every version held, newest first, to look rows up by."""
        if secret_file.written_at(self._path) != self._written_at:
            with suppress(WrongSecret):
                self.read_again()  # what is looked up may stand under a version that another process has added
        held = sorted(self._masters, reverse=True) if purpose in _LASTING else self.versions
        return tuple(self._mac(version, purpose, parts) for version in held)

    def mac_holds(self, mac: bytes, purpose: str, *parts: Part) -> bool:
        """Whether the MAC was made by this server over exactly these parts."""
        version = _version_of(mac)
        if not self._counts(version, purpose):
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


def _version_of(mac: bytes) -> int:
    return int.from_bytes(mac[:_MAC_VERSION_BYTES], "big")
