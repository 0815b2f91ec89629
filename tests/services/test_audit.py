"""The audit is one chain for each clinic: whatever is edited, cut, moved or put in is found, and nothing forks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from journal.extensions import db
from journal.ids import make_id
from journal.models import AuditHead, AuditRow
from journal.services.audit import audit, verification
from journal.services.audit.acts import Act
from journal.services.audit.audit import Stamp
from journal.services.audit.audit_queries import ChainBroken
from journal.services.work import unit_of_work
from tests.services.hands import at_once, overwrite, put, remove, stored
from tests.support.cast import make_clinic

NO_END = "the end of the chain is missing or was changed"


@pytest.fixture
def clinic(app: Flask) -> Iterator[UUID]:
    """A clinic with a chain of ten rows."""
    with app.app_context():
        made = make_clinic()
        for number in range(10 - len(stored(AuditRow, AuditRow.clinic_id == made))):
            record(made, number)
        yield made


def record(clinic: UUID, number: int, record_id: UUID | None = None) -> Stamp:
    """Writes one row about a record."""
    stamp = audit.stamp(clinic, record_id or make_id(), number, f"stored {number}", patient_id=make_id())
    with unit_of_work():
        audit.record(Act.THEME_RETIRED, make_id(), stamp)
    return stamp


def found(clinic: UUID) -> str:
    """All that verifying says."""
    db.session.remove()
    return "; ".join(verification.verify(clinic))


def row(sequence: int) -> dict[str, Any]:
    return stored(AuditRow, AuditRow.sequence == sequence)[0]


def test_a_chain_as_it_was_written_verifies(clinic: UUID) -> None:
    assert found(clinic) == ""
    assert [each["sequence"] for each in stored(AuditRow)] == list(range(1, 11))
    assert stored(AuditHead)[0]["sequence"] == 10


def test_two_clinics_have_two_chains(clinic: UUID) -> None:
    other = make_clinic()
    record(other, 1)
    record(clinic, 2)
    assert (found(clinic), found(other)) == ("", "")
    remove(AuditRow, AuditRow.clinic_id == other, AuditRow.sequence == 1)
    assert found(clinic) == ""
    assert "missing" in found(other)


EDITS: dict[str, Any] = {
    "at": lambda old: old + timedelta(microseconds=1),
    "actor_id": lambda _old: make_id(),
    "act": lambda _old: "reflection.opened",
    "record_id": lambda _old: make_id(),
    "record_version": lambda old: old + 1,
    "patient_id": lambda _old: make_id(),
    "digest": lambda old: bytes(reversed(old)),
    "previous_mac": lambda old: bytes(reversed(old)),
    "mac": lambda old: bytes(reversed(old)),
}


@pytest.mark.parametrize("column", EDITS)
def test_an_edited_row_is_found(clinic: UUID, column: str) -> None:
    for sequence in (2, 10):
        overwrite(AuditRow, AuditRow.sequence == sequence, **{column: EDITS[column](row(sequence)[column])})
        assert f"row {sequence} was changed" in found(clinic)


def test_every_column_that_can_be_edited_is_tried() -> None:
    assert {*EDITS, "clinic_id", "sequence"} == set(AuditRow.__table__.columns.keys())


@pytest.mark.parametrize("sequence", [1, 2, 5, 9])
def test_a_deleted_row_is_found(clinic: UUID, sequence: int) -> None:
    remove(AuditRow, AuditRow.sequence == sequence)
    assert f"rows {sequence} to {sequence} are missing" in found(clinic)


@pytest.mark.parametrize("kept", [0, 1, 5, 9])
def test_a_cut_off_end_is_found(clinic: UUID, kept: int) -> None:
    remove(AuditRow, AuditRow.sequence > kept)
    assert f"the chain ends at row {kept}, and its head says 10" in found(clinic)


def test_a_cut_off_end_is_found_when_the_head_was_removed_too(clinic: UUID) -> None:
    remove(AuditRow, AuditRow.sequence > 5)
    remove(AuditHead, AuditHead.clinic_id == clinic)
    assert found(clinic)


def test_a_chain_that_is_gone_altogether_is_found(clinic: UUID) -> None:
    remove(AuditRow, AuditRow.sequence > 0)
    remove(AuditHead, AuditHead.clinic_id == clinic)
    assert found(clinic)


def test_rows_that_changed_places_are_found(clinic: UUID) -> None:
    for sequence, to in ((4, 400), (5, 4), (400, 5)):
        overwrite(AuditRow, AuditRow.sequence == sequence, sequence=to)
    assert "row 4 was changed" in found(clinic)
    assert "row 5 was changed" in found(clinic)


@pytest.mark.parametrize("sequence", [0, 11, 12])
def test_a_row_that_was_put_in_is_found(clinic: UUID, sequence: int) -> None:
    put(AuditRow, {**row(10), "sequence": sequence})
    assert f"row {sequence} was changed" in found(clinic)


def test_a_row_of_another_clinic_is_found(clinic: UUID) -> None:
    other = make_clinic()
    put(AuditRow, {**row(2), "clinic_id": other, "sequence": 77})
    assert "row 77 was changed" in found(other)


def test_a_row_forged_under_another_key_is_found(clinic: UUID) -> None:
    forged = {**row(10), "sequence": 11, "previous_mac": row(10)["mac"], "mac": b"\0\0\0\1" + bytes(32)}
    put(AuditRow, forged)
    overwrite(AuditHead, AuditHead.clinic_id == clinic, sequence=11, mac=forged["mac"])
    assert found(clinic) == f"row 11 was changed; {NO_END}"


def test_a_moved_head_is_found(clinic: UUID) -> None:
    overwrite(AuditHead, AuditHead.clinic_id == clinic, sequence=9, mac=row(9)["mac"])
    assert found(clinic) == NO_END


def test_an_older_head_put_back_whole_is_found(clinic: UUID) -> None:
    old = stored(AuditHead)[0]
    record(clinic, 1)
    overwrite(AuditHead, AuditHead.clinic_id == clinic, **old)
    assert found(clinic) == "the chain ends at row 11, and its head says 10"


def test_nothing_is_written_over_a_row_when_the_head_was_moved_back(clinic: UUID) -> None:
    overwrite(AuditHead, AuditHead.clinic_id == clinic, sequence=9, mac=row(9)["mac"])
    before = row(10)
    with pytest.raises(ChainBroken):
        record(clinic, 1)
    assert row(10) == before


def test_twenty_writers_at_once_keep_one_chain(app: Flask, clinic: UUID) -> None:
    def write(number: int) -> None:
        for step in range(3):
            record(clinic, number * 10 + step)

    assert at_once(app, write, 20) == [None] * 20
    assert found(clinic) == ""
    assert [each["sequence"] for each in stored(AuditRow)] == list(range(1, 71))
    assert len({each["previous_mac"] for each in stored(AuditRow)}) == 70


def test_a_record_is_current_only_as_its_newest_row_says(clinic: UUID) -> None:
    thing = make_id()
    first, second = record(clinic, 1, thing), record(clinic, 2, thing)
    other = record(clinic, 7)
    unknown = audit.stamp(clinic, make_id(), 1, "never audited")
    edited = audit.stamp(clinic, thing, 2, "something else")
    assert audit.stale(clinic, [second, other]) == set()
    assert audit.stale(clinic, [first, other]) == {thing}
    assert audit.stale(clinic, [edited]) == {thing}
    assert audit.stale(clinic, [unknown, second]) == {unknown.record_id}
    assert audit.stale(clinic, []) == set()
    assert audit.stale(make_clinic(), [second]) == {thing}


def test_a_record_whose_audit_row_was_forged_is_not_current(clinic: UUID) -> None:
    thing = make_id()
    first = record(clinic, 1, thing)
    record(clinic, 2, thing)
    overwrite(AuditRow, AuditRow.sequence == 12, record_version=1, digest=first.digest)
    assert audit.stale(clinic, [first]) == {thing}


def test_no_row_holds_a_word_that_was_stored(clinic: UUID) -> None:
    assert "stored" not in " ".join(str(value) for each in stored(AuditRow) for value in each.values())
