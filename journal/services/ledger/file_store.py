"""The ledger as two files beside the secret: lines that are only ever appended, and one record for each clinic's head.

Lines are on the disk before anybody is told of what they hold. A head is written over in its place, within one sector
of the disk; one that a power cut lost is an older one, and what follows it is read from the database again."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from journal.new_files import keep_name
from journal.services.ledger.lines import LedgerBroken

_RECORD = 256
_TAIL = 4096  # longer than any two lines


class FileStore:
    """Where one machine keeps its ledger."""

    def __init__(self, secret_file: Path) -> None:
        self._lines, self._heads = secret_file.with_suffix(".ledger"), secret_file.with_suffix(".heads")

    def exists(self) -> bool:
        """Whether there is one already."""
        return self._lines.exists() or self._heads.exists()

    def forget(self) -> None:
        """Removes it; only together with the database that it belongs to."""
        for path in (self._lines, self._heads):
            path.unlink(missing_ok=True)

    def open_to_others(self) -> list[Path]:
        """Its files that other users of the machine may read or write."""
        by_others = stat.S_IRWXG | stat.S_IRWXO
        return [path for path in (self._lines, self._heads) if path.exists() and path.stat().st_mode & by_others]

    @property
    def where(self) -> str:
        """The place, for whoever runs the server."""
        return str(self._lines)

    @contextmanager
    def writing(self) -> Iterator[FileStore]:
        """Holds the ledger against other processes. What a power cut left of a line is cut off."""
        with self._open(self._lines) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _cut(descriptor)
            yield self

    def heads(self) -> list[str]:
        """Every head, as it was written."""
        try:
            stored = self._heads.read_bytes()
        except FileNotFoundError:
            return []
        return [stored[start : start + _RECORD].decode("ascii", "replace").strip()
                for start in range(0, len(stored), _RECORD)]  # fmt: skip

    def head(self, clinic_id: UUID) -> str | None:
        """The head of one clinic."""
        return next((head for head in self.heads() if head.startswith(clinic_id.hex)), None)

    def put_head(self, clinic_id: UUID, text: str) -> None:
        """Writes a clinic's head in its place; the ledger is held."""
        heads = self.heads()
        place = next((number for number, head in enumerate(heads) if head.startswith(clinic_id.hex)), len(heads))
        with self._open(self._heads) as descriptor:
            _write(descriptor, text.encode().ljust(_RECORD - 1) + b"\n", place * _RECORD)

    def last_lines(self) -> list[str]:
        """The last two whole lines. Raises `LedgerBroken` where none ends in what is longer than any line."""
        try:
            descriptor = os.open(self._lines, os.O_RDONLY)
        except FileNotFoundError:
            return []
        try:
            whole = _tail(descriptor)[0].decode("ascii", "replace").splitlines()
        finally:
            os.close(descriptor)
        return whole[-2:]

    def append(self, texts: Iterable[str]) -> None:
        """Puts lines at the end, on the disk; the ledger is held."""
        with self._open(self._lines) as descriptor:
            _write(descriptor, "".join(f"{text}\n" for text in texts).encode(), os.fstat(descriptor).st_size)
            os.fsync(descriptor)

    def lines(self) -> Iterator[str]:
        """Every line, from the first."""
        try:
            file = self._lines.open(encoding="ascii", errors="replace")
        except FileNotFoundError:
            return
        with file:
            for line in file:
                if line.endswith("\n"):
                    yield line.rstrip("\n")

    @contextmanager
    def _open(self, path: Path) -> Iterator[int]:
        is_new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if is_new:
                keep_name(path)
            yield descriptor
        finally:
            os.close(descriptor)


def _tail(descriptor: int) -> tuple[bytes, int]:
    """The whole lines at the end, and how many bytes of another one stand behind them."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
    whole = tail.rfind(b"\n") + 1
    if not whole and len(tail) < size:
        raise LedgerBroken
    return tail[:whole], len(tail) - whole


def _cut(descriptor: int) -> None:
    if rest := _tail(descriptor)[1]:
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - rest)


def _write(descriptor: int, data: bytes, place: int) -> None:
    written = 0
    while written < len(data):
        written += os.pwrite(descriptor, data[written:], place + written)
