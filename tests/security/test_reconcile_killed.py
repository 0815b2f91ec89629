"""Reconciling that ends half-way, wherever that is: quarantine stands, and running it again does the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from journal.services.ledger import ledger, quarantine, reconciling
from journal.services.people import people_admin
from tests.security.restores import telling
from tests.support.cast import Cast

pytestmark = [pytest.mark.one_engine("the ledger is the same on both"), pytest.mark.usefixtures("inside")]
KILLED: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "before everybody is signed out": lambda patch: patch.setattr(reconciling, "_end", _fail),
    "before the ledger is told": lambda patch: patch.setattr(reconciling, "_note", _fail),
    "between the lines and the head": lambda patch: patch.setattr(ledger, "write_head", _fail),
}


class Killed(BaseException):
    """The process ends here."""


def _fail(*_: object) -> None:
    raise Killed


@pytest.mark.parametrize("when", [0, 1, *KILLED])
def test_reconciling_that_was_killed_is_done_by_running_it_again(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: int | str
) -> None:
    def progress(_: int) -> None:
        done.append(1)
        if len(done) - 1 == when:
            raise Killed

    done: list[int] = []
    with telling.older(tmp_path) as put_back:
        people_admin.disable(cast.manager.actor(), cast.other_therapist.id)
        people_admin.end_sign_ins(cast.manager.actor(), cast.patient.id)
        put_back()
        with monkeypatch.context() as patch:
            if isinstance(when, str):
                KILLED[when](patch)
            with pytest.raises(Killed):
                reconciling.reconcile(lambda _: None, progress)
        quarantine.look_again()
        assert not quarantine.is_clear()
        telling.reconciled()
        assert quarantine.is_clear()
        assert list(ledger.faults()) == []
        telling.shut(cast.other_therapist)
        assert sum(telling.reconciled().acts.values()) == 0
