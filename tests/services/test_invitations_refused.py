"""Who cannot be invited so is refused with the reason, and nothing of the attempt is kept."""

from __future__ import annotations

from typing import Any

import pytest

from journal.models import AuditRow, Invitation, Person
from journal.services import invitations
from journal.services.invitations import Invited
from journal.services.invited_people import InvitationRefused
from tests.services.hands import stored
from tests.support.cast import Cast, make_clinic

pytestmark = pytest.mark.usefixtures("inside")


def invite(cast: Cast, **changed: Any) -> Invited:
    person = {"role": "patient", "name": "Noor Haddad", "email": "noor@people.example", "identifier": "1990-01-01"}
    return invitations.invite(cast.clinic_id, **{**person, **changed})


REFUSED: dict[str, dict[str, Any]] = {
    "an unknown role": {"role": "admin"},
    "no name": {"name": "  "},
    "no address": {"email": ""},
    "half an address": {"email": "noor@people"},
    "two addresses": {"email": "noor@people.example, x@people.example"},
    "an address known already": {"email": " MAYA@people.example"},
    "a therapist for staff": {"role": "nurse", "therapist_id": "therapist"},
    "a patient as therapist": {"therapist_id": "other_patient"},
    "a manager as therapist": {"therapist_id": "manager"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_invitation_is_refused_and_leaves_nothing(cast: Cast, case: str) -> None:
    changed = dict(REFUSED[case])
    if "therapist_id" in changed:
        changed["therapist_id"] = getattr(cast, changed["therapist_id"]).id
    before = len(stored(Person)), len(stored(Invitation)), len(stored(AuditRow))
    with pytest.raises(InvitationRefused):
        invite(cast, **changed)
    assert (len(stored(Person)), len(stored(Invitation)), len(stored(AuditRow))) == before


def test_a_clinic_or_therapist_of_elsewhere_is_refused(cast: Cast) -> None:
    with pytest.raises(InvitationRefused, match="clinic"):
        invitations.invite(cast.patient.id, role="nurse", name="Noor", email="noor@people.example")
    elsewhere = make_clinic()
    with pytest.raises(InvitationRefused, match="therapist"):
        invitations.invite(
            elsewhere, role="patient", name="Noor", email="noor@people.example", therapist_id=cast.therapist.id
        )
