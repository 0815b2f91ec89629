"""A unit of work is one transaction: whole or not at all, joined by those inside it, and losing no update."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from journal.extensions import db
from journal.ids import make_id
from journal.models import AuditRow, Clinic
from journal.services import work
from journal.services.audit import audit, chain
from journal.services.audit.acts import Act
from journal.services.work import unit_of_work
from tests.services.hands import at_once, stored
from tests.support.cast import make_clinic

OLD, NEW = "+1 212 555 0134", "+1 212 555 0199"


class Stop(Exception):
    """Something that goes wrong inside."""


@pytest.fixture(autouse=True)
def clinic(app: Flask) -> Iterator[UUID]:
    with app.app_context():
        yield make_clinic()


def change(clinic: UUID, phone: str = NEW) -> None:
    """Changes the phone number, with an audit row."""
    row = db.session.get_one(Clinic, clinic)
    row.phone = phone
    audit.record(Act.CLINIC_CREATED, None, audit.stamp(clinic, clinic, row.version, phone))


def kept() -> tuple[str, int]:
    """The phone number, and how many audit rows are about the clinic, as everybody else sees them."""
    (clinic,) = stored(Clinic)
    return str(clinic["phone"]), len(stored(AuditRow, AuditRow.record_id == clinic["id"]))


@contextmanager
def failing_unit() -> Iterator[None]:
    """A unit of work that fails at its end."""
    with suppress(Stop), unit_of_work():
        yield
        raise Stop


def test_a_change_and_its_audit_row_come_together(clinic: UUID) -> None:
    with unit_of_work():
        change(clinic)
        db.session.flush()
        assert kept() == (OLD, 1)
    assert kept() == (NEW, 2)


def test_a_failure_undoes_the_change_and_its_audit_row(clinic: UUID) -> None:
    with failing_unit():
        change(clinic)
        db.session.flush()
    with unit_of_work():
        db.session.get_one(Clinic, clinic)
    assert kept() == (OLD, 1)


def test_an_inner_unit_joins_the_outer_one(clinic: UUID) -> None:
    with failing_unit():
        with unit_of_work():
            change(clinic)
        assert kept() == (OLD, 1)
    assert kept() == (OLD, 1)
    with unit_of_work(), unit_of_work(), unit_of_work():
        change(clinic)
    assert kept() == (NEW, 2)


def test_an_inner_failure_undoes_all_of_the_outer_one(clinic: UUID) -> None:
    with pytest.raises(Stop), unit_of_work():  # noqa: PT012 - it is the inner one that fails
        change(clinic)
        with unit_of_work():
            raise Stop
    assert kept() == (OLD, 1)


def test_a_failure_of_the_database_itself_drops_the_audit_rows_too(clinic: UUID) -> None:
    def spoil() -> None:
        with unit_of_work():
            change(clinic)
            db.session.execute(text("INSERT INTO clinic (id) SELECT id FROM clinic"))

    with pytest.raises(IntegrityError):
        spoil()
    with unit_of_work():
        change(clinic)
    assert kept() == (NEW, 2)


def test_an_audit_row_that_cannot_be_written_undoes_the_change(clinic: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise Stop

    with monkeypatch.context() as failing:
        failing.setattr(audit, "_append", full)
        with pytest.raises(Stop), unit_of_work():
            change(clinic)
    assert kept() == (OLD, 1)


def test_what_was_read_before_is_read_anew_inside(clinic: UUID) -> None:
    row = db.session.get_one(Clinic, clinic)
    assert row.phone == OLD
    with db.engine.connect() as connection:
        db.session.rollback()
        connection.execute(text("UPDATE clinic SET phone = 'changed'"))
        connection.commit()
    with unit_of_work():
        assert row.phone == "changed"


def test_the_next_unit_begins_as_an_outer_one_again(clinic: UUID) -> None:
    for number in range(3):
        with pytest.raises(Stop), unit_of_work():
            raise Stop
        with unit_of_work():
            change(clinic, str(number))
        assert kept() == (str(number), number + 2)


@pytest.mark.one_engine("on PostgreSQL such a change is a conditional UPDATE; SQLite locks before it reads")
def test_threads_that_read_and_then_write_lose_no_update(app: Flask, clinic: UUID) -> None:
    def add_one(_number: int) -> None:
        with unit_of_work():
            row = db.session.scalars(select(Clinic)).one()
            row.version += 1

    assert at_once(app, add_one, 16) == [None] * 16
    assert stored(Clinic)[0]["version"] == 17


def test_no_audit_row_of_many_threads_is_lost(app: Flask, clinic: UUID) -> None:
    def note(number: int) -> None:
        with unit_of_work():
            audit.record(Act.REFLECTION_SAVED, None, audit.stamp(clinic, make_id(), 1, number))

    assert at_once(app, note, 12) == [None] * 12
    assert len(stored(AuditRow, AuditRow.act == Act.REFLECTION_SAVED)) == 12
    assert list(chain.faults(clinic)) == []


def test_what_was_written_can_be_used_after_the_commit_without_asking_again(clinic: UUID) -> None:
    with unit_of_work():
        row = db.session.get_one(Clinic, clinic)
        row.phone = NEW
    assert row.phone == NEW
    assert not db.session().in_transaction()


def test_what_waits_for_the_end_is_done_in_a_unit_of_its_own(clinic: UUID) -> None:
    with failing_unit():
        change(clinic)
        work.afterwards(lambda: change(clinic, "+1 212 555 0111"))
        assert kept() == (OLD, 1)
    assert kept() == ("+1 212 555 0111", 2)
    work.afterwards(lambda: change(clinic))
    assert kept() == (NEW, 3)


def test_what_a_page_asks_from_many_sides_is_found_once_until_something_is_written(clinic: UUID) -> None:
    asked: list[str] = []

    def phone() -> str:
        asked.append("asked")
        return db.session.get_one(Clinic, clinic).phone

    db.session.rollback()
    db.session.execute(text("SELECT 1"))
    assert [work.found_once("phone", phone) for _ in range(3)] == [OLD] * 3
    assert len(asked) == 1
    with unit_of_work():
        change(clinic)
        assert [work.found_once("phone", phone) for _ in range(2)] == [NEW] * 2
    assert len(asked) == 3
    db.session.execute(text("SELECT 1"))
    assert work.found_once("phone", phone) == NEW
    assert len(asked) == 4


def test_nobody_waits_without_end_for_a_lock_of_somebody_else(clinic: UUID) -> None:
    asked = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}[db.engine.dialect.name]
    assert str(db.session.execute(text(asked)).scalar_one()) in {"5000", "5s"}
