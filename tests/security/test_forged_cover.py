"""A cover that was changed in the database lets nobody read: not another colleague, not other days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from journal import clock
from journal.crypto.errors import KeyRefused
from journal.extensions import db
from journal.models import Clinic, Cover, Person
from journal.permissions import NotAllowed
from journal.services.care import care, cover_naming, cover_rows, covers
from journal.services.care.cover_naming import CoverRefused
from tests.services.care_steps import begin
from tests.services.covering import end_of, grant, name, today
from tests.services.hands import newcomer, overwrite, stored
from tests.support import shown
from tests.support.cast import Cast
from tests.support.days import ZONE

pytestmark = pytest.mark.usefixtures("inside")


def day(from_today: int) -> date:
    return clock.now().astimezone(ZONE).date() + timedelta(days=from_today)


@pytest.mark.parametrize("column", ["state", "starts_on", "ends_on", "covering_id"])
def test_a_changed_cover_lets_nobody_read(cast: Cast, column: str) -> None:
    noor = newcomer(cast)
    cover_naming.name(cast.therapist.actor(), cast.other_therapist.id, day(1), day(2))
    if column != "state":
        [asked] = covers.requests(cast.patient.actor())
        covers.answer(cast.patient.actor(), asked.id, accept=True, fingerprint=shown.of_cover(asked.id))
    forged = {"state": cover_rows.GRANTED, "starts_on": day(-1), "ends_on": day(90), "covering_id": noor.id}
    overwrite(Cover, Cover.patient_id == cast.patient.id, **{column: forged[column]})
    with clock.at(datetime.combine(day(1), datetime.min.time().replace(hour=12), ZONE)):
        db.session.remove()
        assert not any(care.in_care(cast.patient.id, each.id) for each in (cast.other_therapist, noor))


@pytest.mark.parametrize("column", ["covering_id", "ends_on"])
def test_of_a_changed_cover_no_new_patient_is_asked(cast: Cast, column: str) -> None:
    noor = newcomer(cast)
    cover_naming.name(cast.other_therapist.actor(), noor.id, day(0), day(1))
    overwrite(
        Cover, Cover.covering_id == noor.id, **{column: {"covering_id": cast.manager.id, "ends_on": day(900)}[column]}
    )
    begin(cast, cast.other_therapist)
    assert covers.requests(cast.patient.actor()) == []


def test_a_colleague_who_is_no_therapist_any_more_is_let_in_by_no_yes(cast: Cast) -> None:
    name(cast)
    [asked] = covers.requests(cast.patient.actor())
    overwrite(Person, Person.id == cast.other_therapist.id, role="manager")
    with pytest.raises((NotAllowed, KeyRefused)):
        covers.answer(cast.patient.actor(), asked.id, accept=True, fingerprint=asked.fingerprint)
    assert stored(Cover)[0]["state"] == cover_rows.ASKED


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
def test_no_zone_put_into_the_database_lets_a_colleague_read_before_or_after_the_days(cast: Cast, zone: str) -> None:
    grant(cast, 2, 2)
    name(cast, 1, 1)
    [asked] = covers.requests(cast.patient.actor())
    overwrite(Clinic, time_zone=zone)
    first, last = end_of(today() + timedelta(days=1)), end_of(today() + timedelta(days=2))
    for moment in (first - timedelta(minutes=1), last + timedelta(minutes=1)):
        with clock.at(moment):
            db.session.remove()
            assert not care.in_care(cast.patient.id, cast.other_therapist.id)
    with clock.at(first + timedelta(minutes=1)), pytest.raises(CoverRefused):
        covers.answer(cast.patient.actor(), asked.id, accept=True, fingerprint=asked.fingerprint)
