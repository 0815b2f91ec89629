"""Days away that are named twice, or overlap: no patient is asked twice, and a no to them stays one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from journal import clock
from journal.models import AuditRow, Cover, Person
from journal.permissions import NotAllowed
from journal.services.care import care, care_endings, cover_endings, cover_naming, cover_rows, cover_times, covers
from journal.services.care.cover_naming import CoverRefused
from journal.services.people import people_admin
from tests.services import care_steps
from tests.services.covering import asked, end_of, grant, name, today
from tests.services.hands import at_once, newcomer, overwrite, stored
from tests.support import shown
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_the_same_days_named_twice_ask_nobody_twice(app: Flask, cast: Cast) -> None:
    ines, today = cast.therapist.actor(), cover_rows.today(cast.clinic_id)
    days = today, today + timedelta(days=3)
    assert sorted(at_once(app, lambda _: cover_naming.name(ines, cast.other_therapist.id, *days), 3)) == [0, 0, 1]
    assert len(stored(Cover)) == 1


def test_days_that_overlap_others_of_the_same_colleague_are_refused_until_those_are_ended(cast: Cast) -> None:
    name(cast, 2, 4)
    named = f"{clock.day(today() + timedelta(days=2))} to {clock.day(today() + timedelta(days=4))}"
    for first, last in ((0, 2), (3, 3), (4, 6), (0, 9), (2, 5)):
        with pytest.raises(CoverRefused, match=rf"Tomas Reyes is already named for {named}\. End that first\."):
            name(cast, first, last)
    assert len(stored(Cover)) == 1
    cover_endings.end(cast.therapist.actor(), stored(Cover)[0]["id"])
    assert name(cast, 3, 6) == 1


def test_days_beside_others_and_another_colleague_on_the_same_days_are_not_refused(cast: Cast) -> None:
    noor = newcomer(cast)
    name(cast, 2, 4)
    assert (name(cast, 0, 1), name(cast, 5, 6)) == (1, 1)
    days = today() + timedelta(days=3), today() + timedelta(days=5)
    assert cover_naming.name(cast.therapist.actor(), noor.id, *days) == 1


def test_an_overlap_that_was_written_into_the_database_refuses_nothing(cast: Cast) -> None:
    name(cast, 2, 4)
    overwrite(Cover, ends_on=today() + timedelta(days=5))
    assert name(cast, 3, 6) == 1


def test_who_said_not_now_is_not_asked_again_about_the_same_days(cast: Cast) -> None:
    name(cast)
    covers.answer(cast.patient.actor(), asked(cast), accept=False)
    assert name(cast) == 0
    assert covers.requests(cast.patient.actor()) == []
    assert name(cast, 0, 3) == 1


def test_who_treats_nobody_yet_is_told_so(cast: Cast) -> None:
    noor = newcomer(cast)
    with pytest.raises(CoverRefused, match="You treat no patients yet"):
        name(cast, by=noor)


def test_who_answered_is_not_asked_again_where_care_begins_anew(cast: Cast) -> None:
    newcomer(cast, "Lena Voss", "patient", cast.therapist)
    name(cast)
    covers.answer(cast.patient.actor(), asked(cast), accept=False)
    care_steps.end(cast)
    care_steps.begin(cast, cast.therapist)
    assert covers.requests(cast.patient.actor()) == []


def test_days_that_follow_are_asked_about_also_while_the_colleague_reads_already(cast: Cast) -> None:
    grant(cast)
    assert name(cast, 3, 5) == 1
    assert [each.starts_on for each in covers.requests(cast.patient.actor())] == [today() + timedelta(days=3)]


def test_days_are_ended_for_all_patients_at_once_and_others_stay(cast: Cast) -> None:
    newcomer(cast, "Lena Voss", "patient", cast.therapist)
    grant(cast)
    assert name(cast, 3, 5) == 2
    ines, tomas = cast.therapist.actor(), cast.other_therapist
    cover_endings.end_days(ines, tomas.id, today(), today() + timedelta(days=2))
    assert not care.in_care(cast.patient.id, tomas.id)
    [left] = cover_times.of_therapist(ines)
    assert (left.covering_name, left.starts_on, left.open) == (tomas.name, today() + timedelta(days=3), 2)
    before = stored(Cover), stored(AuditRow)
    cover_endings.end_days(ines, tomas.id, today(), today() + timedelta(days=2))
    assert (stored(Cover), stored(AuditRow)) == before


def test_days_are_ended_by_nobody_else_and_a_no_stays_one(cast: Cast) -> None:
    name(cast)
    covers.answer(cast.patient.actor(), asked(cast), accept=False)
    days = cast.other_therapist.id, today(), today() + timedelta(days=2)
    for other in (cast.patient, cast.manager, cast.other_therapist, cast.other_patient):
        with pytest.raises(NotAllowed):
            cover_endings.end_days(other.actor(), *days)
    cover_endings.end_days(cast.therapist.actor(), *days)
    assert [row["state"] for row in stored(Cover)] == [cover_rows.DECLINED]
    with pytest.raises(NotAllowed):
        cover_endings.end_days(cast.therapist.actor(), cast.other_therapist.id, today(), today())


def declined(cast: Cast, first: int = 0, last: int = 2) -> UUID:
    name(cast, first, last)
    cover = asked(cast)
    covers.answer(cast.patient.actor(), cover, accept=False)
    return cover


def test_a_therapist_asks_once_more_where_a_no_was_a_mistake(cast: Cast) -> None:
    cover = declined(cast)
    for _ in range(2):
        cover_naming.ask_again(cast.therapist.actor(), cover)
    assert len(stored(Cover)) == 2
    [days] = cover_times.of_therapist(cast.therapist.actor())
    assert [each.state for each in days.covers] == [cover_rows.ASKED]
    covers.answer(cast.patient.actor(), asked(cast), accept=True, fingerprint=shown.of_cover(asked(cast)))
    assert care.in_care(cast.patient.id, cast.other_therapist.id)


def test_what_its_patient_ended_is_shown_as_that_and_not_asked_about_unless_it_is_meant(cast: Cast) -> None:
    grant(cast)
    [cover] = stored(Cover)
    cover_endings.end(cast.patient.actor(), cover["id"])
    assert name(cast) == 0
    [days] = cover_times.of_therapist(cast.therapist.actor())
    assert ([each.state for each in days.covers], days.open) == ([cover_rows.ENDED], 0)
    cover_naming.ask_again(cast.therapist.actor(), cover["id"])
    assert len(covers.requests(cast.patient.actor())) == 1


def test_what_the_therapist_ended_is_asked_about_when_it_is_named_anew(cast: Cast) -> None:
    grant(cast)
    cover_endings.end(cast.therapist.actor(), stored(Cover)[0]["id"])
    assert cover_times.of_therapist(cast.therapist.actor()) == []
    assert name(cast) == 1


@pytest.mark.parametrize("by", ["patient", "manager", "other_therapist", "other_patient"])
def test_nobody_else_asks_again(cast: Cast, by: str) -> None:
    cover = declined(cast)
    with pytest.raises(NotAllowed):
        cover_naming.ask_again(getattr(cast, by).actor(), cover)
    assert covers.requests(cast.patient.actor()) == []


def test_a_no_stays_one_where_care_has_ended_the_colleague_left_or_other_days_were_named(cast: Cast) -> None:
    cover = declined(cast)
    overlapping = name(cast, 1, 3)
    with pytest.raises(CoverRefused, match="already named"):
        cover_naming.ask_again(cast.therapist.actor(), cover)
    assert overlapping == 1
    care_endings.leave(cast.manager.actor(), cast.other_therapist.id)
    people_admin.disable(cast.manager.actor(), cast.other_therapist.id)
    with pytest.raises(CoverRefused, match="Choose a colleague"):
        cover_naming.ask_again(cast.therapist.actor(), cover)
    care_steps.end(cast)
    with pytest.raises(NotAllowed):
        cover_naming.ask_again(cast.therapist.actor(), cover)


def test_nobody_asks_again_in_the_account_of_who_has_died(cast: Cast) -> None:
    cover = declined(cast)
    overwrite(Person, Person.id == cast.patient.id, status="ended")
    with pytest.raises(NotAllowed):
        cover_naming.ask_again(cast.therapist.actor(), cover)
    assert len(stored(Cover)) == 1


def test_days_that_are_over_are_asked_about_no_more(cast: Cast) -> None:
    cover = declined(cast)
    with clock.at(end_of(today() + timedelta(days=3))), pytest.raises(CoverRefused, match="past"):
        cover_naming.ask_again(cast.therapist.actor(), cover)
