"""A session that is removed within a unit of work takes the unit with it, and the ledger is told of nothing."""

from __future__ import annotations

import pytest

from journal.extensions import db
from journal.ids import make_id
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.ledger import following, ledger
from journal.services.work import unit_of_work
from tests.services.hands import write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def note_around_a_removal(cast: Cast) -> None:
    with unit_of_work():
        db.session.remove()
        audit.record(Act.THEME_RETIRED, None, audit.stamp(cast.clinic_id, make_id(), 1))


def test_the_unit_fails_and_the_next_one_writes(cast: Cast) -> None:
    following.catch_up()
    known = ledger.head(cast.clinic_id)
    with pytest.raises(RuntimeError, match="session was removed"):
        note_around_a_removal(cast)
    db.session.remove()
    assert ledger.head(cast.clinic_id) == known
    write(cast.patient.actor())
    assert ledger.head(cast.clinic_id).sequence > known.sequence
    assert following.behind() == 0
