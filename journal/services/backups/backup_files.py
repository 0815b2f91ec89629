"""Backup files: written beside their place and put there once they are whole; opened with a passphrase or a key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from journal.crypto import backups as sealing
from journal.extensions import settings
from journal.new_files import keep_name
from journal.services.backups.backup_rows import BackupRefused

FEWEST_LETTERS = 20  # whoever has the file can try passphrases for years


class WayIn:
    """How a backup is sealed or opened: by a passphrase, or by a key of which sealing needs the public half alone."""

    def __init__(self, passphrase: str = "", key: str = "") -> None:
        self._passphrase, self._key = passphrase, key

    def header(self, file_key: bytes) -> bytes:
        """The head of a new backup. Raises `BackupRefused` for a passphrase too short, `KeyRefused`."""
        if self._key:
            return sealing.header_for_key(file_key, self._key)
        if len(self._passphrase) < FEWEST_LETTERS:
            raise BackupRefused(f"Give a passphrase of at least {FEWEST_LETTERS} characters.")
        return sealing.header_for_passphrase(file_key, self._passphrase, settings().kdf_profile)

    def open(self, header: bytes) -> bytes:
        """The file key of a backup. Raises `CannotOpen`, `KeyRefused`."""
        if self._key:
            return sealing.open_with_key(header, self._key)
        return sealing.open_with_passphrase(header, self._passphrase)


def write(path: Path, way: WayIn, lines: Iterable[bytes]) -> None:
    """Seals lines into a new file, which is there once it is whole and on the disk. Raises `BackupRefused` where a file
    is there already."""
    if path.exists():
        raise BackupRefused(f"{path} is there already; nothing was written over it.")
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")  # two at once write into one file each
    file_key = sealing.make_file_key()
    try:
        with _private(part) as file:
            for piece in sealing.seal_chunks(file_key, way.header(file_key), lines):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)  # refused where somebody else was quicker
        keep_name(path)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be written ({error.strerror}). Nothing is there.") from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def needs_passphrase(path: Path) -> bool:
    """Whether a passphrase opens this backup, and not a key. Raises `CannotOpen` for what is no backup."""
    with path.open("rb") as file:
        return sealing.read_header(file)[1]


def pieces(path: Path, way: WayIn) -> Callable[[], Iterator[bytes]]:
    """What a backup holds, from its beginning each time it is called. Raises `CannotOpen`, `KeyRefused`."""
    with path.open("rb") as file:
        header, _ = sealing.read_header(file)
    file_key = way.open(header)

    def read() -> Iterator[bytes]:
        with path.open("rb") as file:
            file.seek(len(header))
            yield from sealing.open_chunks(file_key, header, file)

    return read


def write_key(path: Path) -> Path:
    """Makes a key and its public half beside it; gives the path of that. Raises `BackupRefused` where either is
    there."""
    public_path = path.with_name(f"{path.name}.public")
    if path.exists() or public_path.exists():
        raise BackupRefused(f"{path} or {public_path} is there already; a key is never written over.")
    private, public = sealing.make_key()
    for place, text in ((path, private), (public_path, public)):
        with _private(place) as file:
            file.write(f"{text}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    return public_path
