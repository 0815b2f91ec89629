"""Who cannot be invited so is refused with the reason, and nothing of the attempt is kept."""

from __future__ import annotations

from typing import Any

import pytest

from journal.models import AuditRow, Invitation, Person
from journal.services.audit import verification
from journal.services.people import invitations, people_admin
from journal.services.people.invitations import InvitationGone, Invited
from journal.services.people.invited_people import InvitationRefused
from tests.services.hands import overwrite, put, remove, stored
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


@pytest.mark.parametrize("how", ["superseded", "hidden and superseded", "disabled and enabled", "used"])
def test_a_link_that_was_ended_is_not_made_good_in_the_database(cast: Cast, how: str) -> None:
    first = invite(cast, therapist_id=cast.therapist.id)
    [row] = stored(Invitation, Invitation.person_id == first.person_id)
    if "hidden" in how:
        remove(Invitation, Invitation.id == row["id"])
    if "superseded" in how:
        invite(cast)
    elif how == "used":
        invitations.accept(first.token, "copper kettle on a cold morning", is_adult=True)
    else:
        people_admin.disable(cast.manager.actor(), first.person_id)
        people_admin.enable(cast.manager.actor(), first.person_id)
    if "hidden" in how:
        put(Invitation, row)
    else:
        overwrite(Invitation, Invitation.id == row["id"], used_at=None)
    with pytest.raises(InvitationGone):
        invitations.find(first.token)
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_new_link_after_an_account_was_disabled_keeps_its_therapist(cast: Cast) -> None:
    first = invite(cast, therapist_id=cast.therapist.id)
    people_admin.disable(cast.manager.actor(), first.person_id)
    people_admin.enable(cast.manager.actor(), first.person_id)
    again = people_admin.resend(cast.manager.actor(), first.person_id)
    assert invitations.find(again.token).therapist_name == cast.therapist.name
