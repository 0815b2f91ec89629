"""Ids and moments come back from both engines as they went in; a naive moment is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, inspect, select
from sqlalchemy.exc import StatementError

from journal.extensions import db
from journal.models.columns import UtcDateTime, Uuid

THINGS = Table(
    "thing", MetaData(), Column("id", Integer, primary_key=True), Column("uuid", Uuid), Column("at", UtcDateTime)
)
SHARED = trying(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.timezones())  # noqa: DTZ001


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    with app.app_context(), db.engine.connect() as connection:
        THINGS.create(connection)
        yield connection
        connection.rollback()


def kept(connection: Connection, **values: object) -> tuple[UUID | None, datetime | None]:
    """What comes back of a row with these values."""
    row = connection.execute(insert(THINGS).values(**values).returning(THINGS.c.id)).scalar_one()
    found = connection.execute(select(THINGS.c.uuid, THINGS.c.at).where(THINGS.c.id == row)).one()
    return found.uuid, found.at


@SHARED
@given(uuid=st.uuids())
def test_an_id_comes_back_as_it_was_and_is_found_by_itself(connection: Connection, uuid: UUID) -> None:
    assert kept(connection, uuid=uuid) == (uuid, None)
    assert connection.execute(select(THINGS.c.uuid).where(THINGS.c.uuid == uuid)).scalars().first() == uuid


@SHARED
@given(at=MOMENTS)
def test_a_moment_comes_back_as_the_same_moment_in_utc(connection: Connection, at: datetime) -> None:
    found = kept(connection, at=at)[1]
    assert found == at.astimezone(UTC)
    assert found is not None
    assert found.tzinfo is UTC


def test_nothing_comes_back_as_nothing(connection: Connection) -> None:
    assert kept(connection, uuid=None, at=None) == (None, None)


def test_a_naive_moment_is_refused(connection: Connection) -> None:
    naive = datetime(2026, 5, 3, 14, 2)  # noqa: DTZ001
    with pytest.raises(StatementError, match="aware"):
        kept(connection, at=naive)


def test_a_naive_moment_is_refused_as_a_question_too(connection: Connection) -> None:
    naive = datetime(2026, 5, 3, 14, 2)  # noqa: DTZ001
    with pytest.raises(StatementError, match="aware"):
        connection.execute(select(THINGS).where(THINGS.c.at < naive))


def test_moments_sort_by_time_whatever_zone_they_were_given_in(connection: Connection) -> None:
    noon = datetime(2026, 5, 3, 12, tzinfo=UTC)
    east, west = timezone(timedelta(hours=9)), timezone(timedelta(hours=-8))
    moments = [noon, (noon + timedelta(seconds=1)).astimezone(west), (noon - timedelta(seconds=1)).astimezone(east)]
    for moment in moments:
        kept(connection, at=moment)
    found = connection.execute(select(THINGS.c.at).order_by(THINGS.c.at)).scalars().all()
    assert found == sorted(moments)


def test_ids_sort_by_their_bytes(connection: Connection) -> None:
    ids = [UUID(int=number << 80) for number in (3, 1, 2, 255, 256)]
    for each in ids:
        kept(connection, uuid=each)
    assert connection.execute(select(THINGS.c.uuid).order_by(THINGS.c.uuid)).scalars().all() == sorted(ids)


def test_an_id_takes_sixteen_bytes(connection: Connection, engine: str) -> None:
    kinds = {column["name"]: str(column["type"]) for column in inspect(connection).get_columns("thing")}
    assert kinds["uuid"] == ("UUID" if engine == "postgresql" else "BLOB")
