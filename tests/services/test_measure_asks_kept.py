"""What was asked for with words that somebody cannot open is never closed by destroying them."""

from __future__ import annotations

import pytest

from journal.crypto.errors import CannotOpen
from journal.models import MeasureAsk, RingGrant
from journal.services import sealed_records
from journal.services.measures import asks, entries
from journal.services.rings import rings
from tests.services.evaluation_steps import nurse
from tests.services.hands import make_due, remove, stored
from tests.services.test_measure_answers import CALM, finish
from tests.services.test_measure_asks import ask, on_paper
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


def test_who_holds_no_key_to_the_words_neither_withdraws_nor_empties_them(cast: Cast, nurse: Member) -> None:
    asked = ask(nurse, cast, words="Before we meet")
    [before] = stored(MeasureAsk)
    make_due(before["ring_id"])
    rings.renew_due(cast.patient.actor())
    is_old = (RingGrant.ring_id == before["ring_id"]) & (RingGrant.generation == before["generation"])
    remove(RingGrant, is_old)  # as for somebody who joined since and was not let into what lies before
    with pytest.raises(CannotOpen):
        asks.withdraw(nurse.actor(), cast.patient.id, asked)
    entries.enter(nurse.actor(), cast.patient.id, on_paper(phq2_1=1, phq2_2=1))
    assert stored(MeasureAsk) == [before]
    finish(cast.patient.actor(), **CALM)
    [row] = asks.rows_of(cast.patient.id, (asks.ANSWERED,))
    assert sealed_records.open_one(cast.patient.actor(), row) == {"words": "Before we meet"}
