"""A clinic that was made after the backup is gone with a restore: that is said, keeps nobody else out, and leaves a
ledger that notices the next restore as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from journal.services.ledger import ledger, quarantine
from journal.services.ledger.lines import Head
from journal.services.people import people_admin
from tests.security.restores import telling
from tests.support.cast import Cast, make_clinic

pytestmark = [pytest.mark.one_engine("the ledger is the same on both"), pytest.mark.usefixtures("inside")]


def test_a_clinic_made_after_the_backup_is_told_of_and_the_ledger_stays_whole(cast: Cast, tmp_path: Path) -> None:
    with telling.older(tmp_path) as put_back:
        later = make_clinic()
        put_back()
        assert not quarantine.is_clear()
        said = telling.reconciled().for_a_person
        assert cast.clinic_id in ledger.heads()
        assert quarantine.is_clear()
        assert f"clinic {later} is not in this database" in said
        people_admin.disable(cast.manager.actor(), cast.other_therapist.id)
        put_back()
        assert not quarantine.is_clear()
        telling.reconciled()
        telling.shut(cast.other_therapist)


def test_a_clinic_that_a_later_restore_brings_back_is_held_against_its_lines(cast: Cast, tmp_path: Path) -> None:
    with telling.older(tmp_path) as put_back:
        people_admin.disable(cast.manager.actor(), cast.other_therapist.id)
        with ledger.store().writing() as place:  # as reconciling leaves it where the clinic is not there
            ledger.write(place, Head(cast.clinic_id, 0, b""), [])
        put_back()
        assert "the ledger has a line about it" in next(quarantine.doubts())
        telling.reconciled()
        telling.shut(cast.other_therapist)
