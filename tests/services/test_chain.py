"""The database lets no audit row change, and checkpoints inside and outside it tell of what was cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Executable, delete, insert, text, update
from sqlalchemy.exc import DatabaseError

from journal.extensions import Model, db, settings
from journal.ids import make_id
from journal.models import AuditCheckpoint, AuditHead, AuditRow
from journal.services.audit import audit, chain, checkpoints
from journal.services.audit.acts import Act
from journal.services.audit.chain import ChainBroken
from journal.services.audit.checkpoints import NoCheckpoint
from journal.services.work import unit_of_work
from tests.services.hands import at_once, overwrite, remove, stored
from tests.support.cast import make_clinic
from tests.support.installations import forget_ledger


@pytest.fixture
def clinic(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[UUID]:
    """A clinic with a chain of thirty-four rows, and a checkpoint at every tenth."""
    monkeypatch.setattr(checkpoints, "EVERY", 10)
    monkeypatch.setattr(chain, "EVERY", 10)
    with app.app_context():
        made = make_clinic()
        grow(made, 34)
        yield made


def grow(clinic: UUID, to: int) -> None:
    missing = to - len(stored(AuditRow, AuditRow.clinic_id == clinic))
    for number in (missing // 2, missing - missing // 2):  # many rows in one transaction, as a big act writes them
        with unit_of_work():
            for each in range(number):
                audit.record(Act.THEME_RETIRED, make_id(), audit.stamp(clinic, make_id(), each, "stored"))


def found(clinic: UUID, newest: int | None = None) -> str:
    db.session.remove()
    return "; ".join(chain.faults(clinic, newest))


def test_acts_that_are_written_while_it_is_looked_at_are_no_fault(
    app: Flask, clinic: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another(_number: int) -> None:
        with unit_of_work():
            audit.record(Act.THEME_RETIRED, make_id(), audit.stamp(clinic, make_id(), 1, "meanwhile"))

    def meanwhile(*asked: Any) -> bytes:
        assert at_once(app, another, 1) == [None]
        return mac_at(*asked)

    mac_at = chain._mac_at
    monkeypatch.setattr(chain, "_mac_at", meanwhile)
    db.session.get_one(AuditHead, clinic)  # what the page read before
    assert at_once(app, another, 1) == [None]
    assert list(chain.faults(clinic, 20)) == []
    assert len(stored(AuditRow, AuditRow.clinic_id == clinic)) == 36


CHANGES: dict[str, Any] = {
    "updated": lambda table: update(table).values(mac=b"x"),
    "deleted": delete,
    "deleted in part": lambda table: delete(table).where(table.sequence == 20),
}


@pytest.mark.parametrize("table", [AuditRow, AuditCheckpoint])
@pytest.mark.parametrize("how", CHANGES)
def test_the_database_refuses_that_a_row_is(clinic: UUID, table: type[Model], how: str) -> None:
    before = stored(table)
    refuses(CHANGES[how](table))
    assert stored(table) == before


@pytest.mark.parametrize("table", [AuditRow, AuditCheckpoint])
def test_the_database_refuses_that_a_row_is_replaced_or_all_are_cleared(clinic: UUID, table: type[Model]) -> None:
    before = stored(table)
    if db.engine.dialect.name == "sqlite":
        refuses(insert(table).prefix_with("OR REPLACE").values({**before[-1], "mac": b"x"}))
    else:
        refuses(text(f"TRUNCATE {table.__tablename__}"))
    assert stored(table) == before


def refuses(statement: Executable) -> None:
    db.session.remove()
    with pytest.raises(DatabaseError, match="the audit only grows"), db.engine.begin() as connection:
        connection.execute(statement)


def test_a_whole_chain_with_its_checkpoints_verifies(clinic: UUID) -> None:
    assert [row["sequence"] for row in stored(AuditCheckpoint)] == [10, 20, 30]
    assert found(clinic) == ""


@pytest.mark.parametrize("kept", [9, 12, 29])
def test_rows_cut_off_with_an_older_head_put_back_are_found(clinic: UUID, kept: int) -> None:
    cut(clinic, kept)
    assert found(clinic) == f"the chain ends at row {kept}, and a checkpoint was made at row 30"


def cut(clinic: UUID, kept: int) -> None:
    """Cuts rows off, with the head as it was then."""
    server, (last,) = audit.server_secret(), stored(AuditRow, AuditRow.sequence == kept)
    head_mac = server.mac("audit-head", clinic, kept, last["mac"])
    remove(AuditRow, AuditRow.sequence > kept)
    overwrite(AuditHead, AuditHead.clinic_id == clinic, sequence=kept, mac=last["mac"], head_mac=head_mac)


def test_a_checkpoint_that_was_taken_out_or_changed_is_found(clinic: UUID) -> None:
    remove(AuditCheckpoint, AuditCheckpoint.sequence == 20)
    overwrite(AuditCheckpoint, AuditCheckpoint.sequence == 30, row_mac=b"x")
    assert found(clinic) == "the checkpoint at row 20 is missing; the checkpoint at row 30 was changed"


def test_a_chain_that_is_older_than_its_checkpoints_verifies(clinic: UUID) -> None:
    remove(AuditCheckpoint, AuditCheckpoint.sequence < 30)
    assert found(clinic) == ""


def test_only_the_newest_rows_are_looked_at_where_that_is_asked(clinic: UUID) -> None:
    overwrite(AuditRow, AuditRow.sequence == 5, act="note.written")
    assert found(clinic, 10) == ""
    assert found(clinic, 30) == "row 5 was changed"
    overwrite(AuditRow, AuditRow.sequence == 31, act="note.written")
    assert found(clinic, 10) == "row 31 was changed"
    remove(AuditRow, AuditRow.sequence == 25)
    assert found(clinic, 10).startswith("rows 25 to 25 are missing")
    assert found(clinic, 100) == found(clinic)


def test_a_kept_line_is_read_back_and_contradicts_what_was_cut(clinic: UUID) -> None:
    point = chain.checkpoint(clinic)
    again = checkpoints.read(point.line())
    assert (again, point.sequence) == (point, 34)
    assert list(chain.faults_since(again)) == []
    remove(AuditCheckpoint, AuditCheckpoint.sequence > 9)
    cut(clinic, 9)
    assert found(clinic) == ""  # all of it is as it once was
    assert list(chain.faults_since(again)) == ["row 34, which the checkpoint you gave was made of, is not there"]
    forget_ledger(settings())  # which lets nothing be written after a cut
    grow(clinic, 40)
    assert list(chain.faults_since(again)) == ["row 34 is not the one the checkpoint you gave was made of"]


def test_asking_twice_makes_one_checkpoint(clinic: UUID) -> None:
    assert chain.checkpoint(clinic) == chain.checkpoint(clinic)
    assert [row["sequence"] for row in stored(AuditCheckpoint)] == [10, 20, 30, 34]


def test_no_checkpoint_is_made_of_a_broken_end(clinic: UUID) -> None:
    overwrite(AuditHead, AuditHead.clinic_id == clinic, sequence=33)
    with pytest.raises(ChainBroken):
        chain.checkpoint(clinic)


def test_a_line_that_was_changed_or_is_none_is_refused(clinic: UUID) -> None:
    line = chain.checkpoint(clinic).line()
    for wrong in (
        "",
        "hello",
        line[:-3],
        line.replace(" 34 ", " 33 "),
        line.replace("point-1", "point-2"),
        line + " x",
    ):
        with pytest.raises(NoCheckpoint):
            checkpoints.read(wrong)
