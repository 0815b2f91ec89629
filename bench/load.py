"""Load from other processes: one that measures, and others that press meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from bench.client import Job
from bench.servers import ROOT
from bench.together import Times


class Load:
    """One client process; a job is begun and its times are fetched later, so that two can run at once."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self, job: Job) -> None:
        """Hands over a job."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()

    def tell(self) -> None:
        """Tells a job that goes on until it is told that this is the end."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def times(self) -> Times:
        """Waits for the job to end. Raises `RuntimeError` when the client has ended instead."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load client ended; its last words are above")
        return Times(**json.loads(line))

    def run(self, job: Job) -> Times:
        """Does one job."""
        self.begin(job)
        return self.times()


@contextmanager
def client() -> Iterator[Load]:
    """A client process for the length of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.client"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Load(process)
    finally:
        process.terminate()
        process.communicate()
