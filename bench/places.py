"""The installations of one engine and their databases, filled with whole clinics side by side."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.clinics import FACTS, Facts, Shape
from bench.databases import Databases
from bench.figures import PASSTHROUGH, PRODUCT, REFERENCE
from bench.servers import ROOT, environment


@dataclass(frozen=True)
class Place:
    """The addresses of the databases of one engine."""

    folder: Path
    product: str
    unsealed: str
    reference: str
    raw: str

    @classmethod
    def make(cls, folder: Path, made: Databases) -> Place:
        """Four empty databases."""
        return cls(folder, *(made.make(name) for name in ("product", "unsealed", "reference", "raw")))

    def clinics(self) -> int:
        """How many clinics are filled in already."""
        folder, _ = self.of(PRODUCT)
        return Facts.read(folder).clinics if (folder / FACTS).exists() else 0

    def of(self, kind: str) -> tuple[Path, str]:
        """The folder and the database of an installation."""
        named = {PRODUCT: self.product, PASSTHROUGH: self.unsealed, REFERENCE: self.reference}
        return self.folder / kind, named[kind]


def fill(kinds: Sequence[str], place: Place, number: int, shape: Shape | None = None) -> None:
    """Fills in whole clinics, or the plain page; two installations at once, as there are two cores."""
    command, makers = [sys.executable, "-m", "bench.clinics"], []
    shaped = [str(shape.patients), str(shape.journal)] if shape else []
    for kind in kinds:
        folder, address = place.of(kind)
        folder.mkdir(mode=0o700, exist_ok=True)
        making = [*command, str(folder), kind, str(number), *shaped]
        makers.append(subprocess.Popen(making, cwd=ROOT, env=environment(folder, 0, address)))
    ended = [maker.wait() for maker in makers]
    if any(ended):
        raise RuntimeError("a database could not be filled; why is said above")
