"""The manager's lists: searched and paged by sealed names, counts and times, and a memory that stays bounded."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from journal.permissions import NotAllowed
from journal.services.care import care_teams
from journal.services.people import name_lists, people_admin, people_list
from tests.support.cast import Cast, join, make_clinic

PAGE = 3


@pytest.fixture
def ruth(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The manager, inside the application, where a page holds three."""
    monkeypatch.setattr(name_lists, "PAGE", PAGE)
    with app.app_context():
        yield cast.manager.actor()


def shown(actor: Any, **asked: Any) -> list[str]:
    return [each.card.name for each in people_list.listed(actor, **asked).people]


def test_pages_follow_each_other_by_name_and_leave_nobody_out(cast: Cast, ruth: Any) -> None:
    assert shown(ruth) == ["Dr. Ines Okafor", "Jonah Weiss", "Maya Lindqvist"]
    assert shown(ruth, page=2) == ["Ruth Adeyemi", "Tomas Reyes"]
    page = people_list.listed(ruth, page=2).page
    assert (page.number, page.pages, page.found) == (2, 2, 5)


@pytest.mark.parametrize(("page", "number"), [(0, 1), (-5, 1), (99, 2)])
def test_a_page_that_is_not_there_gives_the_nearest(cast: Cast, ruth: Any, page: int, number: int) -> None:
    assert people_list.listed(ruth, page=page).page.number == number


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("maya", ["Maya Lindqvist"]),
        ("LINDQ", ["Maya Lindqvist"]),
        ("weiss jonah", ["Jonah Weiss"]),
        ("tomas@people.example", ["Tomas Reyes"]),
        ("tomas@", ["Tomas Reyes"]),
        ("nobody of that name", []),
        ("%", []),
        ("  ", ["Dr. Ines Okafor", "Jonah Weiss", "Maya Lindqvist"]),
    ],
)
def test_people_are_found_by_parts_of_name_and_address(cast: Cast, ruth: Any, search: str, found: list[str]) -> None:
    assert shown(ruth, search=search) == found


def test_role_and_status_narrow_the_list(cast: Cast, ruth: Any) -> None:
    people_admin.disable(ruth, cast.other_patient.id)
    assert shown(ruth, role="patient") == ["Jonah Weiss", "Maya Lindqvist"]
    assert shown(ruth, role="patient", status="disabled") == ["Jonah Weiss"]
    assert shown(ruth, role="astronaut") == []


def test_facts_are_numbers_and_times(cast: Cast, ruth: Any) -> None:
    facts = people_list.find(ruth, cast.patient.id)
    assert (facts.therapists, facts.patients, facts.shared) == (1, 0, 0)
    assert facts.joined_at is not None
    assert people_list.find(ruth, cast.therapist.id).patients == 1


def test_nobody_else_sees_them_and_no_clinic_sees_another(cast: Cast, ruth: Any) -> None:
    elsewhere = join(make_clinic(), "Noor Haddad", "manager", "Staff 09", "copper kettle on a cold morning").actor()
    assert shown(elsewhere) == ["Noor Haddad"]
    for actor in (cast.patient.actor(), cast.therapist.actor(), elsewhere):
        with pytest.raises(NotAllowed):
            people_list.find(actor, cast.patient.id)
    for actor in (cast.patient.actor(), cast.therapist.actor()):
        with pytest.raises(NotAllowed):
            people_list.listed(actor)
        with pytest.raises(NotAllowed):
            care_teams.listed(actor)
    with pytest.raises(NotAllowed):
        people_list.find(ruth, uuid4())


def test_what_is_remembered_is_bounded_and_names_alone(cast: Cast, ruth: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_lists, "MOST", 3)
    monkeypatch.setattr(name_lists, "_names", {})
    for search in ("maya", "tomas@people.example"):
        people_list.listed(ruth, search)
        assert len(name_lists._names) <= 3
        assert set(name_lists._names.values()) <= {member.name.casefold() for member in cast}


def test_patients_are_listed_with_who_reads_and_who_is_asked(cast: Cast, ruth: Any) -> None:
    teams = care_teams.listed(ruth).teams
    assert [team.patient.name for team in teams] == ["Jonah Weiss", "Maya Lindqvist"]
    assert [[member.name for member in team.members] for team in teams] == [["Tomas Reyes"], ["Dr. Ines Okafor"]]
