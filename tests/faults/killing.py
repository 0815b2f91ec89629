"""Killing a process at a random instant of its work: a child works and says what is done, and the parent kills it."""

from __future__ import annotations

import json
import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

_READY = {"ready": True}


class Report:
    """A child's way to say what it begins and what it has acknowledged; a line is told whole or not at all."""

    def __init__(self, to: int) -> None:
        self._to = to

    def ready(self) -> None:
        """The work begins: from now on it may be killed."""
        self._say(_READY)

    def begin(self, what: Any) -> None:
        """This is tried next."""
        self._say({"begun": what})

    def done(self, what: Any) -> None:
        """This is acknowledged: a person would have been told that it is saved."""
        self._say({"done": what})

    def failed(self, error: BaseException) -> None:
        """The work ended by itself, which it never should."""
        self._say({"failed": "".join(traceback.format_exception(error))[-1500:]})

    def _say(self, line: dict[str, Any]) -> None:
        os.write(self._to, json.dumps(line).encode() + b"\n")  # shorter than a pipe's page, so it is one write


@dataclass
class Told:
    """What a child has said until it was killed: what was acknowledged, and what it was in the middle of."""

    done: list[Any] = field(default_factory=list)
    under_way: Any = None
    failed: str = ""

    def hear(self, line: dict[str, Any]) -> None:
        """Takes one line in."""
        if "begun" in line:
            self.under_way = line["begun"]
        elif "done" in line:
            self.done.append(line["done"])
            self.under_way = None
        elif "failed" in line:
            self.failed = line["failed"]


Work = Callable[[Report], None]


class Child:
    """A process forked from this one, which has the application imported, at work in the application."""

    def __init__(self, app: Flask, work: Work) -> None:
        self._from, to = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._from)
            _work(app, work, Report(to))
        os.close(to)
        self._rest = b""
        self.told = Told()
        self.is_ready = self._wait_until_ready()

    def _wait_until_ready(self) -> bool:
        while not self.told.failed:
            line = self._line()
            if line is None or line == _READY:
                return line is not None
            self.told.hear(line)
        return False

    def wait_for(self, many: int) -> None:
        """Waits until so many are acknowledged."""
        while len(self.told.done) < many:
            line = self._line()
            if line is None:
                return
            self.told.hear(line)

    def kill(self) -> Told:
        """Kills it and gives what it had said."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.end()

    def end(self) -> Told:
        """Waits for its end and gives what it had said."""
        os.waitpid(self.pid, 0)
        while (line := self._line()) is not None:
            self.told.hear(line)
        os.close(self._from)
        return self.told

    def _line(self) -> dict[str, Any] | None:
        while b"\n" not in self._rest:
            piece = os.read(self._from, 65536)
            if not piece:
                return None
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found


def _work(app: Flask, work: Work, report: Report) -> None:
    """The whole life of a child; it never comes back into the code of its parent."""
    try:
        random.seed()
        with app.app_context():
            work(report)
    except BaseException as error:  # noqa: BLE001 - it is told, and the parent says it
        report.failed(error)
    finally:
        os._exit(0)


def span_of(app: Flask, work: Work, times: int = 6) -> float:
    """How many seconds one piece of this work takes here, measured before anything is killed."""
    child = Child(app, work)
    child.wait_for(1)  # the first is slower: connections and keys are opened
    begun = time.monotonic()
    child.wait_for(1 + times)
    took = time.monotonic() - begun
    told = child.kill()
    if told.failed:
        raise RuntimeError(f"the work failed before anything was killed:\n{told.failed}")
    return took / times


def killed(app: Flask, work: Work, span: float, chance: random.Random) -> Told:
    """One try: the work is begun and killed at a random instant of its first, second or third piece."""
    child = Child(app, work)
    if child.is_ready:
        child.wait_for(chance.randrange(3))
        time.sleep(chance.uniform(0, 1.2 * span))
    return child.kill()
