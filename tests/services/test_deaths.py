"""A death is noted by one person and confirmed by a second; then everything that would be sent or asked ends."""

from __future__ import annotations

from uuid import UUID

import pytest

from journal.extensions import db
from journal.models import AuditRow, CareRelation, Cover, Death, Note, Person, SignIn
from journal.models import Notice as NoticeRow
from journal.permissions import NotAllowed
from journal.services import notices
from journal.services.audit import verification
from journal.services.care import assigning, care, care_rows
from journal.services.notes import notes
from journal.services.notes.notes import TypedNote
from journal.services.notices import Notice
from journal.services.people import deaths
from journal.services.review import caseload, reviews
from journal.services.sign_in.slots import WrongSignIn
from journal.services.work import unit_of_work
from tests.services import covering
from tests.services.hands import newcomer, overwrite, queued, stored, write
from tests.support.cast import Cast, Member, join

pytestmark = pytest.mark.usefixtures("inside")


def note(cast: Cast) -> UUID:
    return deaths.ask(cast.manager.actor(), cast.patient.id)


def status(member: Member) -> str:
    return str(stored(Person, Person.id == member.id)[0]["status"])


def test_noting_it_changes_nothing_yet(cast: Cast) -> None:
    assert note(cast) == note(cast)
    assert status(cast.patient) == "active"
    assert cast.patient.actor().name == "Maya Lindqvist"
    assert [each.mine for each in deaths.waiting(cast.manager.actor())] == [True]
    assert [each.patient_name for each in deaths.waiting(cast.therapist.actor())] == ["Maya Lindqvist"]
    assert deaths.waiting(cast.other_therapist.actor()) == []


def test_a_second_person_confirms_and_everything_ends(cast: Cast) -> None:
    care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    cast.patient.actor()
    deaths.answer(cast.therapist.actor(), note(cast), confirm=True)
    assert status(cast.patient) == "ended"
    assert all(row["key_sealed"] is None for row in stored(SignIn, SignIn.person_id == cast.patient.id))
    with pytest.raises((WrongSignIn, AssertionError)):
        cast.patient.actor()
    relations = stored(CareRelation, CareRelation.patient_id == cast.patient.id)
    states = {row["therapist_id"]: row["state"] for row in relations}
    assert states[cast.other_therapist.id] == care_rows.ENDED
    assert {"death.noted", "death.confirmed", "person.ended"} <= {row["act"] for row in stored(AuditRow)}
    assert list(verification.verify(cast.clinic_id)) == []


def test_no_notice_goes_to_the_account_any_more(cast: Cast) -> None:
    deaths.answer(cast.therapist.actor(), note(cast), confirm=True)
    before = len(stored(NoticeRow, NoticeRow.person_id == cast.patient.id))
    with unit_of_work():
        notices.put(cast.clinic_id, cast.patient.id, Notice.CARE_ASKED)
    assert len(stored(NoticeRow, NoticeRow.person_id == cast.patient.id)) == before


def test_what_was_shared_stays_with_the_therapist_to_read_only(cast: Cast) -> None:
    shared = write(cast.patient.actor(), "shared once", shared=True)
    deaths.answer(cast.therapist.actor(), note(cast), confirm=True)
    ines = cast.therapist.actor()
    assert reviews.open_reflection(ines, shared).readable
    assert queued(ines) == []
    assert [(each.name, each.has_died) for each in caseload.patients(ines)] == [("Maya Lindqvist", True)]
    for attempt in (
        lambda: notes.add(ines, shared, TypedNote("too late", notes.NOW)),
        lambda: reviews.mark_reviewed(ines, shared, 1),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert stored(Note) == []


def test_who_noted_it_cannot_confirm_it_and_can_take_it_back(cast: Cast) -> None:
    noted = note(cast)
    with pytest.raises(NotAllowed):
        deaths.answer(cast.manager.actor(), noted, confirm=True)
    deaths.answer(cast.manager.actor(), noted, confirm=False)
    assert (stored(Death)[0]["state"], status(cast.patient)) == ("declined", "active")


def test_another_manager_may_confirm(cast: Cast) -> None:
    lea = newcomer(cast, "Lea Brandt", "manager")
    deaths.answer(lea.actor(), note(cast), confirm=True)
    assert status(cast.patient) == "ended"


@pytest.mark.parametrize("who", ["other_therapist", "patient", "other_patient"])
def test_nobody_else_notes_or_confirms(cast: Cast, who: str) -> None:
    noted = note(cast)
    with pytest.raises(NotAllowed):
        deaths.answer(getattr(cast, who).actor(), noted, confirm=True)
    for about in (cast.patient.id, cast.therapist.id):
        with pytest.raises(NotAllowed):
            deaths.ask(getattr(cast, who).actor(), about)
    with pytest.raises(NotAllowed):
        deaths.ask(cast.manager.actor(), cast.therapist.id)


def test_a_note_forged_in_the_database_is_not_believed(cast: Cast) -> None:
    noted = note(cast)
    overwrite(Death, Death.id == noted, asked_by=cast.other_therapist.id)
    with pytest.raises(NotAllowed):
        deaths.answer(cast.manager.actor(), noted, confirm=True)
    assert deaths.waiting(cast.therapist.actor()) == []
    db.session.remove()
    assert status(cast.patient) == "active"


def test_their_therapist_hands_over_and_names_cover_for_the_living(cast: Cast) -> None:
    deaths.answer(cast.therapist.actor(), note(cast), confirm=True)
    begun = join(cast.clinic_id, "Noor Haddad", "patient", "1990-01-01", "a kettle on a cold morning", cast.therapist)
    tomas = cast.other_therapist
    assert covering.name(cast) == 1
    assert [row["patient_id"] for row in stored(Cover)] == [begun.id]
    assert assigning.hand_over(cast.manager.actor(), cast.therapist.id, tomas.id, end_now=False) == 1
    asked = stored(CareRelation, CareRelation.state == care_rows.ASKED)
    assert [(row["patient_id"], row["therapist_id"]) for row in asked] == [(begun.id, tomas.id)]
