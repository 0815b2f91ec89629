"""Assigning by the manager: the patient is asked, refusals undo everything and are audited, hand-overs ask each."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from journal.extensions import db
from journal.models import AuditRow, CareRelation, Person
from journal.permissions import NotAllowed
from journal.services.audit.acts import Act
from journal.services.care import assigning, care, care_teams
from journal.services.care.care import CareRefused
from journal.services.people import people_admin
from tests.support.cast import Cast, Member, join, make_clinic
from tests.views.steps import change

ELSEWHERE = ("Noor Haddad", "manager", "Staff 09", "copper kettle on a cold morning")
THIRD = ("Leo Marsh", "therapist", "Staff 12", "a lantern in the boat house")


@pytest.fixture
def ruth(app: Flask, cast: Cast) -> Any:
    """The manager, inside the application."""
    with app.app_context():
        yield cast.manager.actor()


def states(patient: Member) -> dict[UUID, str]:
    rows = db.session.execute(
        select(CareRelation.therapist_id, CareRelation.state).where(CareRelation.patient_id == patient.id)
    )
    return dict(map(tuple, rows))


def relation(patient: Member, therapist: Member) -> UUID:
    pair = (CareRelation.patient_id == patient.id) & (CareRelation.therapist_id == therapist.id)
    return db.session.scalars(select(CareRelation.id).where(pair)).one()


def last_act(person_id: UUID) -> str:
    told = select(AuditRow.act).where(AuditRow.record_id == person_id).order_by(AuditRow.sequence.desc())
    return db.session.scalars(told.limit(1)).one()


def test_a_second_therapist_is_asked_for_and_reads_nothing_before_the_answer(cast: Cast, ruth: Any) -> None:
    assigning.assign(ruth, cast.patient.id, cast.other_therapist.id)
    assert states(cast.patient) == {cast.therapist.id: "active", cast.other_therapist.id: "asked"}
    assert [reader.name for reader in care.readers(cast.patient.id)] == [cast.therapist.name]
    members = care_teams.team(ruth, cast.patient.id).members
    assert [(each.name, each.state, each.whole) for each in members] == [
        (cast.therapist.name, "active", True), (cast.other_therapist.name, "asked", True),
    ]  # fmt: skip


def test_changing_ends_the_one_before_and_asks_for_the_new_one_in_one_step(cast: Cast, ruth: Any) -> None:
    assigning.change(ruth, relation(cast.patient, cast.therapist), cast.other_therapist.id)
    assert states(cast.patient) == {cast.therapist.id: "ended", cast.other_therapist.id: "asked"}
    assert care.readers(cast.patient.id) == []


@pytest.mark.parametrize("who", ["patient", "other_patient", "manager", "nobody", "elsewhere"])
def test_who_is_no_therapist_here_is_not_assigned_and_nothing_is_half_done(cast: Cast, ruth: Any, who: str) -> None:
    foreign = join(make_clinic(), *THIRD) if who == "elsewhere" else None
    wrong = foreign.id if foreign else uuid4() if who == "nobody" else getattr(cast, who).id
    with pytest.raises(CareRefused, match="no such therapist"):
        assigning.assign(ruth, cast.patient.id, wrong)
    assert last_act(cast.patient.id) == Act.CARE_REFUSED
    with pytest.raises(CareRefused):
        assigning.change(ruth, relation(cast.patient, cast.therapist), wrong)
    assert states(cast.patient) == {cast.therapist.id: "active"}


def test_a_patient_whose_role_was_flipped_is_no_therapist(app: Flask, cast: Cast, ruth: Any) -> None:
    change(app, update(Person).where(Person.id == cast.other_patient.id).values(role="therapist"))
    with pytest.raises(CareRefused, match="no such therapist"):
        assigning.assign(ruth, cast.patient.id, cast.other_patient.id)
    with pytest.raises(CareRefused, match="changed in the database"):
        assigning.assign(ruth, cast.other_patient.id, cast.therapist.id)
    assert last_act(cast.other_patient.id) == Act.CARE_REFUSED


def test_a_therapist_who_is_disabled_is_not_assigned(cast: Cast, ruth: Any) -> None:
    people_admin.disable(ruth, cast.other_therapist.id)
    with pytest.raises(CareRefused, match="closed"):
        assigning.assign(ruth, cast.patient.id, cast.other_therapist.id)


def test_who_has_not_accepted_yet_is_asked_later(cast: Cast, ruth: Any) -> None:
    told = {"role": "patient", "name": "Lea Brandt", "email": "lea@people.example", "identifier": "born 1 May 1990"}
    lea = people_admin.invite(ruth, therapist_id=cast.therapist.id, **told).person_id
    with pytest.raises(CareRefused, match="not accepted"):
        assigning.assign(ruth, lea, cast.other_therapist.id)
    assert care_teams.team(ruth, lea).invited_with == cast.therapist.name


@pytest.mark.parametrize("end_now", [False, True])
def test_handing_over_asks_every_patient_and_ends_care_only_where_told_so(cast: Cast, ruth: Any, end_now: bool) -> None:
    leo = join(cast.clinic_id, *THIRD)
    second = join(cast.clinic_id, "Lea Brandt", "patient", "born 1 May 1990", "warm stones by the lake", cast.therapist)
    assert assigning.hand_over(ruth, cast.therapist.id, leo.id, end_now=end_now) == 2
    before = "ended" if end_now else "active"
    for patient in (cast.patient, second):
        assert states(patient) == {cast.therapist.id: before, leo.id: "asked"}
    assert states(cast.other_patient) == {cast.other_therapist.id: "active"}


def test_handing_over_to_oneself_or_to_a_patient_changes_nothing(cast: Cast, ruth: Any) -> None:
    for wrong in (cast.therapist, cast.other_patient):
        with pytest.raises(CareRefused):
            assigning.hand_over(ruth, cast.therapist.id, wrong.id, end_now=True)
    assert states(cast.patient) == {cast.therapist.id: "active"}


def test_only_the_manager_of_that_clinic_assigns(cast: Cast, ruth: Any) -> None:
    for actor in (cast.therapist.actor(), cast.patient.actor(), join(make_clinic(), *ELSEWHERE).actor()):
        with pytest.raises(NotAllowed):
            assigning.assign(actor, cast.patient.id, cast.other_therapist.id)
        with pytest.raises(NotAllowed):
            assigning.change(actor, relation(cast.patient, cast.therapist), cast.other_therapist.id)
        with pytest.raises(NotAllowed):
            assigning.hand_over(actor, cast.therapist.id, cast.other_therapist.id, end_now=True)
        with pytest.raises(NotAllowed):
            care_teams.team(actor, cast.patient.id)
    assert states(cast.patient) == {cast.therapist.id: "active"}


@pytest.mark.parametrize("flipped", ["ended", "declined"])
def test_a_relation_that_was_changed_in_the_database_is_shown_as_such(
    app: Flask, cast: Cast, ruth: Any, flipped: str
) -> None:
    change(app, update(CareRelation).where(CareRelation.patient_id == cast.patient.id).values(state=flipped))
    db.session.rollback()  # what was read before is not read again otherwise
    (member,) = care_teams.team(ruth, cast.patient.id).members
    assert not member.whole
    (row,) = [team for team in care_teams.listed(ruth).teams if team.patient.id == cast.patient.id]
    assert [each.whole for each in row.members] == [False]
