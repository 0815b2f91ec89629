"""Consents of others are nobody's, kinds there are not are not there, and one's own can be taken along as a file."""

from __future__ import annotations

import json

import pytest

from journal.models import AuditRow
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.consents import consent_export, consent_texts, consents
from journal.services.consents.consent_texts import PRIVACY, READING
from tests.services.hands import stored
from tests.support.cast import Cast


@pytest.mark.parametrize("part", ["therapist", "manager"])
def test_staff_answer_nothing(cast: Cast, patient: Actor, part: str) -> None:
    actor = getattr(cast, part).actor()
    for act in (
        lambda: consents.agree(actor, PRIVACY, 1), lambda: consents.withdraw(actor, PRIVACY),
        lambda: consents.standing(actor, PRIVACY), lambda: consents.waiting(actor),
        lambda: consent_export.export(actor),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("kind", ["", "treatment", "PRIVACY", "privacy\0"])
def test_a_kind_there_is_not_is_not_there(patient: Actor, kind: str) -> None:
    for act in (lambda: consents.agree(patient, kind, 1), lambda: consents.withdraw(patient, kind)):
        with pytest.raises(NotAllowed):
            act()


def test_the_export_tells_every_answer_with_its_words(patient: Actor, cast: Cast) -> None:
    consents.withdraw(patient, PRIVACY)
    consent_texts.publish(cast.manager.actor(), PRIVACY, "A new title", "In other words.", 1)
    consents.agree(patient, PRIVACY, 2)
    told = json.loads(consent_export.export(patient))
    privacy, reading = told["consents"]
    assert (told["format"], told["clinic"], privacy["kind"], reading["kind"]) == (
        1, "Harbour Street Clinic", PRIVACY, READING,
    )  # fmt: skip
    assert [(each["version"], each["withdrawn_at"] is None) for each in privacy["answers"]] == [(1, False), (2, True)]
    assert privacy["answers"][1]["text"] == "In other words."
    assert str(patient.id) not in json.dumps(told)
    assert stored(AuditRow, AuditRow.act == Act.CONSENTS_EXPORTED)
