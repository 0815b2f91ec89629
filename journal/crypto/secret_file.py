"""The secret file: read, made, given a new version, and a version retired; always whole on the disk or as before."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from journal.crypto.errors import WrongSecret

LEDGER = "ledger"  # in the place of a clinic: the last line of the ledger that a retired version may stand on


@dataclass(frozen=True, slots=True, repr=False)
class SecretFile:
    """What a secret file holds. `retired` names, for each version that makes and opens nothing any more, the last row
    of each clinic's audit that it may stand on."""

    instance: bytes
    masters: Mapping[int, bytes]
    current: int
    retired: Mapping[int, Mapping[str, int]]


def read(path: Path) -> SecretFile:
    """Reads a secret file. Raises `WrongSecret`, naming it, when it is missing, open to others or broken."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        stored = json.loads(path.read_text(encoding="ascii"))
        masters = {int(v): base64.b64decode(m, validate=True) for v, m in stored["masters"].items()}
        retired = {int(v): {str(c): int(n) for c, n in ends.items()} for v, ends in stored.get("retired", {}).items()}
        found = SecretFile(
            bytes.fromhex(stored["instance"]), masters, int(stored.get("current", max(masters, default=0))), retired
        )
    except FileNotFoundError as error:
        raise WrongSecret(f"The secret file {path} is missing.") from error
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise WrongSecret(f"The secret file {path} cannot be read as one.") from error
    if mode & 0o077:
        raise WrongSecret(f"The secret file {path} can be read by others; set its mode to 0600.")
    if not _is_whole(found):
        raise WrongSecret(f"The secret file {path} is incomplete.")
    return found


def written_at(path: Path | None) -> int:
    """When a secret file was last written, in nanoseconds; zero where there is none."""
    try:
        return path.stat().st_mtime_ns if path is not None else 0
    except OSError:
        return 0


def _is_whole(found: SecretFile) -> bool:
    sizes = len(found.instance) == 16 and all(len(master) == 32 for master in found.masters.values())
    return sizes and found.current in found.masters and found.current not in found.retired


def create(path: Path) -> None:
    """Makes a new secret file with mode 0600. Raises `FileExistsError` rather than replace one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, SecretFile(os.urandom(16), {1: os.urandom(32)}, 1, {}), os.O_EXCL)


def add_version(path: Path, *, use: bool) -> int:
    """Adds a new version and gives its number; it makes what is new from now on, or is only held until it is `use`d."""
    found = read(path)
    version = max(found.masters) + 1
    masters = {**found.masters, version: os.urandom(32)}
    _replace(path, replace(found, masters=masters, current=version if use else found.current))
    return version


def use_newest(path: Path) -> int:
    """Makes the newest version the one that makes what is new, and gives its number."""
    found = read(path)
    _replace(path, replace(found, current=max(found.masters)))
    return max(found.masters)


def retire(path: Path, ends: Mapping[str, int]) -> tuple[int, ...]:
    """Retires every version older than the current one, which stand behind no row of an audit later than these; gives
    their numbers. One that was retired before lines of the ledger were counted gets its last one as well."""
    found = read(path)
    lines = {LEDGER: ends[LEDGER]}
    before = {version: {**lines, **known} for version, known in found.retired.items()}
    older = tuple(each for each in sorted(found.masters) if each < found.current and each not in found.retired)
    _replace(path, replace(found, retired={**before, **{version: dict(ends) for version in older}}))
    return older


def _replace(path: Path, held: SecretFile) -> None:
    """Puts another file in the place of this one; where it is a link, in the place of what it leads to."""
    path = path.resolve()
    part = path.with_name(f"{path.name}.part")
    _write(part, held, os.O_TRUNC)
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write(path: Path, held: SecretFile, how: int) -> None:
    stored = {
        "instance": held.instance.hex(),
        "masters": {str(version): base64.b64encode(master).decode() for version, master in held.masters.items()},
        **({"current": held.current} if held.current != max(held.masters) else {}),
        **({"retired": {str(version): dict(ends) for version, ends in held.retired.items()}} if held.retired else {}),
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(json.dumps(stored, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
