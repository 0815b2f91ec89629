"""Lists: heads only, newest first, page by page, in as many queries for many rows as for few."""

from __future__ import annotations

import pytest

from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.reflections import deleting, drafts, lists
from journal.services.reflections.drafts import Words
from tests.services.hands import listening
from tests.support.cast import Cast
from tests.views.written import drafted, noted, private, shared


def queries(actor: Actor) -> int:
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    with listening("before_cursor_execute", listen):
        lists.journal(actor)
    assert not [each for each in said if "body_sealed" in each or "search_sealed" in each]
    return len(said)


def test_the_journal_is_newest_first_in_pages_of_thirty(patient: Actor) -> None:
    made = [private(patient, f"number {number}") for number in range(32)]
    first, second = lists.journal(patient), lists.journal(patient, 2)
    assert [row.id for row in (*first.rows, *second.rows)] == made[::-1]
    assert (first.pages, len(first.rows), second.page) == (2, 30, 2)
    assert (lists.journal(patient, 0).page, lists.journal(patient, 99).page) == (1, 2)


def test_many_rows_take_as_many_queries_as_few(cast: Cast, patient: Actor) -> None:
    private(patient)
    shared(patient)
    few = queries(cast.patient.actor())
    for _ in range(6):
        shared(patient)
        drafted(patient)
    assert queries(cast.patient.actor()) <= few


def test_a_row_says_what_a_list_shows(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient, "three *small* words", "Title")
    noted(therapist, reflection_id)
    noted(therapist, reflection_id, visibility="only_me")
    drafts.save_draft(patient, Words(reflection_id, "", "longer", base_version=1))
    [row] = lists.journal(patient).rows
    assert (row.title, row.words, row.excerpt, row.state) == ("Title", 3, "three small words", "shared")
    assert (row.note_count, row.has_draft, row.readable) == (1, True, True)


def test_a_draft_alone_shows_its_own_words(patient: Actor) -> None:
    drafted(patient, "only begun")
    [row] = lists.drafts(patient, 5)
    assert (row.state, row.excerpt, row.readable) == ("draft", "only begun", True)


def test_deleted_ones_stand_apart(patient: Actor) -> None:
    gone, kept = private(patient), private(patient)
    deleting.delete_reflection(patient, gone)
    journal = lists.journal(patient)
    assert [row.id for row in journal.rows] == [kept]
    assert [row.id for row in journal.deleted] == [gone]
    assert journal.deleted[0].restorable_until


@pytest.mark.parametrize("part", ["therapist", "manager"])
def test_a_journal_is_a_patient_s(cast: Cast, patient: Actor, part: str) -> None:
    with pytest.raises(NotAllowed):
        lists.journal(getattr(cast, part).actor())


def test_nobody_lists_what_is_another_s(cast: Cast, patient: Actor) -> None:
    private(patient)
    shared(patient)
    assert not lists.journal(cast.other_patient.actor()).rows
    assert not lists.recent(cast.other_patient.actor(), 5)
