"""One's own account: who one is, who can read, and the key in words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from journal.extensions import db
from journal.models import AuditRow, RingGrant
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.people import account
from tests.services.hands import remove
from tests.support.cast import Cast


@pytest.mark.parametrize("part", ["patient", "therapist", "manager"])
def test_it_is_one_s_own(cast: Cast, patient: Actor, part: str) -> None:
    member = getattr(cast, part)
    own = account.own(member.actor())
    assert (own.person.name, own.person.email, own.person.role) == (member.name, member.email, member.role)
    assert own.therapists == (("Dr. Ines Okafor",) if part == "patient" else ())


def test_the_words_of_two_keys_differ_and_stay(cast: Cast, patient: Actor) -> None:
    words = {member.email: account.own(member.actor()).fingerprint_words for member in cast}
    assert len(set(words.values())) == len(words)
    assert account.own(patient).fingerprint_words == words[cast.patient.email]


def test_who_can_read_is_computed_from_grants(cast: Cast, patient: Actor) -> None:
    remove(RingGrant, RingGrant.recipient_id == cast.therapist.id)
    assert account.own(patient).therapists == ()


def test_putting_the_kit_away_is_remembered(patient: Actor) -> None:
    account.kit_stored(patient)
    noted = select(AuditRow.actor_id).where(AuditRow.act == Act.KIT_STORED)
    assert db.session.scalars(noted).all() == [patient.id]
