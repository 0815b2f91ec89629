"""A cover that was changed in the database lets nobody read: not another colleague, not other days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from journal import clock
from journal.extensions import db
from journal.models import Cover
from journal.services.care import care, cover_rows, covers
from tests.services.hands import newcomer, overwrite
from tests.support import shown
from tests.support.cast import Cast
from tests.support.days import ZONE

pytestmark = pytest.mark.usefixtures("inside")


def day(from_today: int) -> date:
    return clock.now().astimezone(ZONE).date() + timedelta(days=from_today)


@pytest.mark.parametrize("column", ["state", "starts_on", "ends_on", "covering_id"])
def test_a_changed_cover_lets_nobody_read(cast: Cast, column: str) -> None:
    noor = newcomer(cast)
    covers.name(cast.therapist.actor(), cast.other_therapist.id, day(1), day(2))
    if column != "state":
        [asked] = covers.requests(cast.patient.actor())
        covers.answer(cast.patient.actor(), asked.id, accept=True, fingerprint=shown.of_cover(asked.id))
    forged = {"state": cover_rows.GRANTED, "starts_on": day(-1), "ends_on": day(90), "covering_id": noor.id}
    overwrite(Cover, Cover.patient_id == cast.patient.id, **{column: forged[column]})
    with clock.at(datetime.combine(day(1), datetime.min.time().replace(hour=12), ZONE)):
        db.session.remove()
        assert not any(care.in_care(cast.patient.id, each.id) for each in (cast.other_therapist, noor))
