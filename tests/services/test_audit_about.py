"""An act that leaves a record as it was repeats what the audit knows of it, and never makes it good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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


def about(stamped: Stamp) -> None:
    with unit_of_work():
        audit.record_about(Act.APPEARANCE_CHANGED, None, stamped)


def test_a_record_that_is_as_it_was_written_stays_so(clinic: UUID) -> None:
    stamp = audit.stamp(clinic, make_id(), 1, "stored")
    with unit_of_work():
        audit.record(Act.REFLECTION_SAVED, None, stamp)
    about(stamp)
    assert audit.stale(clinic, [stamp]) == set()


def test_a_record_that_was_put_back_is_not_made_good(clinic: UUID) -> None:
    record_id = make_id()
    old, new = (audit.stamp(clinic, record_id, version, "stored") for version in (1, 2))
    for stamp in (old, new):
        with unit_of_work():
            audit.record(Act.REFLECTION_SAVED, None, stamp)
    about(old)
    assert audit.stale(clinic, [old]) == {record_id}
    assert audit.stale(clinic, [new]) == set()


def test_a_record_that_nobody_wrote_is_not_made_good(clinic: UUID) -> None:
    stamp = audit.stamp(clinic, make_id(), 1, "put there")
    about(stamp)
    assert audit.stale(clinic, [stamp]) == {stamp.record_id}


def test_what_a_transaction_has_noted_counts_within_it(clinic: UUID) -> None:
    record_id = make_id()
    old, new = (audit.stamp(clinic, record_id, version, "stored") for version in (1, 2))
    with unit_of_work():
        audit.record(Act.REFLECTION_SAVED, None, old)
    with unit_of_work():
        audit.record(Act.REFLECTION_SAVED, None, new)
        assert audit.stale(clinic, [new]) == set()
        assert audit.stale(clinic, [old]) == {record_id}
        assert audit.newest_stamp(clinic, record_id) == new


def test_a_record_that_was_moved_to_another_patient_is_not_current(clinic: UUID) -> None:
    stamp = audit.stamp(clinic, make_id(), 1, b"words", patient_id=make_id())
    moved = replace(stamp, patient_id=make_id())
    with unit_of_work():
        audit.record(Act.REFLECTION_SAVED, None, stamp)
        assert audit.stale(clinic, [moved]) == {stamp.record_id}  # also before it is committed
    assert audit.stale(clinic, [stamp]) == set()
    assert audit.stale(clinic, [moved]) == {stamp.record_id}
