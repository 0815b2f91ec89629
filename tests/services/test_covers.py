"""Cover lets a colleague read on the days named and no others, and only where the patient said yes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.extensions import db
from journal.models import Cover, Reflection, Ring, RingGrant
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care, care_endings, cover_endings, cover_naming, cover_rows, covers
from journal.services.care.cover_naming import CoverRefused
from journal.services.care.decisions import NotToday
from journal.services.review import reviews
from journal.services.rings import renewals
from journal.services.sessions import sessions
from tests.services.care_steps import begin, readable, relation
from tests.services.covering import asked, end_of, grant, name, noon, today
from tests.services.hands import newcomer, queued, stored, write
from tests.support import shown
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_naming_asks_each_patient_and_gives_nothing(cast: Cast) -> None:
    write(cast.patient.actor(), "shared", shared=True)
    assert name(cast) == 1
    [request] = covers.requests(cast.patient.actor())
    assert (request.therapist_name, request.name) == ("Dr. Ines Okafor", "Tomas Reyes")
    assert not care.in_care(cast.patient.id, cast.other_therapist.id)
    assert readable(cast.other_therapist, cast) == []
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_yes_lets_the_colleague_read_on_these_days(cast: Cast) -> None:
    shared = write(cast.patient.actor(), "shared", shared=True)
    grant(cast)
    tomas = cast.other_therapist.actor()
    assert cast.patient.id in [person.id for person in care.patients_of(tomas)]
    assert reviews.open_reflection(tomas, shared).readable
    assert shared in queued(tomas)
    assert [reader.name for reader in care.readers(cast.patient.id)] == ["Dr. Ines Okafor", "Tomas Reyes"]
    assert care.readers(cast.patient.id)[1].until == today() + timedelta(days=2)
    assert list(verification.verify(cast.clinic_id)) == []


def test_before_and_after_the_days_the_server_refuses(cast: Cast) -> None:
    shared = write(cast.patient.actor(), "shared", shared=True)
    grant(cast, first=2, last=3)
    for day, may in ((0, False), (2, True), (3, True), (4, False)):
        with clock.at(noon(today() + timedelta(days=day))):
            db.session.remove()
            assert care.in_care(cast.patient.id, cast.other_therapist.id) is may
            if not may:
                with pytest.raises(NotAllowed):
                    reviews.open_reflection(cast.other_therapist.actor(), shared)


def test_the_day_is_that_of_the_clinic(cast: Cast) -> None:
    grant(cast, first=0, last=0)
    late = end_of(today())
    for moment, may in ((late, True), (late + timedelta(minutes=1), False)):
        with clock.at(moment):
            db.session.remove()
            assert care.in_care(cast.patient.id, cast.other_therapist.id) is may


def test_after_the_last_day_a_yes_on_a_page_that_was_still_open_gives_nothing(cast: Cast) -> None:
    name(cast, last=0)
    [request] = covers.requests(cast.patient.actor())
    with clock.at(end_of(today()) + timedelta(minutes=1)):
        with pytest.raises(CoverRefused):
            covers.answer(cast.patient.actor(), request.id, accept=True, fingerprint=request.fingerprint)
        assert db.session.get_one(Cover, request.id).state == "asked"
        covers.answer(cast.patient.actor(), request.id, accept=False)
        assert db.session.get_one(Cover, request.id).state == "declined"


def test_a_yes_counts_until_the_last_day_is_over_where_the_clinic_is(cast: Cast) -> None:
    name(cast, last=0)
    with clock.at(end_of(today())):
        covers.answer(cast.patient.actor(), asked(cast), accept=True, fingerprint=shown.of_cover(asked(cast)))
        assert care.in_care(cast.patient.id, cast.other_therapist.id)


def test_after_the_days_grants_are_gone_and_the_ring_is_due(cast: Cast) -> None:
    grant(cast, last=1)
    assert cover_endings.end_past() == 0
    with clock.at(noon(today() + timedelta(days=2))):
        assert cover_endings.end_past() == 1
        of_patient = RingGrant.ring_id.in_(_rings(cast))
        assert stored(RingGrant, RingGrant.recipient_id == cast.other_therapist.id, of_patient) == []
        assert stored(Cover)[0]["state"] == cover_rows.ENDED
        renewals.at_sign_in(cast.patient.actor())
        write(cast.patient.actor(), "after it", shared=True)
    assert stored(Reflection)[0]["generation"] == 2
    assert list(verification.verify(cast.clinic_id)) == []


def _rings(cast: Cast) -> list[UUID]:
    return [row["id"] for row in stored(Ring, Ring.owner_id == cast.patient.id)]


def test_new_words_reach_the_covering_colleague_too(cast: Cast) -> None:
    grant(cast)
    write(cast.patient.actor(), "written meanwhile", shared=True)
    assert readable(cast.other_therapist, cast) == ["written meanwhile"]


def test_not_now_grants_nothing(cast: Cast) -> None:
    name(cast)
    covers.answer(cast.patient.actor(), asked(cast), accept=False)
    assert stored(Cover)[0]["state"] == cover_rows.DECLINED
    assert not care.in_care(cast.patient.id, cast.other_therapist.id)


@pytest.mark.parametrize("by", ["patient", "therapist", "manager"])
def test_it_can_be_ended_before(cast: Cast, by: str) -> None:
    grant(cast)
    cover_endings.end(getattr(cast, by).actor(), stored(Cover)[0]["id"])
    assert not care.in_care(cast.patient.id, cast.other_therapist.id)


@pytest.mark.parametrize("by", ["other_patient", "other_therapist"])
def test_nobody_else_ends_or_answers_it(cast: Cast, by: str) -> None:
    name(cast)
    for attempt in (cover_endings.end, lambda who, it: covers.answer(who, it, accept=True)):
        with pytest.raises(NotAllowed):
            attempt(getattr(cast, by).actor(), stored(Cover)[0]["id"])


def test_it_ends_with_the_care_it_stands_in_for(cast: Cast) -> None:
    grant(cast)
    care_endings.end(cast.manager.actor(), relation(cast)["id"])
    assert not care.in_care(cast.patient.id, cast.other_therapist.id)
    assert care.readers(cast.patient.id) == []


def test_on_a_dosing_day_nothing_is_asked(cast: Cast) -> None:
    name(cast)
    waiting = asked(cast)
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    assert covers.requests(cast.patient.actor()) == []
    with pytest.raises(NotToday):
        covers.answer(cast.patient.actor(), waiting, accept=True, fingerprint=shown.of_cover(waiting))


def test_what_cannot_be_named_is_refused(cast: Cast) -> None:
    ines = cast.therapist.actor()
    for colleague, first, last in (
        (cast.therapist.id, 0, 1), (cast.manager.id, 0, 1), (cast.patient.id, 0, 1),
        (cast.other_therapist.id, -3, -1), (cast.other_therapist.id, 3, 1), (cast.other_therapist.id, 0, 500),
    ):  # fmt: skip
        with pytest.raises(CoverRefused):
            cover_naming.name(ines, colleague, today() + timedelta(days=first), today() + timedelta(days=last))
    with pytest.raises(NotAllowed):
        name(cast, by=cast.manager)
    assert stored(Cover) == []


def test_a_patient_whose_care_begins_is_asked_about_days_named_before(cast: Cast) -> None:
    noor = newcomer(cast)
    name(cast)
    days = (today(), today() + timedelta(days=1))
    cover_naming.name(cast.other_therapist.actor(), noor.id, *days)
    begin(cast, cast.other_therapist)
    names = {request.name for request in covers.requests(cast.patient.actor())}
    assert names == {"Tomas Reyes", "Noor Haddad"}
    lena = newcomer(cast, "Lena Voss", "patient", cast.therapist)
    assert [request.name for request in covers.requests(lena.actor())] == ["Tomas Reyes"]


def test_a_patient_whose_care_begins_is_not_asked_about_days_that_were_called_off(cast: Cast) -> None:
    name(cast)
    covers.answer(cast.patient.actor(), asked(cast), accept=False)
    newcomer(cast, "Lena Voss", "patient", cast.therapist)
    assert [row["state"] for row in stored(Cover)] == [cover_rows.DECLINED]
