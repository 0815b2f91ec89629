"""A cover holds until what was written under it is committed."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from journal.extensions import db
from journal.models import Cover
from journal.services import care, covers
from journal.services.work import unit_of_work
from tests.services.covering import grant
from tests.services.hands import stored
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_it_does_not_end_before_what_the_colleague_writes_is_committed(app: Flask, cast: Cast) -> None:
    grant(cast)
    [cover], patient, ended = stored(Cover), cast.patient.actor(), threading.Event()

    def end() -> None:
        with app.app_context():
            covers.end(patient, cover["id"])
        ended.set()

    ending = threading.Thread(target=end)
    with unit_of_work():
        assert care.in_care(cast.patient.id, cast.other_therapist.id, hold=True)
        ending.start()
        assert not ended.wait(0.5)
    ending.join(20)
    assert ended.is_set()
    db.session.remove()
    assert not care.in_care(cast.patient.id, cast.other_therapist.id)
