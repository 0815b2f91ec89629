"""A cover holds until what was written under it is committed, and is not asked of who waits for their history."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from journal.extensions import db
from journal.models import AuditRow, Cover, Notice
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.care import care, care_endings, cover_endings, covers
from journal.services.recovery import returned
from journal.services.rings import key_changes
from journal.services.work import unit_of_work
from tests.services.covering import asked, grant, name
from tests.services.hands import forget_notices, overwrite, stored
from tests.services.recovering import anew, give_back, read_by, share_one_keep_one, start_again
from tests.support import shown
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_it_does_not_end_before_what_the_colleague_writes_is_committed(app: Flask, cast: Cast) -> None:
    grant(cast)
    [cover], patient, ended = stored(Cover), cast.patient.actor(), threading.Event()

    def end() -> None:
        with app.app_context():
            cover_endings.end(patient, cover["id"])
        ended.set()

    ending = threading.Thread(target=end)
    with unit_of_work():
        assert care.in_care(cast.patient.id, cast.other_therapist.id, hold=True)
        ending.start()
        assert not ended.wait(0.5)
    ending.join(20)
    assert ended.is_set()
    db.session.remove()
    assert not care.in_care(cast.patient.id, cast.other_therapist.id)


def test_a_yes_given_while_care_ends_waits_for_it_and_is_refused(app: Flask, cast: Cast) -> None:
    name(cast)
    cover_id, patient, outcome = asked(cast), cast.patient.actor(), list[str]()

    def answer() -> None:
        with app.app_context():
            try:
                covers.answer(patient, cover_id, accept=True, fingerprint=shown.of_cover(cover_id))
            except NotAllowed:
                outcome.append("refused")

    answering = threading.Thread(target=answer)
    with unit_of_work():
        relation = care.active_relation(cast.patient.id, cast.therapist.id)
        assert relation is not None
        db.session.refresh(relation, with_for_update=True)  # as ending does before it comes to covers
        answering.start()
        answering.join(0.5)
        care_endings.end(patient, relation.id)
    answering.join(20)
    assert outcome == ["refused"]
    assert [row["state"] for row in stored(Cover)] == ["ended"]


@pytest.fixture
def lost(cast: Cast) -> Actor:
    """Maya, who shared one page and kept one, lost everything and has started again."""
    share_one_keep_one(cast)
    return start_again(cast, cast.patient)


def test_who_waits_for_their_history_is_asked_only_when_it_is_back(cast: Cast, lost: Actor) -> None:
    forget_notices()
    name(cast)
    [cover] = stored(Cover)
    assert covers.requests(lost) == []
    assert stored(Notice, Notice.kind == "cover_asked") == []
    with pytest.raises(NotAllowed):
        covers.answer(lost, cover["id"], accept=True, fingerprint=shown.of_cover(cover["id"]))
    give_back(cast.therapist, lost)
    assert covers.requests(lost) == []
    returned.take(lost, returned.offers(lost)[0].source_id)
    (change,) = key_changes.waiting(lost)
    key_changes.confirm(lost, cast.therapist.id, change.fingerprint)
    [request] = covers.requests(anew(lost))
    covers.answer(anew(lost), request.id, accept=True, fingerprint=request.fingerprint)
    assert read_by(cast.other_therapist.actor(), cast.patient) == {"Shared"}


def test_who_lost_everything_may_still_say_no_to_what_was_asked_before(cast: Cast) -> None:
    share_one_keep_one(cast)
    name(cast)
    waiting = asked(cast)
    lost = start_again(cast, cast.patient)
    assert covers.requests(lost) == []
    covers.answer(lost, waiting, accept=False)
    assert stored(Cover)[0]["state"] == "declined"


@pytest.mark.parametrize("accept", [True, False])
def test_the_same_answer_twice_is_answered_as_once_and_the_other_one_is_refused(cast: Cast, *, accept: bool) -> None:
    name(cast)
    cover, maya = asked(cast), cast.patient.actor()
    key = shown.of_cover(cover)
    covers.answer(maya, cover, accept=accept, fingerprint=key)
    before = stored(Cover), stored(AuditRow)
    covers.answer(maya, cover, accept=accept, fingerprint=key)
    assert (stored(Cover), stored(AuditRow)) == before
    for who, yes in ((cast.patient, not accept), (cast.other_patient, accept), (cast.therapist, accept)):
        with pytest.raises(NotAllowed):
            covers.answer(who.actor(), cover, accept=yes, fingerprint=key)
    assert stored(Cover) == before[0]


def test_ended_twice_by_one_person_it_is_ended_once_and_nobody_else_ends_it_again(cast: Cast) -> None:
    grant(cast)
    [cover], maya = stored(Cover), cast.patient.actor()
    cover_endings.end(maya, cover["id"])
    before = stored(Cover), stored(AuditRow)
    cover_endings.end(maya, cover["id"])
    assert (stored(Cover), stored(AuditRow)) == before
    for other in (cast.therapist, cast.manager, cast.other_patient, cast.other_therapist):
        with pytest.raises(NotAllowed):
            cover_endings.end(other.actor(), cover["id"])
    with pytest.raises(NotAllowed):
        covers.answer(cast.patient.actor(), cover["id"], accept=True, fingerprint=shown.of_cover(cover["id"]))


def test_a_cover_that_was_declined_is_not_ended(cast: Cast) -> None:
    name(cast)
    cover = asked(cast)
    covers.answer(cast.patient.actor(), cover, accept=False)
    with pytest.raises(NotAllowed):
        cover_endings.end(cast.patient.actor(), cover)


def test_an_end_written_into_the_database_is_not_taken_for_the_person_s_own(cast: Cast) -> None:
    grant(cast)
    [cover] = stored(Cover)
    overwrite(Cover, Cover.id == cover["id"], state="ended")
    with pytest.raises(NotAllowed):
        cover_endings.end(cast.patient.actor(), cover["id"])
