"""Rows that are gone through in batches, each batch held, in the caller's unit of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from journal.extensions import db

BATCH = 500
Row = TypeVar("Row")


def first_due(
    query: Select[Row],
    *by: InstrumentedAttribute[Any],
    due: Callable[[Sequence[Row]], list[Row]],
    batches: int | None = None,
) -> list[Row]:
    """Those that `due` gives of the first batch in which there are any, by columns that tell one row from the other;
    of no more than so many batches."""
    return next(filter(None, map(due, islice(_batches(query, *by), batches))), [])


def _batches(query: Select[Row], *by: InstrumentedAttribute[Any]) -> Iterator[Sequence[Row]]:
    held = query.order_by(*by).limit(BATCH).with_for_update().execution_options(populate_existing=True)
    rows = db.session.scalars(held).all()
    while rows:
        yield rows
        last = tuple_(*(literal(getattr(rows[-1], column.key), column.type) for column in by))
        rows = db.session.scalars(held.where(tuple_(*by) > last)).all()
