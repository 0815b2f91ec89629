"""A reflection says who has seen which version of it, where and when; and says so when a row of that was changed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from journal.models import AuditRow, Reflection
from journal.services.actor import Actor
from journal.services.audit import receipts, verification
from journal.services.audit.receipts import Receipts, Where
from journal.services.reflections import drafts, reflections, writing
from journal.services.reflections.drafts import THERAPIST, Words
from journal.services.reflections.texts import find
from journal.services.review import reviews
from tests.services.hands import overwrite, stored, write
from tests.support.cast import Cast

INES = "Dr. Ines Okafor"


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def told(cast: Cast, reflection_id: UUID) -> list[tuple[str, str, int]]:
    return [(each.name, each.how, each.version) for each in of(reflection_id).seen]


def of(reflection_id: UUID) -> Receipts:
    reflection = find(reflection_id)
    assert reflection is not None
    return receipts.of(reflection)


def show(actor: Actor, where: Where, *ids: UUID) -> None:
    receipts.seen(actor, [each for each in map(find, ids) if each], where)


def rewrite(patient: Actor, reflection_id: UUID, text: str) -> None:
    form = drafts.editor(patient, reflection_id)
    words = Words(reflection_id, "", text, THERAPIST, base_version=form.base_version, draft_version=form.draft_version)
    writing.save(patient, words)


def test_each_version_that_was_opened_is_told_with_its_reader(here: Cast) -> None:
    patient, therapist = here.patient.actor(), here.therapist.actor()
    reflection_id = write(patient, shared=True)
    assert told(here, reflection_id) == []
    for _ in range(3):
        reviews.open_reflection(therapist, reflection_id)
    rewrite(patient, reflection_id, "the second text")
    reviews.open_reflection(therapist, reflection_id)
    assert told(here, reflection_id) == [(INES, "opened", 2), (INES, "opened", 1)]


def test_a_mark_is_told_until_it_is_taken_back(here: Cast) -> None:
    reflection_id, therapist = write(here.patient.actor(), shared=True), here.therapist.actor()
    reviews.mark_reviewed(therapist, reflection_id, 1)
    assert told(here, reflection_id) == [(INES, "reviewed", 1)]
    assert [each.name for each in of(reflection_id).read_by] == [INES]
    reviews.undo_reviewed(therapist, reflection_id)
    assert (told(here, reflection_id), of(reflection_id).read_by) == ([], ())


def test_what_a_search_or_a_brief_showed_is_told_as_that(here: Cast) -> None:
    patient, therapist = here.patient.actor(), here.therapist.actor()
    shown, passed_over = write(patient, shared=True), write(patient, shared=True)
    show(therapist, Where.SEARCH, shown)
    show(therapist, Where.BRIEF, shown)
    assert told(here, shown) == [(INES, "seen in brief", 1), (INES, "seen in search", 1)]
    assert told(here, passed_over) == []


def test_ones_own_search_leaves_no_receipt(here: Cast) -> None:
    patient = here.patient.actor()
    reflection_id, before = write(patient), len(stored(AuditRow))
    show(patient, Where.SEARCH, reflection_id)
    assert len(stored(AuditRow)) == before


def test_showing_a_row_that_was_put_back_does_not_make_it_good(here: Cast) -> None:
    patient, therapist = here.patient.actor(), here.therapist.actor()
    reflection_id = write(patient, shared=True)
    (old,) = stored(Reflection, Reflection.id == reflection_id)
    rewrite(patient, reflection_id, "the second text")
    overwrite(Reflection, Reflection.id == reflection_id, **old)
    show(therapist, Where.SEARCH, reflection_id)
    assert told(here, reflection_id) == []
    assert len(list(verification.verify(here.clinic_id))) == 1


def test_a_receipt_that_was_changed_is_not_told_but_said(here: Cast) -> None:
    patient = here.patient.actor()
    reflection_id = write(patient, shared=True)
    reviews.open_reflection(here.therapist.actor(), reflection_id)
    opened = (AuditRow.record_id == reflection_id) & (AuditRow.act == "reflection.opened")
    overwrite(AuditRow, opened, actor_id=here.manager.id)
    page = reflections.page(patient, reflection_id)
    assert (page.receipts.seen, page.receipts.is_whole) == ((), False)
