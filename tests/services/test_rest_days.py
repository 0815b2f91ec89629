"""On a day of rest sharing is asked for twice, nothing is deleted, and the first hours have a page of their own."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from journal import clock
from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Reflection, TreatmentEntry
from journal.permissions import NotAllowed
from journal.services import today
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.care.decisions import NotToday
from journal.services.insights import insights, steps
from journal.services.insights.insights import TypedInsight
from journal.services.insights.steps import TypedChange
from journal.services.now import appended_words, ready_phones, taking_over
from journal.services.reflections import deleting, drafts, reflections, sharing, writing
from journal.services.reflections.drafts import ONLY_ME, THERAPIST, Words
from journal.services.reflections.sharing import SharingRests
from journal.services.sessions import fragments, session_day
from journal.services.sessions.telling import JUST_NOW, TypedEnd, tell
from journal.services.treatments import treatment_entries
from tests.services.hands import stored, write
from tests.support import booking
from tests.support.cast import Cast
from tests.support.sitting import held, written


def words(actor: Actor, audience: str) -> Words:
    made = make_id()
    return Words(made, "", "The lake.", audience, token=token_for_id(server_secret(), actor.id, made))


def state(reflection_id: UUID) -> str:
    db.session.expire_all()
    return db.session.get_one(Reflection, reflection_id).state


def test_sharing_is_asked_for_twice_and_making_private_never(patient: Actor) -> None:
    shared, kept = write(patient, shared=True), write(patient)
    tell(patient, TypedEnd(JUST_NOW))
    with pytest.raises(SharingRests):
        sharing.share(patient, kept)
    assert state(kept) == "private"
    sharing.share(patient, kept, asked_twice=True)
    sharing.make_private(patient, shared)
    assert (state(kept), state(shared)) == ("shared", "private")


def test_a_new_page_is_shared_on_the_second_asking(patient: Actor) -> None:
    tell(patient, TypedEnd(JUST_NOW))
    typed = words(patient, THERAPIST)
    with pytest.raises(SharingRests):
        writing.save(patient, typed)
    assert db.session.get(Reflection, typed.id) is None
    writing.save(patient, typed, asked_twice=True)
    assert writing.save(patient, typed) == typed.id  # sent once more: it is saved already
    assert writing.save(patient, words(patient, ONLY_ME))


def test_sharing_is_as_always_once_the_rest_is_over(patient: Actor) -> None:
    tell(patient, TypedEnd(JUST_NOW))
    with clock.at(clock.now() + timedelta(days=2)):
        assert state(writing.save(patient, words(patient, THERAPIST))) == "shared"


def test_a_foreign_page_is_not_there_on_a_day_of_rest_either(patient: Actor, cast: Cast) -> None:
    foreign = write(cast.other_patient.actor())
    tell(patient, TypedEnd(JUST_NOW))
    for each in (foreign, uuid4()):
        with pytest.raises(NotAllowed):
            sharing.share(patient, each)
        with pytest.raises(NotAllowed):
            deleting.delete_reflection(patient, each)
        with pytest.raises(NotAllowed):
            deleting.keep(patient, each)


def test_nothing_is_deleted_on_the_day_and_it_is_asked_about_after(patient: Actor, cast: Cast) -> None:
    gone, stays = write(patient), write(patient, shared=True)
    tell(patient, TypedEnd(JUST_NOW))
    assert not deleting.delete_reflection(patient, gone)
    assert not deleting.delete_reflection(patient, stays)
    assert (state(gone), state(stays)) == ("private", "shared")
    assert not today.today(patient).deletions
    assert reflections.page(patient, gone).delete_asked_at
    with clock.at(clock.now() + timedelta(days=2)):
        assert {row.id for row in today.today(patient).deletions} == {gone, stays}
        deleting.keep(patient, stays)
        assert deleting.delete_reflection(patient, gone)
        assert not today.today(patient).deletions
    assert (state(gone), state(stays)) == ("deleted", "shared")
    assert not [*verification.verify(cast.clinic_id)]


def around(patient: Actor, reflection_id: UUID) -> fragments.Around:
    """What lies around the page on which an own reflection is written on."""
    editor = drafts.editor(patient, reflection_id)
    return fragments.around(patient, editor.session_id, editor.moment)


def test_the_first_hours_are_still_and_end_eight_hours_after(patient: Actor) -> None:
    session = tell(patient, TypedEnd(JUST_NOW))
    reflection = written(patient, session, "landing", "Warm, lake, door.")
    assert fragments.around(patient, session, "landing").is_landing
    assert around(patient, reflection).is_landing
    assert not fragments.around(patient, session, "first_account").is_landing
    assert session_day.of_patient(patient.id).landing_id == session
    with clock.at(clock.now() + timedelta(hours=8, minutes=1)):
        assert not around(patient, reflection).is_landing
        assert session_day.of_patient(patient.id).landing_id is None


def test_it_is_told_that_a_page_was_written_on_the_day(patient: Actor) -> None:
    session = tell(patient, TypedEnd(JUST_NOW))
    fresh = written(patient, session, "landing", "Warm.")
    later = written(patient, session, "first_account", "Calm.", clock.now() + timedelta(days=2))
    placed = [reflections.page(patient, each).placed for each in (fresh, later)]
    assert [each is not None and each.on_the_day for each in placed] == [True, False]


@pytest.mark.parametrize("moment", ["first_account", "second_look", "week"])
def test_the_fragments_lie_beside_the_page_of_a_later_look(patient: Actor, cast: Cast, moment: str) -> None:
    session, other = held(cast, 8), held(cast, 2)
    written(patient, session, "landing", "Warm, *lake*, door.")
    written(patient, other, "landing", "Of another one.")
    found = fragments.around(patient, session, moment)
    assert [each.words for each in found.fragments] == ["Warm, lake, door."]
    assert not fragments.around(patient, session, "month").fragments


def test_an_insight_goal_or_change_is_shared_on_no_day_of_rest(patient: Actor) -> None:
    tell(patient, TypedEnd(JUST_NOW))
    for kind, area in (("insight", ""), ("goal", "rest")):
        with pytest.raises(NotToday):
            insights.make_alone(patient, kind, TypedInsight("Something stays.", area, THERAPIST))
    with pytest.raises(NotToday):
        steps.add_change_alone(patient, TypedChange("I sleep.", audience=THERAPIST))
    assert insights.make_alone(patient, "insight", TypedInsight("Something stays."))
    assert steps.add_change_alone(patient, TypedChange("I sleep."))


def test_no_line_and_no_words_that_wait_are_destroyed_on_the_day(patient: Actor, cast: Cast) -> None:
    treatment_entries.add(patient, "therapy", "Yoga")
    line = stored(TreatmentEntry)[0]["id"]
    booking.ahead(cast, 1, "dosing")
    cookie, _ = ready_phones.ready(patient, "Firefox on Android")
    words = appended_words.append(cookie, "203.0.113.9", *appended_words.new_form(cookie), "warm")
    tell(patient, TypedEnd(JUST_NOW))
    for destroy in (lambda: treatment_entries.remove(patient, line), lambda: taking_over.discard(patient, words)):
        with pytest.raises(NotToday):
            destroy()
    with clock.at(clock.now() + timedelta(days=2)):
        treatment_entries.remove(patient, line)
        taking_over.discard(patient, words)


def test_another_patient_is_shown_no_fragments(patient: Actor, cast: Cast) -> None:
    session, other = held(cast, 8), cast.other_patient.actor()
    written(patient, session, "landing", "Warm, lake, door.")
    assert fragments.of_session(other, session) == ()
    assert fragments.around(other, session, "week").fragments == ()
    with pytest.raises(NotAllowed):
        fragments.of_session(cast.therapist.actor(), session)
