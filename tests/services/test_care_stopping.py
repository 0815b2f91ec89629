"""A patient stops a therapist's reading by themselves: at once, on any day, theirs alone, and for one of two."""

from __future__ import annotations

import pytest

from journal.models import CareRelation, Note, Reflection, RingGrant
from journal.permissions import NotAllowed
from journal.services.audit import history, verification
from journal.services.care import care, care_rows, care_stopping
from journal.services.notes import notes
from journal.services.sessions import sessions
from tests.services.care_steps import begin, end, readable, relation, ring
from tests.services.hands import overwrite, stored, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def names(cast: Cast) -> list[str]:
    return [each.name for each in care_stopping.therapists(cast.patient.actor())]


def test_it_ends_care_at_once_and_the_next_generation_is_there(cast: Cast) -> None:
    write(cast.patient.actor(), "shared once", shared=True)
    care_stopping.stop(cast.patient.actor(), cast.therapist.id)
    assert (relation(cast)["state"], names(cast)) == (care_rows.ENDED, [])
    assert stored(RingGrant, RingGrant.recipient_id == cast.therapist.id) == []
    assert (ring(cast)["rotation_due"], ring(cast)["generation"]) == (False, 2)
    assert readable(cast.therapist, cast) == []
    assert care.patients_of(cast.therapist.actor()) == []
    told = [row.before for row in history.page(cast.patient.actor()).told]
    assert "You ended the care by Dr. Ines Okafor, who can read nothing of yours any more." in told
    assert list(verification.verify(cast.clinic_id)) == []


def test_the_other_therapist_reads_on_under_a_new_key(cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    maya = cast.patient.actor()
    stopping = care_stopping.page(maya, cast.therapist.id)
    assert (stopping.therapist.name, [each.name for each in stopping.others]) == ("Dr. Ines Okafor", ["Tomas Reyes"])
    before = ring(cast)["generation"]
    care_stopping.stop(maya, cast.therapist.id)
    write(cast.patient.actor(), "after it", shared=True)
    assert (names(cast), stored(Reflection)[0]["generation"]) == (["Tomas Reyes"], before + 1)
    assert (readable(cast.other_therapist, cast), readable(cast.therapist, cast)) == (["after it"], [])


def test_notes_that_waited_are_withdrawn(cast: Cast) -> None:
    shared = write(cast.patient.actor(), shared=True)
    for visibility in (notes.AT_APPOINTMENT, notes.NOW):
        notes.add(cast.therapist.actor(), shared, notes.TypedNote(visibility, visibility))
    care_stopping.stop(cast.patient.actor(), cast.therapist.id)
    withdrawn = {row["visibility"]: row["withdrawn_at"] is not None for row in stored(Note)}
    assert withdrawn == {notes.AT_APPOINTMENT: True, notes.NOW: False}


def test_a_dosing_day_does_not_stand_in_the_way(cast: Cast) -> None:
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    care_stopping.stop(cast.patient.actor(), cast.therapist.id)
    assert relation(cast)["state"] == care_rows.ENDED


@pytest.mark.parametrize("who", ["other_patient", "therapist", "other_therapist", "manager"])
def test_nobody_else_stops_it_so(cast: Cast, who: str) -> None:
    for asked in (care_stopping.page, care_stopping.stop):
        with pytest.raises(NotAllowed):
            asked(getattr(cast, who).actor(), cast.therapist.id)
    assert relation(cast)["state"] == care_rows.ACTIVE


def test_who_only_asked_or_has_ended_is_not_there_to_be_stopped(cast: Cast) -> None:
    care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    end(cast)
    assert names(cast) == []
    for therapist in (cast.therapist, cast.other_therapist):
        for asked in (care_stopping.page, care_stopping.stop):
            with pytest.raises(NotAllowed):
                asked(cast.patient.actor(), therapist.id)


def test_who_holds_no_key_any_more_can_still_be_stopped(cast: Cast) -> None:
    overwrite(RingGrant, RingGrant.recipient_id == cast.therapist.id, signature=b"x" * 64)
    assert care.readers(cast.patient.id) == []
    care_stopping.stop(cast.patient.actor(), cast.therapist.id)
    assert relation(cast)["state"] == care_rows.ENDED


def test_a_relation_that_was_made_in_the_database_is_not_offered(cast: Cast) -> None:
    care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    overwrite(CareRelation, CareRelation.state == care_rows.ASKED, state=care_rows.ACTIVE)
    assert names(cast) == ["Dr. Ines Okafor"]
