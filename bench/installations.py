"""Filled folders and the servers over them, for the length of a run."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.figures import PASSTHROUGH, PRODUCT, REFERENCE, Site
from bench.filling import Facts
from bench.servers import ROOT, Server, serving

KINDS = (PRODUCT, PASSTHROUGH, REFERENCE)


@contextmanager
def filled(kinds: Sequence[str], reflections: int) -> Iterator[Path]:
    """A temporary folder with a filled folder for each kind, all made at once."""
    with tempfile.TemporaryDirectory(prefix="interleaf-bench-") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "bench.filling"]
        makers = [subprocess.Popen([*command, str(folder / kind), kind, str(reflections)], cwd=ROOT) for kind in kinds]
        ended = [maker.wait() for maker in makers]
        if any(ended):
            raise RuntimeError("an installation could not be filled; why is said above")
        yield folder


@contextmanager
def all_served(folder: Path) -> Iterator[tuple[dict[str, Server], dict[str, Site]]]:
    """Every server at once, with the project's settings; only one of them is asked at a time."""
    with ExitStack() as stack:
        servers = {kind: stack.enter_context(serving(kind, folder / kind)) for kind in KINDS}
        yield servers, {kind: site(kind, servers[kind]) for kind in KINDS}


def site(kind: str, server: Server) -> Site:
    """What a client needs to know of a server."""
    return Site(kind, server.port, None if kind == REFERENCE else Facts.read(server.folder))
