"""Every act that the ledger keeps, one story each: an older database is put back, reconciled, and it stays ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.ledger import enduring, ledger, quarantine
from tests.security.restores import accounts, care, consents, narrowing, reading, records, telling, ways_in, words
from tests.security.restores.telling import STORIES, Story
from tests.support.cast import Cast

ON_ONE = pytest.mark.one_engine("what is done again is the same on both, and test_rollback restores on both")
NARROWED = {Act.REFLECTION_NARROWED, Act.INSIGHT_NARROWED, Act.COPING_PLAN_NARROWED}
TOLD = (ways_in, accounts, care, consents, reading, narrowing, records, words)  # each adds its stories as it is read


@ON_ONE
@pytest.mark.parametrize("story", STORIES, ids=str)
def test_after_a_restore(app: Flask, cast: Cast, tmp_path: Path, story: Story) -> None:
    stays_ended(app, cast, tmp_path, story)


@pytest.mark.parametrize("story", [each for each in STORIES if each.acts & NARROWED], ids=str)
def test_who_was_shut_out_stays_out_on_both_engines(app: Flask, cast: Cast, tmp_path: Path, story: Story) -> None:
    stays_ended(app, cast, tmp_path, story)


def stays_ended(app: Flask, cast: Cast, tmp_path: Path, story: Story) -> None:
    with app.app_context():
        told = iter(story.parts(cast))
        telling.part(told)
        with telling.older(tmp_path) as put_back:
            telling.part(told)
            put_back()
            assert not quarantine.is_clear()
            done = telling.reconciled()
            assert story.acts <= set(done.acts)
            assert quarantine.is_clear()
            assert list(ledger.faults()) == []
            found = list(verification.verify(cast.clinic_id))
            assert [fault.split()[0] for fault in found] == [story.leaves] * bool(story.leaves), found
            telling.part(told)
            assert sum(telling.reconciled().acts.values()) == 0  # nothing is left to do


@ON_ONE
def test_no_act_that_has_to_last_is_without_a_story() -> None:
    told = {act for each in STORIES for act in each.acts}
    assert enduring.ENDURING - told == set()
