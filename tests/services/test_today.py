"""Today: what was begun, what came last, and how many notes wait."""

from __future__ import annotations

import pytest

from journal.permissions import NotAllowed
from journal.services import today
from journal.services.actor import Actor
from journal.services.care import care, care_requests
from journal.services.notes import replies
from journal.services.reflections import drafts, reflection_opening
from journal.services.reflections.drafts import Words
from journal.services.sessions import sessions
from tests.support.cast import Cast
from tests.views.written import drafted, noted, private, shared


def test_drafts_and_saved_ones_stand_apart(patient: Actor) -> None:
    begun, saved = drafted(patient), private(patient)
    shown = today.today(patient)
    assert ([row.id for row in shown.drafts], [row.id for row in shown.recent]) == ([begun], [saved])
    assert shown.therapists == ("Dr. Ines Okafor",)


def test_drafts_take_no_room_among_the_latest_pages(patient: Actor) -> None:
    saved = [private(patient, f"page {number}") for number in range(today.SHOWN)]
    for _ in range(today.SHOWN):
        drafted(patient)
    assert [row.id for row in today.today(patient).recent] == saved[::-1]


def test_drafts_whose_words_were_taken_out_push_no_other_away(patient: Actor) -> None:
    begun = drafted(patient)
    for _ in range(today.DRAFTS_SHOWN):
        drafts.save_draft(patient, Words(drafted(patient), "", "", draft_version=1))
    assert [row.id for row in today.today(patient).drafts] == [begun]


def test_a_note_waits_until_it_is_opened(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    note_id = noted(therapist, reflection_id)
    noted(therapist, reflection_id, visibility="appointment")
    noted(therapist, reflection_id, visibility="only_me")
    [waiting] = today.today(patient).waiting_notes
    assert (waiting.reflection_id, waiting.count, waiting.are_kept) == (reflection_id, 1, False)
    reflection_opening.open_page(patient, reflection_id)
    assert today.today(patient).waiting_notes == ()
    assert today.today(patient).latest_note == (reflection_id, note_id)
    replies.add(patient, note_id, "an answer")
    assert today.today(patient).latest_note is None


def test_a_request_waits_until_it_is_answered(cast: Cast, patient: Actor) -> None:
    request_id = care.ask(cast.clinic_id, patient.id, cast.other_therapist.id)
    [request] = today.today(patient).requests
    assert (request.id, request.name) == (request_id, "Tomas Reyes")
    assert len(request.fingerprint_words.split()) > 5
    care_requests.answer(patient, request_id, accept=False)
    assert today.today(patient).requests == ()
    assert today.today(patient).therapists == ("Dr. Ines Okafor",)


def test_on_a_dosing_day_nobody_is_asked_to_store_a_kit(cast: Cast, patient: Actor, therapist: Actor) -> None:
    assert today.today(patient).kit_waits
    sessions.check_in(therapist, patient.id)
    assert not today.today(patient).kit_waits


@pytest.mark.parametrize("part", ["therapist", "manager"])
def test_today_is_a_patient_s(cast: Cast, patient: Actor, part: str) -> None:
    with pytest.raises(NotAllowed):
        today.today(getattr(cast, part).actor())
