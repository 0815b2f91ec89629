"""Two restores in a row: what was ended in either of the two lives of a database stays ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from journal.permissions import NotAllowed
from journal.services.appointments import calendar_feeds
from journal.services.recovery import kits
from tests.security.restores import telling
from tests.support.cast import Cast

pytestmark = [pytest.mark.one_engine("the ledger is the same on both"), pytest.mark.usefixtures("inside")]


def back_twice(folder: Path, change: Callable[[], str]) -> str:
    """Changed, kept, changed again; put back to before it all, and then to what was kept: gives what was made last
    before that."""
    for name in ("first", "second"):
        (folder / name).mkdir()
    with telling.older(folder / "first") as put_first:
        made = change()
        with telling.older(folder / "second") as put_second:
            change()
            for put_back in (put_first, put_second):
                put_back()
                telling.reconciled()
    return made


def test_a_kit_that_was_replaced_opens_nothing(cast: Cast, tmp_path: Path) -> None:
    code = back_twice(tmp_path, lambda: kits.replace(cast.patient.actor()).code)
    telling.kit_shut(replace(cast.patient, kit_code=code))


def test_a_calendar_address_that_was_replaced_leads_nowhere(cast: Cast, tmp_path: Path) -> None:
    calendar_feeds.make(cast.patient.actor())
    token = back_twice(tmp_path, lambda: calendar_feeds.make(cast.patient.actor()))
    with pytest.raises(NotAllowed):
        calendar_feeds.read(token)
