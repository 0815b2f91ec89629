"""What belongs to the demonstration is refused elsewhere, and its texts say nothing that a date would contradict."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from journal.config import Settings
from journal.services import installation
from journal.services.demonstration import demonstration
from journal.services.demonstration.demonstration import NotADemonstration
from journal.services.people import invitations
from journal.services.people.invited_people import InvitationRefused
from journal.services.sign_in.password_policy import WeakPassword, check_new_password
from tests.support.cast import Cast, make_clinic
from tests.support.installations import running


def invited(clinic: UUID, email: str) -> str:
    return invitations.invite(clinic, role="nurse", name="Vera Lund", email=email).token


def test_a_real_installation_does_not_load_it(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotADemonstration):
        demonstration.load()


def test_asking_for_a_demonstration_later_does_not_make_a_real_database_one(settings: Settings) -> None:
    with running(replace(settings, demonstration=True)) as app, app.app_context():
        with pytest.raises(NotADemonstration):
            demonstration.load()
        assert demonstration.accounts() == ()
        assert installation.is_empty()


def test_the_sign_in_page_of_a_real_installation_names_no_account(app: Flask, cast: Cast) -> None:
    page = app.test_client().get("/sign-in").text
    assert "demo.example" not in page
    assert demonstration.PASSWORD not in page


@pytest.mark.parametrize("email", ["patient@demo.example", " Therapist@DEMO.example ", "somebody.else@demo.example"])
def test_nobody_real_is_invited_at_an_address_of_the_demonstration(app: Flask, email: str) -> None:
    with app.app_context():
        clinic = make_clinic()
        with pytest.raises(InvitationRefused, match=r"demo\.example"):
            invited(clinic, email)


def test_an_address_that_only_looks_alike_is_somebodys_own(app: Flask) -> None:
    with app.app_context():
        clinic = make_clinic()
        assert invited(clinic, "vera@nodemo.example")
        assert invited(clinic, "demo.example@people.example")


@pytest.mark.parametrize("password", ["walk-gently-demo", "Walk gently, demo!", "WALK-GENTLY-DEMO-2031"])
def test_nobody_real_chooses_the_password_of_the_demonstration(app: Flask, password: str) -> None:
    with app.app_context():
        token = invited(make_clinic(), "vera@people.example")
        with pytest.raises(WeakPassword, match="demonstration"):
            invitations.accept(token, password)
        assert invitations.find(token).name == "Vera Lund"


@pytest.mark.one_engine("a rule about words")
def test_words_of_it_among_others_are_fine(app: Flask) -> None:
    with app.app_context():
        check_new_password("walk gently past the demo lamp")


def story() -> dict[str, Any]:
    text = (files("journal") / "data" / "demonstration.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


def told_texts() -> list[str]:
    versions = [version for each in story()["reflections"] for version in each["saved"]]
    return ["\n".join(version["text"]) for version in versions]


def test_its_texts_name_no_day_month_or_season() -> None:
    dated = re.compile(
        r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|April|June|July|August|September|October"
        r"|November|December|Christmas|Easter|spring|summer|autumn|winter|weekend)\b",
        re.IGNORECASE,
    )
    assert [found for text in told_texts() for found in dated.findall(text)] == []


def test_its_texts_differ_in_length_as_those_of_people_do() -> None:
    lengths = sorted(len(text.split()) for text in told_texts())
    assert len(lengths) >= 25
    assert lengths[0] < 40
    assert 500 < lengths[-1] <= 650


def test_nobody_in_it_is_of_a_real_address() -> None:
    names = [person["account"] for person in story()["people"]]
    assert len(set(names)) == len(names) >= 12
    assert all(re.fullmatch(r"[a-z]+(?:\.[a-z]+)?", name) for name in names)
