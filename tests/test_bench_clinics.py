"""The clinics that the bench fills in bulk hold what the services write, row for row, and open like it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from bench import clinics, people, texts
from bench.clinics import Facts, Shape
from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import AuditRow, Reading, Reflection
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.clinics import clinics as clinics_service
from journal.services.reflections import drafts, writing
from journal.services.reflections.drafts import Words
from journal.services.review import review_queue, reviews
from journal.services.search import search
from journal.services.search.search import Query

SMALL, SMALLER = Shape(1, 5), Shape(1, 2)
DIFFERS = {"id", "created_at", "saved_at", "shared_at", "opened_at", "reviewed_at", "reflection_id", "ring_id",
           "head_sealed", "body_sealed", "search_sealed", "patient_id"}  # fmt: skip


@pytest.fixture
def facts(app: Flask, tmp_path: Path) -> Iterator[Facts]:
    """Two clinics in the test's database, the second filled in by a second call."""
    secret = Path(app.extensions["interleaf.settings"].secret_file)
    clinics.prepare(tmp_path)
    (tmp_path / clinics.SECRET).write_bytes(secret.read_bytes())
    address = app.extensions["interleaf.settings"].database_url
    for number in (1, 2):
        made = clinics.fill(tmp_path, address, number, "", SMALL, SMALLER)
    with app.app_context():
        yield made


def member(email: str, password: str) -> Actor:
    """Somebody of the first clinic, signed in."""
    return people.signed_in(people.Member(UUID(int=0), UUID(int=0), email, password))


def as_written(row: Any) -> dict[str, Any]:
    """What a row holds besides what is another each time; of sealed values their length."""
    kept = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    sealed = {name: len(value) for name, value in kept.items() if name.endswith("_sealed") and value}
    return {name: value for name, value in kept.items() if name not in DIFFERS} | sealed


def acts(record_id: UUID) -> list[tuple[str, bool]]:
    """What the audit tells of a record, and whether each row names the record's patient."""
    told = select(AuditRow).where(AuditRow.record_id == record_id).order_by(AuditRow.sequence)
    return [(row.act, row.patient_id is not None) for row in db.session.scalars(told)]


def reading_of(reflection_id: UUID) -> Reading:
    """When its therapist read it."""
    return db.session.scalars(select(Reading).where(Reading.reflection_id == reflection_id)).one()


def test_a_row_filled_in_is_the_row_that_saving_and_reviewing_write(facts: Facts) -> None:
    email, password, newest = facts.patients[0]
    patient, therapist = member(email, password), member(*facts.therapist[:2])
    number = 2  # of the texts: the third of the first journal was read, and nothing stands behind it
    filled = db.session.get_one(Reflection, UUID(newest[number]))
    new = make_id()
    token = token_for_id(server_secret(), patient.id, new)
    writing.save(patient, Words(new, texts.title(number), texts.prose(number), drafts.THERAPIST, token=token))
    reviews.open_reflection(therapist, new)
    reviews.mark_reviewed(therapist, new, 1)
    assert as_written(db.session.get_one(Reflection, new)) == as_written(filled)
    readings = [
        db.session.scalars(select(Reading).where(Reading.reflection_id == each)).one() for each in (new, filled.id)
    ]
    assert as_written(readings[0]) == as_written(readings[1])
    assert acts(new) == acts(filled.id)


def test_what_is_filled_in_verifies_opens_and_is_found(facts: Facts) -> None:
    ids = clinics_service.ids()
    assert len(ids) == 2
    assert [fault for each in ids for fault in verification.verify(each)] == []
    therapist = member(*facts.therapist[:2])
    waiting = {entry.to_read for entry in review_queue.page(therapist).entries}
    assert waiting == {clinics.WAITING}
    for _, _, newest in facts.patients:
        opened = reviews.open_reflection(therapist, UUID(newest[-1]))
        assert opened.readable
        assert opened.title == texts.title(SMALL.journal - 1)
        assert str(opened.html).count("<p>") == texts.prose(SMALL.journal - 1).count("\n\n") + 1
    assert len(search.search(therapist, Query(f'"{texts.RARE}"')).hits) == len(facts.patients)
