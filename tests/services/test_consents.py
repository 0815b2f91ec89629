"""Consents: asked one at a time, given with time and version, taken back, asked again, and needed to share anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from journal.models import AuditRow, Consent
from journal.services import today
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.care.decisions import NotToday
from journal.services.consents import consent_texts, consents
from journal.services.consents.consent_texts import PRIVACY, READING, TextChanged
from journal.services.consents.consents import ConsentMissing
from journal.services.people import invitations
from journal.services.reflections import drafts, sharing, writing
from journal.services.reflections.drafts import THERAPIST, Words
from journal.services.sessions import sessions
from journal.services.sign_in import sign_ins
from tests.services.hands import at_once, stored
from tests.support.cast import Cast
from tests.views.written import private, shared

PASSWORD = "copper kettle on a cold morning"


@pytest.fixture
def newcomer(patient: Actor, cast: Cast) -> Actor:
    """A patient who has only just accepted, and was asked nothing yet."""
    invited = invitations.invite(
        cast.clinic_id, role="patient", name="Noor Haddad", email="noor@people.example", therapist_id=cast.therapist.id
    )
    shown = invitations.find(invited.token).fingerprint
    accepted = invitations.accept(invited.token, PASSWORD, is_adult=True, fingerprint=shown)
    found = sign_ins.find(sign_ins.begin(accepted.unlocked))
    assert found is not None
    assert found.actor is not None
    return found.actor


def publish(cast: Cast, kind: str = PRIVACY, body: str = "In other words.") -> int:
    manager = cast.manager.actor()
    number = consent_texts.of_kind(manager, kind).current.number
    return consent_texts.publish(manager, kind, "A new title", body, number)


def test_a_newcomer_is_asked_one_after_the_other_and_then_no_more(newcomer: Actor) -> None:
    asked = []
    while (text := consents.waiting(newcomer)) is not None:
        asked.append((text.kind, text.number))
        assert today.today(newcomer).question == text
        consents.agree(newcomer, text.kind, text.number)
    assert asked == [(PRIVACY, 1), (READING, 1)]
    assert today.today(newcomer).question is None
    assert list(verification.verify(newcomer.clinic_id)) == []


def test_not_now_is_not_asked_again_and_not_agreed(newcomer: Actor) -> None:
    consents.put_off(newcomer, PRIVACY, 1)
    waiting = consents.waiting(newcomer)
    assert waiting is not None
    assert waiting.kind == READING
    assert not consents.allow_sharing(newcomer.id, newcomer.clinic_id)
    assert consents.standing(newcomer, PRIVACY).answers == ()
    consents.agree(newcomer, PRIVACY, 1)
    assert consents.allow_sharing(newcomer.id, newcomer.clinic_id)
    assert len(stored(Consent, Consent.person_id == newcomer.id)) == 1


def test_without_it_nothing_is_shared_anew_and_writing_goes_on(newcomer: Actor) -> None:
    reflection_id = private(newcomer)
    with pytest.raises(ConsentMissing):
        sharing.share(newcomer, reflection_id)
    with pytest.raises(ConsentMissing):
        shared(newcomer)
    assert not drafts.new_editor(newcomer).can_share
    consents.agree(newcomer, PRIVACY, 1)
    sharing.share(newcomer, reflection_id)


def test_taken_back_it_stops_new_sharing_and_what_was_shared_stays(patient: Actor) -> None:
    before, other = shared(patient), private(patient)
    consents.withdraw(patient, PRIVACY)
    with pytest.raises(ConsentMissing):
        sharing.share(patient, other)
    form = drafts.editor(patient, before)
    assert form.can_share
    writing.save(patient, Words(before, "", "edited", THERAPIST, form.base_version, token=form.token))
    sharing.make_private(patient, before)
    with pytest.raises(ConsentMissing):
        sharing.share(patient, before)
    consents.agree(patient, PRIVACY, 1)
    sharing.share(patient, before)


def test_what_was_given_and_taken_back_stays_on_record(patient: Actor) -> None:
    consents.withdraw(patient, PRIVACY)
    consents.withdraw(patient, PRIVACY)
    consents.agree(patient, PRIVACY, 1)
    consents.agree(patient, PRIVACY, 1)
    standing = consents.standing(patient, PRIVACY)
    assert [(answer.number, answer.state) for answer in standing.answers] == [(1, "given"), (1, "withdrawn")]
    assert standing.answers[1].given_at is not None
    acts = [row["act"] for row in stored(AuditRow, AuditRow.patient_id == patient.id) if "consent." in row["act"]]
    assert acts[-2:] == [Act.CONSENT_WITHDRAWN, Act.CONSENT_GIVEN]


def test_a_new_version_is_asked_again_and_the_old_answer_no_longer_lets_share(patient: Actor, cast: Cast) -> None:
    assert publish(cast) == 2
    waiting = consents.waiting(patient)
    assert waiting is not None
    assert (waiting.kind, waiting.number, waiting.title) == (PRIVACY, 2, "A new title")
    with pytest.raises(ConsentMissing):
        shared(patient)
    in_force = consents.standing(patient, PRIVACY).in_force
    assert in_force is not None
    assert in_force.number == 1
    consents.agree(patient, PRIVACY, 2)
    shared(patient)
    assert [answer.number for answer in consents.standing(patient, PRIVACY).answers] == [2, 1]
    consents.withdraw(patient, PRIVACY)
    assert {answer.state for answer in consents.standing(patient, PRIVACY).answers} == {"withdrawn"}


def test_an_answer_to_words_that_changed_meanwhile_is_no_answer(newcomer: Actor, cast: Cast) -> None:
    publish(cast)
    for answer in (consents.agree, consents.put_off):
        for number in (0, 1, 3):
            with pytest.raises(TextChanged):
                answer(newcomer, PRIVACY, number)
    assert stored(Consent, Consent.person_id == newcomer.id) == []


def test_the_reading_text_does_not_decide_about_sharing(newcomer: Actor) -> None:
    consents.agree(newcomer, PRIVACY, 1)
    assert shared(newcomer)


def test_on_a_dosing_day_nobody_is_asked_or_agrees_but_anybody_can_take_back(
    newcomer: Actor, patient: Actor, cast: Cast
) -> None:
    therapist = cast.therapist.actor()
    for person in (newcomer, patient):
        sessions.check_in(therapist, person.id)
    assert consents.waiting(newcomer) is None
    for answer in (consents.agree, consents.put_off):
        with pytest.raises(NotToday):
            answer(newcomer, PRIVACY, 1)
    assert not consents.standing(newcomer, PRIVACY).may_agree
    consents.withdraw(patient, PRIVACY)
    assert not consents.allow_sharing(patient.id, patient.clinic_id)


def test_ten_answers_at_once_are_one(app: Flask, newcomer: Actor) -> None:
    answers = at_once(app, lambda _: consents.agree(replace(newcomer), PRIVACY, 1), 10)
    assert [answer for answer in answers if answer is not None] == []
    assert len(stored(Consent, Consent.person_id == newcomer.id)) == 1
    assert list(verification.verify(newcomer.clinic_id)) == []
