"""Kills: each operation interrupted at random instants on each engine, and PostgreSQL itself stopped at once."""

from __future__ import annotations

import random
import time
from pathlib import Path

from flask import Flask

from tests.faults.backing_up import Backup
from tests.faults.key_operations import CareChange, KeyRotation, PasswordChange
from tests.faults.killing import Child, Told, killed, span_of
from tests.faults.operations import Annotate, Operation, Save, Share
from tests.faults.outcome import Outcome
from tests.faults.places import Place, inside

OPERATIONS: tuple[type[Operation], ...] = (
    Save, Share, Annotate, CareChange, PasswordChange, KeyRotation, Backup,
)  # fmt: skip
ON_ONE_DATABASE = 25  # tries before the database is thrown back: what lies in it is looked through after each
STARTS = 1  # of the real service after a kill, measured for each operation on each engine


def kill(place: Place, kind: type[Operation], times: int, folder: Path | None = None) -> Outcome:
    """Interrupts one operation so many times. Where a folder is given the real service is started over what was
    left."""
    outcome, chance = Outcome(f"kill -9: {kind.name}", place.engine), random.Random()
    app = place.application()
    span = _span(app, place, kind)
    for begun in range(0, times, ON_ONE_DATABASE):
        operation = _prepared(app, place, kind)
        for _ in range(min(ON_ONE_DATABASE, times - begun)):
            _note(outcome, app, operation, killed(app, operation.work, span, chance))
        if folder is not None and len(outcome.starts) < STARTS:
            killed(app, operation.work, span, chance)
            outcome.started(place.start_of_service(folder))
        operation.clear()
    outcome.notes.append(f"one piece of work takes {1000 * span:.0f} ms; killed within one of them")
    return outcome


def _prepared(app: Flask, place: Place, kind: type[Operation]) -> Operation:
    place.renew()
    operation = kind(place.cast)
    with inside(app):
        operation.prepare()
    return operation


def _span(app: Flask, place: Place, kind: type[Operation]) -> float:
    operation = _prepared(app, place, kind)
    try:
        return span_of(app, operation.work)
    finally:
        operation.clear()


def _note(outcome: Outcome, app: Flask, operation: Operation, told: Told) -> None:
    outcome.tries += 1
    outcome.acknowledged += len(told.done)
    if told.failed:
        outcome.broken.append(f"the work ended by itself: {told.failed}")
    with inside(app):
        seen = operation.check(told)
    outcome.lost += seen.lost
    outcome.halves += seen.halves


def stop_the_server(place: Place, times: int) -> Outcome:
    """Stops PostgreSQL at once while a patient saves, and starts it again."""
    outcome, chance = Outcome("server stopped at once: save", place.engine), random.Random()
    app = place.application()
    span, operation = _span(app, place, Save), _prepared(app, place, Save)
    for _ in range(times):
        child = Child(app, operation.work)
        child.wait_for(1 + chance.randrange(3))
        time.sleep(chance.uniform(0, span))
        place.server.crash()
        told = child.end()
        outcome.must(told.failed, "the work went on without its database")
        told.failed = ""
        outcome.started(place.server.start())
        _note(outcome, app, operation, told)
    return outcome
