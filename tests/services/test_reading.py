"""Reading holds nothing: no transaction, nothing that could be written; and what the server prepared stays prepared."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import select, text, update

from journal.extensions import db
from journal.models import Clinic
from journal.services.work import in_parts, unit_of_work
from tests.services.hands import stored
from tests.support.cast import make_clinic

pytestmark = pytest.mark.usefixtures("inside")
NEW = "+1 212 555 0199"


@pytest.fixture
def clinic(inside: object) -> UUID:
    assert inside is None
    return make_clinic()


def of_a_row(clinic: UUID) -> None:
    db.session.get_one(Clinic, clinic).phone = NEW
    db.session.scalars(select(Clinic.phone)).all()


def of_many(_clinic: UUID) -> None:
    db.session.execute(update(Clinic).values(phone=NEW))


def after_the_session_was_let_go(clinic: UUID) -> None:
    with unit_of_work():
        db.session.remove()
        of_many(clinic)


@pytest.mark.parametrize("change", [of_a_row, of_many, after_the_session_was_let_go])
def test_what_is_changed_by_mistake_outside_a_unit_of_work_is_not_written(
    clinic: UUID, change: Callable[[UUID], None]
) -> None:
    with pytest.raises(RuntimeError, match="outside a unit of work"):
        change(clinic)
    db.session.remove()
    assert NEW not in {row["phone"] for row in stored(Clinic)}


@pytest.mark.parametrize("is_writing", [False, True])
def test_rows_come_in_parts_inside_a_unit_of_work_and_outside(clinic: UUID, is_writing: bool) -> None:
    def phones() -> list[str]:
        with in_parts(select(Clinic.phone).where(Clinic.id == clinic), at_once=1) as rows:
            return [phone for (phone,) in rows]

    if not is_writing:
        assert phones() == [stored(Clinic, Clinic.id == clinic)[0]["phone"]]
        return
    with unit_of_work():
        db.session.get_one(Clinic, clinic).phone = NEW
        assert phones() == [NEW]


def test_postgresql_keeps_what_it_prepared_from_one_page_to_the_next(clinic: UUID, engine: str) -> None:
    if engine != "postgresql":
        pytest.skip("SQLite prepares within the process, and a page that ends changes nothing of it")
    for _ in range(8):
        db.session.scalar(select(Clinic.phone).where(Clinic.id == clinic))
        db.session.remove()
    prepared = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert [each for each in prepared if each.startswith("SELECT clinic.phone")]


def test_a_page_that_reads_holds_no_transaction_on_postgresql(clinic: UUID, engine: str) -> None:
    db.session.get_one(Clinic, clinic)
    driver = db.session.connection().connection.driver_connection
    held = driver.info.transaction_status if engine == "postgresql" else None  # type: ignore[union-attr]
    assert held in (None, TransactionStatus.IDLE)
    with unit_of_work():
        driver = db.session.connection().connection.driver_connection
        db.session.get_one(Clinic, clinic)
        held = driver.info.transaction_status if engine == "postgresql" else None  # type: ignore[union-attr]
        assert held in (None, TransactionStatus.INTRANS)
