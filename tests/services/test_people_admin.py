"""What a manager does with accounts: every act is whole or refused with words, and leaves its row in the audit."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from journal import clock
from journal.extensions import db
from journal.models import AuditRow, Person, SignIn
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.people import accounts, invitation_links, invitations, people_admin, people_list
from journal.services.people.invitations import InvitationGone
from journal.services.people.invited_people import InvitationRefused
from journal.services.people.people_admin import PersonRefused
from journal.services.sign_in import sign_ins
from journal.services.sign_in.slots import WrongSignIn
from tests.support.cast import Cast, Member, join, make_clinic
from tests.views.steps import change

LEO: dict[str, Any] = {
    "role": "therapist",
    "name": "Leo Marsh",
    "email": "leo@people.example",
    "identifier": "Staff 12",
    "credentials": "LMFT",
}
SECOND_MANAGER = ("Noor Haddad", "manager", "Staff 09", "copper kettle on a cold morning")
ACTS = [people_admin.resend, people_admin.disable, people_admin.enable, people_admin.end_sign_ins]


@pytest.fixture
def ruth(app: Flask, cast: Cast) -> Any:
    """The manager, inside the application."""
    with app.app_context():
        yield cast.manager.actor()


def acts_on(person_id: UUID) -> list[str]:
    told = select(AuditRow.act).where(AuditRow.record_id == person_id).order_by(AuditRow.sequence)
    return list(db.session.scalars(told))


def status_of(member: Member) -> str:
    return db.session.scalars(select(Person.status).where(Person.id == member.id)).one()


def open_sign_ins(member: Member) -> list[SignIn]:
    return list(db.session.scalars(select(SignIn).where(SignIn.person_id == member.id, SignIn.ended_at.is_(None))))


def test_who_is_invited_is_listed_with_credentials_and_comes_by_the_link(cast: Cast, ruth: Any) -> None:
    invited = people_admin.invite(ruth, **LEO)
    facts = people_list.find(ruth, invited.person_id)
    assert (facts.card.name, facts.card.status, facts.credentials) == ("Leo Marsh", "invited", "LMFT")
    assert facts.link_until is not None
    assert invitations.find(invited.token).name == "Leo Marsh"
    row = db.session.scalars(select(AuditRow).where(AuditRow.record_id == invited.person_id)).one()
    assert (row.act, row.actor_id) == (Act.PERSON_INVITED, ruth.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "patient", "credentials": "", "therapist": "patient"},
        {"role": "patient", "credentials": "", "therapist": "manager"},
        {"role": "patient", "credentials": "", "therapist": "nobody"},
        {"therapist": "therapist"},
        {"email": "not an address"},
        {"email": "MAYA@people.example"},
        {"role": "owner"},
        {"name": " "},
    ],
)
def test_an_invitation_that_cannot_be_makes_nobody(cast: Cast, ruth: Any, wrong: dict[str, Any]) -> None:
    told = {**LEO, **wrong}
    named = told.pop("therapist", None)
    therapist_id = uuid4() if named == "nobody" else getattr(cast, named).id if named else None
    before = people_list.listed(ruth).page.found
    with pytest.raises(InvitationRefused):
        people_admin.invite(ruth, therapist_id=therapist_id, **told)
    assert people_list.listed(ruth).page.found == before


def test_a_new_link_ends_the_one_before_and_keeps_the_therapist(cast: Cast, ruth: Any) -> None:
    told = {**LEO, "role": "patient", "credentials": ""}
    first = people_admin.invite(ruth, therapist_id=cast.therapist.id, **told)
    second = people_admin.resend(ruth, first.person_id)
    with pytest.raises(InvitationGone):
        invitations.find(first.token)
    assert invitations.find(second.token).therapist_name == cast.therapist.name


def test_who_is_here_already_needs_no_link(cast: Cast, ruth: Any) -> None:
    with pytest.raises(PersonRefused):
        people_admin.resend(ruth, cast.patient.id)
    assert acts_on(cast.patient.id)[-1] == Act.PERSON_REFUSED
    assert list(verification.verify(cast.clinic_id)) == []


def test_who_is_disabled_is_out_at_once_and_cannot_come_back_until_enabled(cast: Cast, ruth: Any) -> None:
    cookie = sign_ins.begin(accounts.check_password(cast.therapist.email, cast.therapist.password))
    people_admin.disable(ruth, cast.therapist.id)
    found = sign_ins.find(cookie)
    assert found is None or found.actor is None
    assert open_sign_ins(cast.therapist) == []
    with pytest.raises(WrongSignIn):
        accounts.check_password(cast.therapist.email, cast.therapist.password)
    people_admin.enable(ruth, cast.therapist.id)
    assert accounts.check_password(cast.therapist.email, cast.therapist.password).person_id == cast.therapist.id
    assert acts_on(cast.therapist.id)[-2:] == [Act.PERSON_DISABLED, Act.PERSON_ENABLED]
    assert list(verification.verify(cast.clinic_id)) == []


def test_an_invitation_that_is_disabled_opens_no_more_and_needs_a_new_link_after(cast: Cast, ruth: Any) -> None:
    invited = people_admin.invite(ruth, **LEO)
    people_admin.disable(ruth, invited.person_id)
    people_admin.enable(ruth, invited.person_id)
    with pytest.raises(InvitationGone):
        invitations.find(invited.token)
    again = people_admin.resend(ruth, invited.person_id)
    assert invitations.accept(again.token, "a lantern in the boat house").unlocked.person_id == invited.person_id


def test_ending_sign_ins_ends_them_all_and_lets_new_ones_begin(cast: Cast, ruth: Any) -> None:
    cookies = [sign_ins.begin(accounts.check_password(cast.patient.email, cast.patient.password)) for _ in range(2)]
    people_admin.end_sign_ins(ruth, cast.patient.id)
    assert [found.actor for cookie in cookies if (found := sign_ins.find(cookie))] in ([None, None], [])
    assert accounts.check_password(cast.patient.email, cast.patient.password)
    assert acts_on(cast.patient.id)[-1] == Act.SIGN_INS_ENDED


def test_the_last_manager_is_not_disabled_by_anybody(cast: Cast, ruth: Any) -> None:
    with pytest.raises(PersonRefused, match="last manager"):
        people_admin.disable(ruth, cast.manager.id)
    assert status_of(cast.manager) == "active"
    assert acts_on(cast.manager.id)[-1] == Act.PERSON_REFUSED


def test_of_two_managers_one_can_go_and_then_the_other_stays(cast: Cast, ruth: Any) -> None:
    noor = join(cast.clinic_id, *SECOND_MANAGER)
    people_admin.disable(noor.actor(), cast.manager.id)
    with pytest.raises(PersonRefused, match="last manager"):
        people_admin.disable(noor.actor(), noor.id)
    assert (status_of(cast.manager), status_of(noor)) == ("disabled", "active")


def test_a_manager_whose_row_was_changed_does_not_count_as_another(app: Flask, cast: Cast, ruth: Any) -> None:
    change(app, update(Person).where(Person.id == cast.therapist.id).values(role="manager"))
    with pytest.raises(PersonRefused, match="last manager"):
        people_admin.disable(ruth, cast.manager.id)


@pytest.mark.parametrize("act", ACTS)
def test_nobody_does_these_things_but_a_manager_of_that_clinic(cast: Cast, ruth: Any, act: Any) -> None:
    elsewhere = join(make_clinic(), *SECOND_MANAGER)
    for actor in (cast.therapist.actor(), cast.patient.actor(), elsewhere.actor()):
        with pytest.raises(NotAllowed):
            act(actor, cast.other_patient.id)
    with pytest.raises(NotAllowed):
        act(ruth, uuid4())
    assert status_of(cast.other_patient) == "active"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("flipped", [{"role": "manager"}, {"status": "disabled"}, {"epoch": 0}, {"version": 9}])
def test_nothing_is_done_with_a_row_that_was_changed_in_the_database(
    app: Flask, cast: Cast, ruth: Any, act: Any, flipped: dict[str, Any]
) -> None:
    change(app, update(Person).where(Person.id == cast.other_patient.id).values(**flipped))
    with pytest.raises(PersonRefused, match="changed in the database"):
        act(ruth, cast.other_patient.id)
    assert acts_on(cast.other_patient.id)[-1] == Act.PERSON_REFUSED
    assert not people_list.find(ruth, cast.other_patient.id).whole
    assert list(verification.verify(cast.clinic_id)) == [
        f"person {cast.other_patient.id} is not what its newest row says"
    ]


def test_a_role_flipped_in_the_database_opens_nothing(app: Flask, cast: Cast) -> None:
    change(app, update(Person).where(Person.id == cast.patient.id).values(role="manager"))
    with app.app_context(), pytest.raises((WrongSignIn, AssertionError)):
        cast.patient.actor()


def test_a_link_that_has_run_out_is_not_called_open(cast: Cast, ruth: Any) -> None:
    invited = people_admin.invite(ruth, **LEO)
    with clock.at(clock.now() + invitation_links.VALID_FOR):
        assert people_list.find(ruth, invited.person_id).link_until is None
