"""Days away that are named twice, or overlap: no patient is asked twice, and a no to them stays one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from journal import clock
from journal.models import AuditRow, Cover
from journal.permissions import NotAllowed
from journal.services.care import care, cover_endings, cover_rows, cover_times, covers
from journal.services.care.covers import CoverRefused
from tests.services import care_steps
from tests.services.covering import asked, grant, name, today
from tests.services.hands import at_once, newcomer, overwrite, stored
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_the_same_days_named_twice_ask_nobody_twice(app: Flask, cast: Cast) -> None:
    ines, today = cast.therapist.actor(), cover_rows.today(cast.clinic_id)
    days = today, today + timedelta(days=3)
    assert sorted(at_once(app, lambda _: covers.name(ines, cast.other_therapist.id, *days), 3)) == [0, 0, 1]
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
    assert covers.name(cast.therapist.actor(), noor.id, *days) == 1


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
    assert len(covers.declined(cast.patient.actor())) == 1


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


def test_days_are_ended_by_nobody_else_and_with_them_a_no(cast: Cast) -> None:
    name(cast)
    covers.answer(cast.patient.actor(), asked(cast), accept=False)
    days = cast.other_therapist.id, today(), today() + timedelta(days=2)
    for other in (cast.patient, cast.manager, cast.other_therapist, cast.other_patient):
        with pytest.raises(NotAllowed):
            cover_endings.end_days(other.actor(), *days)
    cover_endings.end_days(cast.therapist.actor(), *days)
    assert [row["state"] for row in stored(Cover)] == [cover_rows.ENDED]
    with pytest.raises(NotAllowed):
        cover_endings.end_days(cast.therapist.actor(), cast.other_therapist.id, today(), today())
