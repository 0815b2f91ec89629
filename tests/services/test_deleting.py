"""Deleting: gone for others at once, restorable for seven days by its writer, then destroyed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from journal import clock
from journal.extensions import db
from journal.models import AuditRow, Note, Reflection, ReflectionDraft, ReflectionVersion
from journal.permissions import NotAllowed
from journal.services import held_rows
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.reflections import deleting, drafts, reflections, texts, writing
from journal.services.reflections.drafts import Words
from journal.services.review import reviews
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast
from tests.views.written import drafted, noted, private, shared


def test_a_deleted_reflection_is_private_first(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    note_id = noted(therapist, reflection_id, "to share")
    deleting.delete_reflection(patient, reflection_id)
    row = db.session.get_one(Reflection, reflection_id)
    assert (row.state, row.ring_id) == ("deleted", texts.private_ring(patient).ring_id)
    assert db.session.get_one(Note, note_id).anchoring == "withdrawn"
    with pytest.raises(NotAllowed):
        reviews.open_reflection(therapist, reflection_id)


@pytest.mark.parametrize("make", [private, shared, drafted])
def test_it_comes_back_for_its_writer_alone(patient: Actor, make: object) -> None:
    reflection_id = make(patient)  # type: ignore[operator]
    deleting.delete_reflection(patient, reflection_id)
    with clock.at(clock.now() + timedelta(days=6, hours=23, minutes=59)):
        deleting.restore(patient, reflection_id)
    assert db.session.get_one(Reflection, reflection_id).state == ("draft" if make is drafted else "private")
    assert drafts.editor(patient, reflection_id).text


def test_after_seven_days_it_does_not_come_back_though_no_job_has_run(patient: Actor) -> None:
    reflection_id = private(patient)
    deleting.delete_reflection(patient, reflection_id)
    with clock.at(clock.now() + timedelta(days=7, seconds=1)), pytest.raises(NotAllowed):
        deleting.restore(patient, reflection_id)


def test_destroying_takes_versions_drafts_and_every_sealed_value(patient: Actor) -> None:
    kept, gone = private(patient, "stays"), private(patient, "goes")
    writing.save(patient, Words(gone, "", "goes too", base_version=1))
    drafts.save_draft(patient, Words(gone, "", "and this", base_version=2))
    deleting.delete_reflection(patient, gone)
    with clock.at(clock.now() + timedelta(days=7, seconds=1)):
        assert (deleting.destroy_expired(), deleting.destroy_expired()) == (1, 0)
    row = db.session.get_one(Reflection, gone)
    assert (row.state, row.head_sealed, row.body_sealed, row.search_sealed) == ("destroyed", None, None, None)
    for table in (ReflectionVersion, ReflectionDraft):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    for refused in (reflections.page, deleting.restore, deleting.delete_reflection, drafts.editor):
        with pytest.raises(NotAllowed):
            refused(patient, gone)
    assert reflections.page(patient, kept).readable
    assert not list(verification.verify(patient.clinic_id))


def test_a_deleted_reflection_is_not_changed(patient: Actor) -> None:
    reflection_id = private(patient)
    deleting.delete_reflection(patient, reflection_id)
    with pytest.raises(NotAllowed):
        writing.save(patient, Words(reflection_id, "", "x", base_version=1))


@pytest.mark.parametrize("make", [private, shared, drafted])
def test_deleted_or_restored_twice_is_as_once(patient: Actor, make: Callable[[Actor], UUID]) -> None:
    reflection_id = make(patient)
    assert deleting.delete_reflection(patient, reflection_id)
    gone = stored(Reflection), stored(AuditRow)
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert deleting.delete_reflection(patient, reflection_id)
    assert (stored(Reflection), stored(AuditRow)) == gone
    deleting.restore(patient, reflection_id)
    back = stored(Reflection), stored(AuditRow)
    deleting.restore(patient, reflection_id)
    assert (stored(Reflection), stored(AuditRow)) == back


def test_what_was_called_deleted_in_the_database_is_not_said_to_be(patient: Actor) -> None:
    reflection_id = private(patient)
    overwrite(Reflection, Reflection.id == reflection_id, state="deleted", deleted_at=clock.now())
    with pytest.raises(NotAllowed):
        deleting.delete_reflection(patient, reflection_id)


def test_what_was_not_deleted_is_not_restored(patient: Actor) -> None:
    with pytest.raises(NotAllowed):
        deleting.restore(patient, private(patient))


@pytest.mark.parametrize("part", ["other_patient", "therapist", "manager"])
def test_nobody_else_deletes_or_restores(cast: Cast, patient: Actor, part: str) -> None:
    who, reflection_id = getattr(cast, part).actor(), shared(patient)
    with pytest.raises(NotAllowed):
        deleting.delete_reflection(who, reflection_id)
    deleting.delete_reflection(patient, reflection_id)
    with pytest.raises(NotAllowed):
        deleting.delete_reflection(who, reflection_id)
    for _ in range(2):
        with pytest.raises(NotAllowed):
            deleting.restore(who, reflection_id)
        deleting.restore(patient, reflection_id)


def test_rows_that_somebody_put_before_them_keep_nothing_from_being_destroyed(
    patient: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_rows, "BATCH", 2)
    forged = [private(patient, f"kept {number}") for number in range(4)]
    gone = private(patient, "goes")
    deleting.delete_reflection(patient, gone)
    overwrite(Reflection, Reflection.id.in_(forged), state="deleted", deleted_at=clock.now() - timedelta(days=90))
    with clock.at(clock.now() + timedelta(days=7, seconds=1)):
        assert (deleting.destroy_expired(), deleting.destroy_expired()) == (1, 0)
    assert {row["state"] for row in stored(Reflection, Reflection.id.in_(forged))} == {"deleted"}
    assert db.session.get_one(Reflection, gone).state == "destroyed"
