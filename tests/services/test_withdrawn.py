"""Reading a kept copy: for its writer and whoever holds its key in care, with a receipt, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.models import AuditRow, CareRelation, RingGrant, WithdrawnCopy
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.reflections import reflections, sharing, withdrawing, withdrawn
from journal.services.review import caseload, reviews
from tests.services.hands import newcomer, overwrite, put, remove, stored
from tests.support.cast import Cast
from tests.support.rules import keep_withdrawn
from tests.views.written import shared


@pytest.fixture
def patient(app: Flask, cast: Cast) -> Iterator[Actor]:
    with app.app_context():
        keep_withdrawn(cast.clinic_id)
        yield cast.patient.actor()


def kept(patient: Actor, therapist: Actor, text: str = "words to share", title: str = "A title") -> UUID:
    """The id of a copy of a reflection that was reviewed and made private."""
    reflection_id = shared(patient, text, title)
    reviews.mark_reviewed(therapist, reflection_id, 1)
    sharing.make_private(patient, reflection_id)
    found: UUID = stored(WithdrawnCopy, WithdrawnCopy.reflection_id == reflection_id)[0]["id"]
    return found


def test_the_therapist_finds_and_opens_it_and_the_patient_sees_who_did(patient: Actor, therapist: Actor) -> None:
    copy_id = kept(patient, therapist)
    (row,) = caseload.patient(therapist, patient.id).withdrawn
    assert (row.id, row.title, row.opened) == (copy_id, "A title", ())
    page = withdrawn.open_copy(therapist, copy_id)
    assert "words to share" in page.html
    (seen,) = withdrawn.own(patient)
    assert [opening.name for opening in seen.opened] == ["Dr. Ines Okafor"]
    assert seen.reader_names == ("Dr. Ines Okafor",)
    assert reflections.page(patient, row.reflection_id).copies == (seen,)


def test_its_writer_opens_it_without_a_receipt(patient: Actor, therapist: Actor) -> None:
    copy_id = kept(patient, therapist)
    assert "words to share" in withdrawn.open_copy(patient, copy_id).html
    assert stored(AuditRow, AuditRow.act == Act.WITHDRAWN_OPENED) == []


@pytest.mark.parametrize("part", ["other_patient", "other_therapist", "manager"])
def test_nobody_else_opens_or_lists_it(cast: Cast, patient: Actor, therapist: Actor, part: str) -> None:
    copy_id = kept(patient, therapist)
    actor = getattr(cast, part).actor()
    with pytest.raises(NotAllowed):
        withdrawn.open_copy(actor, copy_id)
    with pytest.raises(NotAllowed):
        withdrawn.of_patient(actor, patient.id)
    assert stored(AuditRow, AuditRow.act == Act.WITHDRAWN_OPENED) == []


@pytest.mark.parametrize("role", ["nurse", "prescriber"])
def test_neither_does_a_nurse_or_a_prescriber(cast: Cast, patient: Actor, therapist: Actor, role: str) -> None:
    copy_id = kept(patient, therapist)
    with pytest.raises(NotAllowed):
        withdrawn.open_copy(newcomer(cast, role=role).actor(), copy_id)


def test_without_the_grant_or_the_relation_it_is_not_there(patient: Actor, therapist: Actor) -> None:
    copy_id = kept(patient, therapist)
    grant = stored(RingGrant, RingGrant.recipient_id == therapist.id)[0]
    remove(RingGrant, RingGrant.id == grant["id"])
    assert withdrawn.of_patient(therapist, patient.id) == ()
    with pytest.raises(NotAllowed):
        withdrawn.open_copy(therapist, copy_id)
    put(RingGrant, grant)
    overwrite(CareRelation, CareRelation.therapist_id == therapist.id, state="ended")
    with pytest.raises(NotAllowed):
        withdrawn.open_copy(therapist, copy_id)


def test_past_its_time_it_is_not_there_even_before_the_job_has_run(patient: Actor, therapist: Actor) -> None:
    copy_id = kept(patient, therapist)
    with clock.at(stored(WithdrawnCopy)[0]["keep_until"]):
        for actor in (patient, therapist):
            with pytest.raises(NotAllowed):
                withdrawn.open_copy(actor, copy_id)
        assert withdrawn.own(patient) == withdrawn.of_patient(therapist, patient.id) == ()


def test_what_nobody_made_is_not_there(patient: Actor, therapist: Actor) -> None:
    for actor in (patient, therapist):
        with pytest.raises(NotAllowed):
            withdrawn.open_copy(actor, uuid4())


@pytest.mark.parametrize("columns", [("body_sealed",), ("head_sealed",), ("head_sealed", "body_sealed")])
def test_copies_whose_words_were_swapped_are_refused(
    patient: Actor, therapist: Actor, columns: tuple[str, ...]
) -> None:
    ids = [kept(patient, therapist, text) for text in ("the first text", "the second text")]
    rows = {row["id"]: row for row in stored(WithdrawnCopy)}
    for one, other in (ids, ids[::-1]):
        overwrite(WithdrawnCopy, WithdrawnCopy.id == one, **{column: rows[other][column] for column in columns})
    for copy_id in ids:
        with pytest.raises(CannotOpen):
            withdrawn.open_copy(therapist, copy_id)
    assert [row.readable for row in withdrawn.of_patient(therapist, patient.id)] == [False, False]
    assert len(list(verification.verify(patient.clinic_id))) == 2


@pytest.mark.parametrize("column", ["keep_until", "withdrawn_at", "version", "shared_at"])
def test_a_copy_that_was_changed_by_hand_is_refused_and_stays(patient: Actor, therapist: Actor, column: str) -> None:
    copy_id = kept(patient, therapist)
    row = stored(WithdrawnCopy)[0]
    changed: Any = (
        5 if column == "version" else withdrawing.years_after(row[column], -1 if column != "keep_until" else 9)
    )
    overwrite(WithdrawnCopy, WithdrawnCopy.id == copy_id, **{column: changed})
    with pytest.raises(CannotOpen):
        withdrawn.open_copy(therapist, copy_id)
    with clock.at(withdrawing.years_after(row["keep_until"], 20)):
        assert withdrawing.destroy_due() == 0
    assert list(verification.verify(patient.clinic_id))


def test_a_forged_copy_is_refused(patient: Actor, therapist: Actor) -> None:
    copy_id = kept(patient, therapist)
    forged = stored(WithdrawnCopy, WithdrawnCopy.id == copy_id)[0] | {"id": uuid4()}
    put(WithdrawnCopy, forged)
    with pytest.raises(CannotOpen):
        withdrawn.open_copy(therapist, forged["id"])
    assert list(verification.verify(patient.clinic_id))


def test_a_destroyed_copy_brought_back_from_a_backup_is_refused(patient: Actor, therapist: Actor) -> None:
    copy_id = kept(patient, therapist)
    row = stored(WithdrawnCopy)[0]
    with clock.at(row["keep_until"]):
        assert withdrawing.destroy_due() == 1
    put(WithdrawnCopy, row)
    with pytest.raises(CannotOpen):
        withdrawn.open_copy(therapist, copy_id)
    assert list(verification.verify(patient.clinic_id))
