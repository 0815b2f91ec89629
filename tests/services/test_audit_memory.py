"""What the audit has found whole is remembered, in a memory of bounded size that never changes an answer."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from journal.ids import make_id
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.audit.audit import Stamp
from journal.services.work import unit_of_work
from tests.support.cast import make_clinic


@pytest.fixture
def clinic(app: Flask) -> Iterator[UUID]:
    with app.app_context():
        yield make_clinic()


def recorded(clinic: UUID) -> Stamp:
    stamp = audit.stamp(clinic, make_id(), 1, "stored")
    with unit_of_work():
        audit.record(Act.THEME_RETIRED, make_id(), stamp)
    return stamp


@pytest.mark.parametrize("most", [0, 1, 2, 3, 50])
def test_a_full_memory_makes_nothing_stale(clinic: UUID, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(audit, "_MOST_SEEN", most)
    monkeypatch.setattr(audit, "_seen", set())
    asked: list[Stamp] = []
    for _ in range(6):
        asked.append(recorded(clinic))
        assert audit.stale(clinic, asked) == set()


def test_the_memory_does_not_grow_without_end(clinic: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[object] = set()
    monkeypatch.setattr(audit, "_MOST_SEEN", 3)
    monkeypatch.setattr(audit, "_seen", seen)
    for _ in range(12):
        audit.stale(clinic, [recorded(clinic)])
        assert len(seen) <= 4
