"""Which act stood before one that was lost: rows of before a restore carry the same numbers, and are not meant."""

from __future__ import annotations

import pytest

from journal.ids import make_id
from journal.services.audit.acts import Act
from journal.services.ledger.lines import RECONCILED, Entry
from journal.services.ledger.reapply import Lost

CLINIC, ANOTHER, PERSON = make_id(), make_id(), make_id()


def line(number: int, act: str, clinic: object = CLINIC) -> Entry:
    """A line about a row of this number."""
    return Entry(clinic, number, make_id().bytes, act, PERSON)  # type: ignore[arg-type]


def before(*lines: Entry, number: int = 1) -> str:
    """What stood so many rows before the last of these lines."""
    return Lost(lines, lines).before(lines[-1], number)


def test_it_is_the_row_before() -> None:
    assert before(line(7, Act.PASSKEY_ADDED), line(8, Act.FACTOR_SET)) == Act.PASSKEY_ADDED
    assert before(line(6, Act.PASSKEY_ADDED), line(8, Act.FACTOR_SET), number=2) == Act.PASSKEY_ADDED


def test_a_row_that_the_ledger_was_not_told_of_is_none() -> None:
    assert before(line(6, Act.PASSKEY_ADDED), line(8, Act.FACTOR_SET)) == ""


def test_lines_of_other_clinics_do_not_come_between() -> None:
    lines = line(7, Act.PASSKEY_ADDED), line(7, Act.NOTE_WITHDRAWN, ANOTHER), line(8, Act.FACTOR_SET)
    assert before(*lines) == Act.PASSKEY_ADDED


@pytest.mark.parametrize("between", [line(9, RECONCILED), line(12, Act.NOTE_WITHDRAWN), line(8, Act.NOTE_WITHDRAWN)])
def test_a_row_of_this_number_from_before_a_restore_is_another(between: Entry) -> None:
    assert before(line(7, Act.PASSKEY_ADDED), between, line(8, Act.FACTOR_SET)) == ""
