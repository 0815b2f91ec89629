"""Consents and their texts that somebody wrote into the database: never believed, and found by the next verify."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from journal.crypto.canonical import canonical
from journal.models import Consent, ConsentText
from journal.permissions import NotAllowed
from journal.services import today
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.consents import consent_texts, consents
from journal.services.consents.consent_texts import KINDS, PRIVACY, READING
from journal.services.people import account
from tests.services.hands import overwrite, put, stored
from tests.support.cast import Cast
from tests.views.written import private


@pytest.fixture
def patient(app: Flask, cast: Cast) -> Iterator[Actor]:
    with app.app_context():
        yield cast.patient.actor()


def row_of(actor: Actor, kind: str = PRIVACY) -> dict[str, Any]:
    text = stored(ConsentText, ConsentText.kind == kind)[0]
    return stored(Consent, Consent.person_id == actor.id, Consent.text_id == text["id"])[0]


def allowed(actor: Actor) -> bool:
    return consents.allow_sharing(actor.id, actor.clinic_id)


def test_a_consent_taken_back_is_not_given_again_by_hand(patient: Actor) -> None:
    given = row_of(patient)
    consents.withdraw(patient, PRIVACY)
    taken_back = row_of(patient)
    for forged in ({"state": "given"}, {"state": "given", "withdrawn_at": None}, given):  # the last is yesterday's row
        overwrite(Consent, Consent.id == given["id"], **{**taken_back, **forged})
        assert not allowed(patient)
        assert list(verification.verify(patient.clinic_id))


def test_a_consent_of_another_person_or_to_another_text_is_not_carried_over(patient: Actor, cast: Cast) -> None:
    consents.withdraw(patient, PRIVACY)
    row, privacy = row_of(patient, READING), stored(ConsentText, ConsentText.kind == PRIVACY)[0]
    overwrite(Consent, Consent.id == row["id"], text_id=privacy["id"])
    assert not allowed(patient)
    other = stored(Consent, Consent.person_id == cast.other_patient.id, Consent.text_id == privacy["id"])[0]
    put(Consent, other | {"id": uuid4(), "person_id": patient.id})
    overwrite(Consent, Consent.id == other["id"], person_id=patient.id)
    assert not allowed(patient)
    assert list(verification.verify(patient.clinic_id))


def test_a_consent_made_by_hand_is_none(patient: Actor) -> None:
    consents.withdraw(patient, PRIVACY)
    row = row_of(patient)
    put(Consent, row | {"id": uuid4(), "state": "given", "withdrawn_at": None, "mac": canonical("forged")})
    assert not allowed(patient)


def test_a_text_changed_by_hand_is_put_to_nobody_and_agreed_to_by_nobody(patient: Actor) -> None:
    overwrite(ConsentText, ConsentText.clinic_id == patient.clinic_id, body="All of it is sold.")
    for kind in KINDS:
        with pytest.raises(NotAllowed):
            consents.standing(patient, kind)
        with pytest.raises(NotAllowed):
            consents.agree(patient, kind, 1)
    assert not allowed(patient)
    assert len(list(verification.verify(patient.clinic_id))) == 3
    assert today.today(patient).question is None  # what is one's own stays open: Today, the account, writing
    assert account.own(patient).consents == ()
    assert private(patient)


def test_a_text_slipped_in_does_not_count(patient: Actor) -> None:
    row = stored(ConsentText, ConsentText.kind == PRIVACY)[0]
    put(ConsentText, row | {"id": uuid4(), "number": 2, "body": "All of it is sold."})
    assert consent_texts.current(patient.clinic_id, PRIVACY).number == 1
    assert allowed(patient)
    assert list(verification.verify(patient.clinic_id))
