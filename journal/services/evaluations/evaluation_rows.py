"""Rows of an evaluation: where each is found, and whether one that is not there ever was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

from sqlalchemy import select

from journal.extensions import db
from journal.models import EarlierTreatment, SealedRecord
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import audit

Row = TypeVar("Row", bound=SealedRecord)


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """A record there is once: its row and what it says. `lost` where the audit knows it and it is not there."""

    row: Row | None = None
    value: dict[str, Any] | None = None
    lost: bool = False

    @property
    def closed(self) -> bool:
        """Whether something is there that does not open, or was changed in the database."""
        return self.row is not None and self.value is None


def id_of(patient_id: UUID, table: type[SealedRecord], code: str = "") -> UUID:
    """The id of a record there is once: made of whose it is and which, so that it cannot be there twice, and one that
    somebody took out of the database is missed."""
    return uuid5(patient_id, f"{table.__tablename__}/{code}")


def once(actor: Actor, table: type[Row], patient_id: UUID, codes: Iterable[str]) -> dict[str, Found[Row]]:
    """Records there are once each, by their codes."""
    ids = {code: id_of(patient_id, table, code) for code in codes}
    rows = {row.id: row for row in db.session.scalars(select(table).where(table.id.in_(ids.values())))}
    said = sealed_records.opened(actor, list(rows.values()))
    return {code: _found(actor, rows.get(each), said.get(each), each) for code, each in ids.items()}


def _found(actor: Actor, row: Row | None, value: dict[str, Any] | None, record_id: UUID) -> Found[Row]:
    return Found(row, value, lost=row is None and audit.knows(actor.clinic_id, record_id))


def earlier(patient_id: UUID) -> list[EarlierTreatment]:
    """The earlier treatments of a patient that are kept, oldest first."""
    kept = (EarlierTreatment.patient_id == patient_id) & (EarlierTreatment.state == sealed_records.KEPT)
    return list(db.session.scalars(select(EarlierTreatment).where(kept).order_by(EarlierTreatment.id)))
