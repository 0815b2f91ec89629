"""The review queue: by the next appointment, then what was not read in time, then by how long words have waited."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.services.passages import passages
from journal.services.passages.passages import TypedWords
from journal.services.people import deaths
from journal.services.review import review_queue, reviews
from journal.services.review.review_queue import BOOKED, NOT_IN_TIME, REPLIES, TO_READ, UNBOOKED
from tests.services.hands import queued, write
from tests.support.booking import book
from tests.support.cast import Cast, Member, join

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def others(cast: Cast) -> tuple[Member, Member]:
    """Two more patients of the same therapist."""
    clinic, ines = cast.clinic_id, cast.therapist
    return (
        join(clinic, "Lea Brandt", "patient", "1990-02-03", "paper boats in the gutter", ines),
        join(clinic, "Sam Ortiz", "patient", "1984-09-12", "an empty bench at noon", ines),
    )


def places(cast: Cast) -> list[tuple[str, str]]:
    return [(entry.name, entry.place) for entry in review_queue.page(cast.therapist.actor()).entries]


def share(member: Member) -> UUID:
    made: UUID = write(member.actor(), "please read this", shared=True)
    return made


def test_who_is_met_first_stands_first_and_who_is_not_met_stands_last(
    cast: Cast, others: tuple[Member, Member]
) -> None:
    lea, sam = others
    for member in (cast.patient, lea, sam):
        share(member)
    book(cast.therapist, lea, cast.therapist, clock.now() + timedelta(days=3))
    book(cast.therapist, sam, cast.therapist, clock.now() + timedelta(days=1))
    assert places(cast) == [("Sam Ortiz", BOOKED), ("Lea Brandt", BOOKED), ("Maya Lindqvist", UNBOOKED)]
    queue = review_queue.page(cast.therapist.actor())
    assert queue.next is not None
    assert (queue.next.name, [entry.name for entry in queue.at(UNBOOKED)]) == ("Sam Ortiz", ["Maya Lindqvist"])


def test_an_appointment_that_passed_unread_is_told_and_one_that_was_read_for_is_not(
    cast: Cast, others: tuple[Member, Member]
) -> None:
    lea, _ = others
    with clock.at(clock.now() - timedelta(days=2)):
        late, read = share(cast.patient), share(lea)
        for member in (cast.patient, lea):
            book(cast.therapist, member, cast.therapist, clock.now() + timedelta(days=1))
        reviews.mark_reviewed(cast.therapist.actor(), read, 1)
    share(lea)
    assert places(cast) == [("Maya Lindqvist", NOT_IN_TIME), ("Lea Brandt", UNBOOKED)]
    reviews.mark_reviewed(cast.therapist.actor(), late, 1)
    assert places(cast) == [("Lea Brandt", UNBOOKED)]


def test_one_thing_can_be_shown_alone_and_each_is_counted(cast: Cast, others: tuple[Member, Member]) -> None:
    lea, _ = others
    kept = share(cast.patient)
    passages.bring(cast.patient.actor(), kept, TypedWords())
    share(lea)
    reviews.mark_reviewed(cast.therapist.actor(), kept, 1)
    therapist = cast.therapist.actor()
    queue = review_queue.page(therapist, "to-bring")
    assert [(entry.name, entry.brought, entry.rows) for entry in queue.entries] == [("Maya Lindqvist", 1, ())]
    assert queue.patients == {"everything": 2, TO_READ: 1, REPLIES: 0, "to-bring": 1}
    assert review_queue.page(therapist, "replies").entries == ()
    assert review_queue.page(therapist, "something else").shown == review_queue.EVERYTHING


def test_a_page_holds_thirty_whoever_wrote_them_and_breaks_within_a_patient(
    cast: Cast, others: tuple[Member, Member]
) -> None:
    lea, _ = others
    hers = [share(cast.patient) for _ in range(20)]
    theirs = [share(lea) for _ in range(20)]
    therapist = cast.therapist.actor()
    assert queued(therapist) == hers + theirs[:10]
    assert queued(therapist, 2) == theirs[10:]
    assert (queued(therapist, 99), queued(therapist, 0)) == (queued(therapist, 2), queued(therapist))
    assert [entry.to_read for entry in review_queue.page(therapist, number=2).entries] == [20]


def test_reading_goes_on_with_the_next_patient_and_round(cast: Cast, others: tuple[Member, Member]) -> None:
    lea, _ = others
    hers, theirs = share(cast.patient), share(lea)
    therapist = cast.therapist.actor()
    assert review_queue.first(therapist, after=cast.patient.id) == theirs
    assert review_queue.first(therapist, after=lea.id) == hers
    assert review_queue.first(therapist, of=lea.id) == theirs
    assert review_queue.first(therapist, of=cast.other_patient.id) == hers
    reviews.mark_reviewed(therapist, theirs, 1)
    assert review_queue.first(therapist, after=lea.id) == hers
    reviews.mark_reviewed(therapist, hers, 1)
    assert review_queue.first(therapist, after=lea.id) is None


def test_nobody_who_has_died_waits_or_is_met(cast: Cast) -> None:
    share(cast.patient)
    book(cast.therapist, cast.patient, cast.therapist, clock.now() + timedelta(days=1))
    noted = deaths.ask(cast.manager.actor(), cast.patient.id)
    deaths.answer(cast.therapist.actor(), noted, confirm=True)
    queue = review_queue.page(cast.therapist.actor())
    assert (queue.next, queue.entries) == (None, ())
