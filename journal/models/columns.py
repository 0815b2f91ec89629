"""Column types and keys that every table shares, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import DateTime, Dialect, ForeignKeyConstraint, Integer, LargeBinary, String, TypeDecorator
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Uuid(TypeDecorator[uuid.UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: TypeEngine[Any] = postgresql.UUID(as_uuid=True) if dialect.name == "postgresql" else LargeBinary(16)
        return dialect.type_descriptor(kind)

    def bind_processor(self, dialect: Dialect) -> Any:
        # In one step to the bytes of SQLite and from them: a page asks with hundreds of these, and reads as many.
        return super().bind_processor(dialect) if dialect.name == "postgresql" else _bytes_of

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return super().result_processor(dialect, coltype) if dialect.name == "postgresql" else _uuid_of


def _bytes_of(value: uuid.UUID | None) -> bytes | None:
    return value if value is None else value.bytes


def _uuid_of(value: bytes | None) -> uuid.UUID | None:
    return value if value is None else uuid.UUID(bytes=value)


class IdBytes(FunctionElement[bytes]):
    """The 16 bytes of an id where thousands are read: making objects of them takes longer than reading them."""

    type = LargeBinary(16)
    inherit_cache = True


@compiles(IdBytes)
def _as_stored(element: IdBytes, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


@compiles(IdBytes, "postgresql")
def _as_sent(element: IdBytes, compiler: SQLCompiler, **how: Any) -> str:
    return f"uuid_send({compiler.process(element.clauses, **how)})"


class ZoneName(TypeDecorator[str]):
    """A time zone; one that somebody wrote past the application and that is none is read as UTC, so that pages go on.

    That the row was changed is found by its MAC or by the next verify, as with any other column."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None or _is_zone(value) else "UTC"


@cache
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True


class DayMinutes(TypeDecorator[int]):
    """Minutes after midnight; what is no time of a day is read as the nearest that is one."""

    impl = Integer
    cache_ok = True

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:
        return value if value is None else min(max(value, 0), 24 * 60 - 1)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment must be aware")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


Id = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True)]
Ref = Annotated[uuid.UUID, mapped_column(Uuid)]
OptionalRef = Annotated[uuid.UUID | None, mapped_column(Uuid)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
OptionalMoment = Annotated[datetime | None, mapped_column(UtcDateTime)]
Code = Annotated[str, mapped_column(String(32))]
OptionalCode = Annotated[str | None, mapped_column(String(32))]


def within_clinic(column: str, target: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A reference that cannot cross clinics: it carries the clinic's id as well."""
    return ForeignKeyConstraint(
        ["clinic_id", column],
        [f"{target}.clinic_id", f"{target}.id"],
        ondelete=ondelete,
    )
