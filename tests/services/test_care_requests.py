"""A request to read is answered by its patient alone: no, yes from now on, or yes to what was shared before too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from journal.crypto.errors import CannotOpen
from journal.ids import make_id
from journal.models import CareRelation, Note, RingGrant
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care, care_requests
from journal.services.notes import notes
from journal.services.notes.notes import TypedNote
from journal.services.reflections import sharing
from journal.services.review import reviews
from journal.services.rings import rings
from tests.services.hands import newcomer, overwrite, stored, write
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def noor(cast: Cast) -> Member:
    """A therapist who is new to the clinic."""
    return newcomer(cast)


def ask(cast: Cast, noor: Member) -> UUID:
    return care.ask(cast.clinic_id, cast.patient.id, noor.id)


def answer(cast: Cast, noor: Member, **how: Any) -> None:
    care_requests.answer(cast.patient.actor(), ask(cast, noor), fingerprint=shown.of_person(noor.id), **how)


def held(member: Member) -> list[int]:
    """The generations granted to somebody."""
    return sorted(row["generation"] for row in stored(RingGrant, RingGrant.recipient_id == member.id))


def reads(member: Member, reflection: UUID) -> bool:
    """Whether the words open for this therapist."""
    try:
        return "The lake was warm" in str(reviews.open_reflection(member.actor(), reflection).html)
    except (NotAllowed, CannotOpen):
        return False


def test_a_request_shows_who_asks_and_words_to_compare(cast: Cast, noor: Member) -> None:
    asked = ask(cast, noor)
    (request,) = care_requests.requests(cast.patient.actor())
    assert (request.id, request.name) == (asked, "Noor Haddad")
    assert request.fingerprint_words == noor.actor().keys.pairs.public().in_words()
    assert care_requests.requests(cast.other_patient.actor()) == []


def test_no_grants_nothing_and_is_remembered(cast: Cast, noor: Member) -> None:
    reflection = write(cast.patient.actor(), shared=True)
    answer(cast, noor, accept=False, also_before=True)
    assert held(noor) == []
    assert not reads(noor, reflection)
    assert stored(CareRelation, CareRelation.therapist_id == noor.id)[0]["state"] == care.DECLINED
    assert care_requests.requests(cast.patient.actor()) == []


def test_from_now_on_opens_what_is_shared_later_and_nothing_before(cast: Cast, noor: Member) -> None:
    before = write(cast.patient.actor(), shared=True)
    answer(cast, noor, accept=True)
    after = write(cast.patient.actor(), shared=True)
    assert held(noor) == [2]
    assert (reads(noor, before), reads(noor, after)) == (False, True)
    assert (reads(cast.therapist, before), reads(cast.therapist, after)) == (True, True)
    assert list(verification.verify(cast.clinic_id)) == []


def test_from_now_on_needs_no_new_generation_when_nothing_was_shared_yet(cast: Cast, noor: Member) -> None:
    write(cast.patient.actor())
    answer(cast, noor, accept=True)
    assert held(noor) == [1]


def test_also_before_opens_every_generation(cast: Cast, noor: Member) -> None:
    first = write(cast.patient.actor(), shared=True)
    answer(cast, noor, accept=True)
    second = write(cast.patient.actor(), shared=True)
    lea = newcomer(cast, "Lea Brandt")
    answer(cast, lea, accept=True, also_before=True)
    assert (held(noor), held(lea)) == ([2], [1, 2])
    assert (reads(lea, first), reads(lea, second)) == (True, True)
    assert (reads(noor, first), reads(noor, second)) == (False, True)


def test_no_answer_opens_what_was_written_for_oneself(cast: Cast, noor: Member) -> None:
    private = write(cast.patient.actor())
    answer(cast, noor, accept=True, also_before=True)
    assert not reads(noor, private)
    with pytest.raises(CannotOpen):
        rings.own_ring(noor.actor(), "private", cast.patient.id)


def test_from_now_on_does_not_open_notes_on_what_is_private_again(cast: Cast, noor: Member) -> None:
    reflection = write(cast.patient.actor(), shared=True)
    notes.add(cast.therapist.actor(), reflection, TypedNote("Between the two of us.", notes.NOW))
    sharing.make_private(cast.patient.actor(), reflection)
    answer(cast, noor, accept=True)
    assert stored(Note)[0]["generation"] not in held(noor)


def test_only_the_patient_who_is_asked_answers(cast: Cast, noor: Member) -> None:
    asked = ask(cast, noor)
    for member in (cast.other_patient, cast.therapist, cast.manager, noor):
        for accept in (True, False):
            with pytest.raises(NotAllowed):
                care_requests.answer(member.actor(), asked, accept=accept, fingerprint=shown.of_request(asked))
    assert held(noor) == []
    assert len(care_requests.requests(cast.patient.actor())) == 1


def test_a_request_that_is_not_there_cannot_be_answered(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        care_requests.answer(cast.patient.actor(), make_id(), accept=True)


@pytest.mark.parametrize("accept", [True, False])
def test_an_answer_is_given_once(cast: Cast, noor: Member, *, accept: bool) -> None:
    asked = ask(cast, noor)
    care_requests.answer(cast.patient.actor(), asked, accept=accept, fingerprint=shown.of_request(asked))
    with pytest.raises(NotAllowed):
        care_requests.answer(
            cast.patient.actor(), asked, accept=True, also_before=True, fingerprint=shown.of_request(asked)
        )
    assert len(held(noor)) == int(accept)


def test_somebody_who_was_declined_can_be_asked_about_again(cast: Cast, noor: Member) -> None:
    answer(cast, noor, accept=False)
    answer(cast, noor, accept=True)
    assert held(noor) == [1]


@pytest.mark.parametrize(("column", "value"), [("version", 5), ("mac", bytes(36)), ("therapist_id", None)])
def test_a_request_that_was_changed_in_the_database_is_neither_shown_nor_answered(
    cast: Cast, noor: Member, column: str, value: Any
) -> None:
    asked = ask(cast, noor)
    changed = {column: cast.other_therapist.id if column == "therapist_id" else value}
    overwrite(CareRelation, CareRelation.id == asked, **changed)
    assert care_requests.requests(cast.patient.actor()) == []
    with pytest.raises(NotAllowed):
        care_requests.answer(cast.patient.actor(), asked, accept=True, fingerprint=shown.of_request(asked))
    assert held(noor) == []
    assert held(cast.other_therapist) == [1]


def test_a_declined_request_put_back_in_the_database_is_not_shown(cast: Cast, noor: Member) -> None:
    answer(cast, noor, accept=False)
    overwrite(CareRelation, CareRelation.therapist_id == noor.id, state=care.ASKED)
    assert care_requests.requests(cast.patient.actor()) == []


def test_a_declined_request_rolled_back_as_a_whole_is_not_shown(cast: Cast, noor: Member) -> None:
    asked = ask(cast, noor)
    old = stored(CareRelation, CareRelation.id == asked)[0]
    care_requests.answer(cast.patient.actor(), asked, accept=False)
    overwrite(CareRelation, CareRelation.id == asked, **{name: old[name] for name in ("state", "version", "mac")})
    assert care_requests.requests(cast.patient.actor()) == []
