"""Adults only: a patient says so when they accept, or nothing at all is made."""

from __future__ import annotations

import pytest

from journal.models import AuditRow, Clinic, Person, PersonKey, Ring, Slot
from journal.services.audit.acts import Act
from journal.services.people import invitations
from journal.services.people.invitations import Invited, NotAdult
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")

PASSWORD = "copper kettle on a cold morning"


def invite(cast: Cast, role: str = "patient") -> Invited:
    return invitations.invite(cast.clinic_id, role=role, name="Noor Haddad", email="noor@people.example")


def test_who_does_not_say_so_gets_nothing_and_the_link_stays_good(cast: Cast) -> None:
    invited = invite(cast)
    before = [len(stored(table)) for table in (AuditRow, PersonKey, Ring, Slot)]
    with pytest.raises(NotAdult):
        invitations.accept(invited.token, PASSWORD)
    assert [len(stored(table)) for table in (AuditRow, PersonKey, Ring, Slot)] == before
    assert stored(Person, Person.id == invited.person_id)[0]["status"] == "invited"
    invitations.accept(invited.token, PASSWORD, is_adult=True)


def test_that_somebody_said_so_is_on_record(cast: Cast) -> None:
    invited = invite(cast)
    invitations.accept(invited.token, PASSWORD, is_adult=True)
    said = stored(AuditRow, AuditRow.act == Act.SAID_ADULT, AuditRow.actor_id == invited.person_id)
    assert len(said) == 1


def test_the_clinic_sets_the_age(cast: Cast) -> None:
    overwrite(Clinic, adult_age=21)
    assert invitations.find(invite(cast).token).adult_age == 21


@pytest.mark.parametrize("role", ["therapist", "nurse", "prescriber", "manager"])
def test_staff_are_not_asked(cast: Cast, role: str) -> None:
    invited = invite(cast, role)
    assert invitations.find(invited.token).adult_age is None
    invitations.accept(invited.token, PASSWORD)
    assert stored(AuditRow, AuditRow.act == Act.SAID_ADULT, AuditRow.actor_id == invited.person_id) == []
