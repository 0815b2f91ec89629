"""Wrong values in the database: none opens, no page breaks, and no word of one place is shown in another.

Every column of the metadata is tried, so a new one is among them by itself, under `make security`: a sample on one
engine first, then all of them on both, and every column that is not sealed.
"""

from __future__ import annotations

import pytest

from journal.crypto.errors import CannotOpen
from journal.crypto.sealing import seal
from tests.security.matrix import EVERY_WAY, sealed_columns
from tests.security.onlooker import looking_on
from tests.security.trial import Trial

TWO, EVERYBODY = ("patient", "therapist"), ()
NEVER_FILLED = {"sign_in.new_password_sealed"}  # lives for five minutes: tests/services/test_carried_words.py


def assert_every_column_was_tried(trial: Trial) -> None:
    columns = {f"{table.name}.{column.name}" for table, column in sealed_columns()}
    assert columns - {column for column, _ in trial.ways} <= NEVER_FILLED


@pytest.mark.security_full
@pytest.mark.timeout(600)
@pytest.mark.one_engine("a sample; all of it runs on both under make security")
@pytest.mark.parametrize("trial", [TWO], indirect=True)
def test_some_wrong_values_in_every_sealed_column_are_refused(trial: Trial) -> None:
    trial.run(pages_each=2, hows=1)
    assert_every_column_was_tried(trial)
    assert not trial.faults, "\n".join(trial.faults)


@pytest.mark.security_full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("trial", [EVERYBODY], indirect=True)
def test_every_wrong_value_in_every_sealed_column_is_refused(trial: Trial) -> None:
    trial.run(pages_each=3)
    assert_every_column_was_tried(trial)
    assert {how for _, how in trial.ways} == set(EVERY_WAY)
    assert not trial.faults, "\n".join(trial.faults)


@pytest.mark.security_full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("trial", [EVERYBODY], indirect=True)
def test_no_other_column_that_is_changed_breaks_a_page_or_shows_more(trial: Trial) -> None:
    trial.flip(pages_each=3)
    assert len(trial.ways) > 500
    assert not trial.faults, "\n".join(trial.faults)


def test_whoever_looks_on_sees_what_opens_where_and_nothing_that_does_not() -> None:
    from journal.crypto import sealing

    key, row, other = b"k" * 32, b"r" * 16, b"o" * 16
    sealed = seal(key, 1, b'{"body": "words long enough"}', b"body_sealed" + row)
    with looking_on() as onlooker:
        with pytest.raises(CannotOpen):
            sealing.unseal(key, sealed, b"body_sealed" + other)
        assert onlooker.values() == set()
        sealing.unseal(key, sealed, b"body_sealed" + row)
        assert onlooker.words[sealed] == {"words long enough"}
        assert onlooker.opened_there(sealed, row, "body_sealed")
        assert not onlooker.opened_there(sealed, other, "body_sealed")
