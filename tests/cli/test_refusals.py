"""Commands that cannot do what they are asked say why, change nothing, and end with an error."""

from __future__ import annotations

from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask

from journal.services.clinics import clinics
from journal.services.people import people_list
from tests.support.cast import Cast

CLINIC = {"name": "Quay", "time-zone": "UTC", "country": "IE", "phone": "+353 1 555 0134", "hours": "9 to 17"}
PERSON = {"role": "nurse", "name": "Ada Quinn", "email": "ada@quay.ie"}


def options(values: dict[str, object]) -> list[str]:
    return [part for name, value in values.items() for part in (f"--{name}", str(value))]


def refused(app: Flask, *words: str) -> str:
    """What a command says that must be refused, on one line as its words came."""
    result: Result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code in (1, 2), result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stdout == ""
    return " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"time-zone": "Europe/Atlantis"}, "Europe/Atlantis is not a time zone"),
        ({"time-zone": "../etc/passwd"}, "is not a time zone"),
        ({"country": "Ireland"}, "two letters"),
        ({"name": "  "}, "1 to 200 characters"),
        ({"phone": "5" * 41}, "1 to 40 characters"),
    ],
)
def test_a_clinic_is_not_made_from(app: Flask, changed: dict[str, object], said: str) -> None:
    assert said in refused(app, "clinic", "create", *options({**CLINIC, **changed}))
    with app.app_context():
        assert clinics.ids() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"clinic": uuid4()}, "There is no such clinic."),
        ({"clinic": "harbour"}, "is not a valid UUID"),
        ({"role": "porter"}, "is not one of 'patient', 'therapist'"),
        ({"name": " "}, "1 to 200 characters"),
        ({"email": "ada"}, "A name and a whole e-mail address are needed."),
        ({"email": "patient@demo.example"}, "Addresses at demo.example belong to demonstrations."),
        ({"role": "patient"}, "A patient needs an --identifier"),
        ({"therapist": uuid4()}, "Only a patient is invited with a therapist."),
        ({"role": "patient", "identifier": "Q 1", "therapist": uuid4()}, "There is no such therapist in this clinic."),
        ({"address": "journal.quay.ie"}, "Give scheme and host"),
        ({"address": "https://journal.quay.ie/path?"}, "Give scheme and host"),
    ],
)
def test_nobody_is_invited_with(app: Flask, cast: Cast, changed: dict[str, object], said: str) -> None:
    words = options({"clinic": cast.clinic_id, **PERSON, **changed})
    assert said in refused(app, "people", "invite", *words)
    with app.app_context():
        assert not people_list.listed(cast.manager.actor(), PERSON["name"]).people


def test_somebody_known_is_not_invited_again(app: Flask, cast: Cast) -> None:
    words = options({"clinic": cast.clinic_id, **PERSON, "email": cast.patient.email.upper()})
    assert "known already" in refused(app, "people", "invite", *words)


def test_care_is_assigned_only_between_a_patient_and_a_therapist_of_the_clinic(app: Flask, cast: Cast) -> None:
    def assigned(clinic: object, patient: object, therapist: object) -> str:
        return refused(app, "care", "assign", *options({"clinic": clinic, "patient": patient, "therapist": therapist}))

    patient, therapist, manager = cast.patient.email, cast.therapist.email, cast.manager.email
    assert "no such patient" in assigned(cast.clinic_id, manager, therapist)
    assert "Nobody in this clinic" in assigned(uuid4(), patient, therapist)
    assert "no such therapist" in assigned(cast.clinic_id, patient, manager)
    assert "already" in assigned(cast.clinic_id, patient, therapist)


def test_the_demonstration_is_not_loaded_beside_real_people(app: Flask, cast: Cast) -> None:
    assert "only into an empty database" in refused(app, "demo", "load")
