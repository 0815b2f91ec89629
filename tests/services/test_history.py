"""A patient's history tells in sentences who opened what, who was let in and who was removed; and no more than that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from journal import clock
from journal.models import AuditRow, CareRelation
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import history, refused
from journal.services.audit.acts import Act
from journal.services.audit.history_words import NOT_TOLD, TOLD
from journal.services.care import care, care_endings, care_requests
from journal.services.notes import notes
from journal.services.reflections import deleting
from journal.services.review import reviews
from journal.services.search import search
from journal.services.search.search import Query
from tests.services.hands import overwrite, stored, write
from tests.support import shown
from tests.support.cast import Cast


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def sentences(actor: Actor, number: int = 1) -> list[str]:
    page = history.page(actor, number)
    return [told.before + (told.it.title if told.it else "") + told.after for told in page.told]


def test_every_act_is_told_or_left_out_on_purpose() -> None:
    assert {*TOLD} | NOT_TOLD == set(Act)
    assert not {*TOLD} & NOT_TOLD


def test_it_begins_with_how_the_account_came_about(here: Cast) -> None:
    told = sentences(here.patient.actor())[::-1]
    assert told[0] == "The clinic invited you."
    for each in ("You let Dr. Ines Okafor read what you share.", "You accepted the invitation."):
        assert each in told


def test_what_was_opened_is_told_by_its_title_newest_first(here: Cast) -> None:
    patient = here.patient.actor()
    reflection_id = write(patient, title="The lake", shared=True)
    reviews.open_reflection(here.therapist.actor(), reflection_id)
    assert sentences(patient)[0] == "Dr. Ines Okafor opened The lake."
    assert "You shared The lake." in sentences(patient)
    assert history.page(patient).told[0].it == history.Named(
        reflection_id, "The lake", history.page(patient).told[0].it.created_at
    )


def test_one_that_was_deleted_keeps_its_line_without_an_address(here: Cast) -> None:
    patient = here.patient.actor()
    reflection_id = write(patient, title="The lake", shared=True)
    reviews.open_reflection(here.therapist.actor(), reflection_id)
    deleting.delete_reflection(patient, reflection_id)
    named = [told.it for told in history.page(patient).told if told.before == "Dr. Ines Okafor opened "]
    assert [each.id for each in named if each] == [None]


def test_who_was_asked_for_let_in_and_removed_is_told(here: Cast) -> None:
    patient = here.patient.actor()
    request = care.ask(here.clinic_id, patient.id, here.other_therapist.id)
    care_requests.answer(patient, request, accept=True, fingerprint=shown.of_request(request))
    care_endings.end(here.manager.actor(), request)
    told = sentences(patient)
    assert told[0] == "Ruth Adeyemi ended the care by Tomas Reyes, who can read nothing of yours any more."
    assert "You let Tomas Reyes read what you share." in told
    assert "You were asked whether Tomas Reyes may read what you share." in told


def test_it_tells_nothing_of_notes_that_wait_or_of_anybody_else(here: Cast) -> None:
    patient, therapist, other = here.patient.actor(), here.therapist.actor(), here.other_patient.actor()
    reflection_id = write(patient, shared=True)
    reviews.open_reflection(therapist, reflection_id)
    before = sentences(patient), sentences(other)
    notes.add(therapist, reflection_id, notes.TypedNote("for me alone", "only_me"))
    assert (sentences(patient), sentences(other)) == before


def test_a_row_that_was_changed_tells_nothing(here: Cast) -> None:
    patient = here.patient.actor()
    reflection_id = write(patient, shared=True)
    reviews.open_reflection(here.therapist.actor(), reflection_id)
    opened = (AuditRow.record_id == reflection_id) & (AuditRow.act == "reflection.opened")
    overwrite(AuditRow, opened, actor_id=here.manager.id)
    first = history.page(patient).told[0]
    assert (first.is_whole, first.before, first.it) == (False, "", None)


def test_an_act_that_nobody_knows_tells_nothing(here: Cast) -> None:
    patient = here.patient.actor()
    write(patient, shared=True)
    overwrite(AuditRow, AuditRow.sequence == len(stored(AuditRow)), act="reflection.sold")
    assert not history.page(patient).told[0].is_whole


def test_it_turns_its_pages(here: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = here.patient.actor()
    every = sentences(patient)
    for number in range(history.AT_ONCE):
        with clock.at(clock.now() + timedelta(hours=2 * number)):
            refused.note(Act.REFUSED_ROW, here.clinic_id, patient.id, about=patient.id)
    first, second = history.page(patient), history.page(patient, 2)
    assert (len(first.told), first.has_older, second.has_older) == (history.AT_ONCE, True, False)
    assert sentences(patient, 2) == every
    assert sentences(patient, 3) == []


def test_it_is_the_patients_own(here: Cast) -> None:
    for member in (here.therapist, here.manager):
        with pytest.raises(NotAllowed):
            history.page(member.actor())


def test_a_therapist_who_was_exchanged_in_the_database_is_not_named(here: Cast) -> None:
    patient = here.patient.actor()
    assert "You let Dr. Ines Okafor read what you share." in sentences(patient)
    overwrite(CareRelation, CareRelation.patient_id == patient.id, therapist_id=here.other_therapist.id)
    assert "You let somebody read what you share." in sentences(patient)


def test_what_searches_of_one_day_showed_again_is_told_once_with_how_often(here: Cast) -> None:
    patient, ines = here.patient.actor(), here.therapist.actor()
    for title in ("The lake", "The door"):
        write(patient, "It was warm.", title=title, shared=True)
    with clock.at(clock.now()):  # of one day, also at midnight
        for _ in range(3):
            search.search(ines, Query("warm"))
    told = [each for each in history.page(patient).told if "in a search" in each.after]
    assert [(each.it.title, each.times) for each in told if each.it] == [("The door", 3), ("The lake", 3)]
