"""The timeline holds everything a therapist may see of one patient, newest first, in few queries."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.extensions import db
from journal.models import DosingSession, Reflection
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.notes import notes
from journal.services.notes.notes import ONLY_ME, TypedNote
from journal.services.reflections import sharing
from journal.services.review import timeline
from journal.services.review.timeline import AppointmentCard, Entry, NoteEntry, Session
from journal.services.sessions import sessions
from tests.services.care_steps import begin, end
from tests.services.hands import newcomer, overwrite, stored, write
from tests.support.booking import ahead
from tests.support.cast import Cast
from tests.support.queries import queries

pytestmark = pytest.mark.usefixtures("inside")


def entries(actor: Actor, patient_id: UUID, page: int = 1) -> list[Entry]:
    db.session.remove()
    return [entry for month in timeline.of_patient(actor, patient_id, page).months for entry in month.entries]


def begun_dosing(cast: Cast) -> UUID:
    return ahead(cast, -1 / 48, "dosing")


def note(therapist: Actor, reflection_id: UUID, visibility: str = "now") -> UUID:
    return notes.add(therapist, reflection_id, TypedNote("a note", visibility))


def test_everything_stands_in_one_order_under_its_month(patient: Actor, therapist: Actor) -> None:
    with clock.at(datetime.fromisoformat("2026-05-31T23:30:00-04:00")):
        old = write(patient, shared=True)
    with clock.at(datetime.fromisoformat("2026-06-01T00:30:00-04:00")):
        sessions.check_in(therapist, patient.id)
    noted = note(therapist, old)
    write(patient)
    months = timeline.of_patient(therapist, patient.id).months
    assert [[entry.kind for entry in month.entries] for month in months] == [["note"], ["session"], ["reflection"]]
    assert [f"{month.begins:%Y-%m-%d %H:%M}" for month in months[1:]] == ["2026-06-01 00:00", "2026-05-01 00:00"]
    told = months[0].entries[0].told
    assert isinstance(told, NoteEntry)
    assert (told.note.id, told.about and told.about.id) == (noted, old)


def test_a_booked_session_is_one_entry_that_says_who_checked_in(cast: Cast, patient: Actor, therapist: Actor) -> None:
    booked, other = begun_dosing(cast), ahead(cast, 5)
    sessions.check_in(therapist, patient.id)
    found = {entry.kind: entry.told for entry in entries(therapist, patient.id)}
    session, appointment = found["session"], found["appointment"]
    assert isinstance(session, Session)
    assert isinstance(appointment, AppointmentCard)
    assert (session.id, session.checked_in_by, appointment.id) == (booked, cast.therapist.name, other)
    assert len(entries(therapist, patient.id)) == 2


def test_a_page_takes_as_many_queries_for_much_as_for_little(patient: Actor, therapist: Actor) -> None:
    counts = []
    for number in (1, 6):
        for _ in range(number):
            note(therapist, write(patient, shared=True))
        db.session.remove()
        timeline.of_patient(therapist, patient.id)
        db.session.remove()
        with queries() as said:
            assert len(timeline.of_patient(therapist, patient.id).months) == 1
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_pages_follow_each_other(patient: Actor, therapist: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "PAGE", 2)
    written = [write(patient, shared=True) for _ in range(3)][::-1]
    pages = [[entry.told.id for entry in entries(therapist, patient.id, page)] for page in (1, 2)]  # type: ignore[union-attr]
    assert pages == [written[:2], written[2:]]
    assert timeline.of_patient(therapist, patient.id, 9).page == 1


def test_what_is_withdrawn_or_a_colleague_s_own_is_not_there(cast: Cast, patient: Actor, therapist: Actor) -> None:
    kept, withdrawn = write(patient, shared=True), write(patient, shared=True)
    mine = note(therapist, withdrawn)
    note(therapist, kept, ONLY_ME)
    sharing.make_private(patient, withdrawn)
    own = entries(therapist, patient.id)
    assert [entry.kind for entry in own] == ["note", "note", "reflection"]
    there = [entry.told for entry in own if isinstance(entry.told, NoteEntry)]
    assert {told.note.id: told.about is None for told in there}[mine]
    colleague = newcomer(cast)
    begin(cast, colleague, also_before=True)
    assert [entry.kind for entry in entries(colleague.actor(), patient.id)] == ["reflection"]


def test_nobody_else_has_the_timeline(cast: Cast, patient: Actor, therapist: Actor) -> None:
    for who in (cast.other_therapist.actor(), patient, cast.manager.actor()):
        with pytest.raises(NotAllowed):
            timeline.of_patient(who, patient.id)
    end(cast)
    with pytest.raises(NotAllowed):
        timeline.of_patient(therapist, patient.id)


def test_rows_that_are_not_as_they_were_written_are_not_believed(patient: Actor, therapist: Actor) -> None:
    reflection_id = write(patient, shared=True)
    sessions.check_in(therapist, patient.id)
    (row,) = stored(DosingSession)
    overwrite(DosingSession, DosingSession.id == row["id"], checked_in_at=row["checked_in_at"] - timedelta(days=3))
    overwrite(Reflection, Reflection.id == reflection_id, saved_at=clock.now(), version=9)
    told = {entry.kind: entry.told for entry in entries(therapist, patient.id)}
    assert told["session"] is None
    assert not told["reflection"].readable  # type: ignore[union-attr]
