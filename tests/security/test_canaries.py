"""Words that nobody else would write, in every field, password, code and key: after a journey none lies anywhere.

The whole demonstration is the journey: every word that was opened on any page of anybody is looked for in the database
file or folder with its logs, in the application's own log at its most talkative, in temporary files and in mail.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from journal.extensions import db
from journal.models import Clinic, ClinicText, ConsentText, Theme
from journal.services.demonstration.demonstration import PASSWORD
from tests.security.furnished import ROLES, actor_of, address_of
from tests.security.trial import Trial
from tests.support.engines import path_of
from tests.support.installations import Installations
from tests.support.traces import found_in, words_in, words_in_database

EVERYBODY = ()
OPEN = (Clinic, ClinicText, ConsentText, Theme)
ID = re.compile("[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")  # which stands beside its row in the open
LONG = 18  # characters: what is shorter, such as "Harbour Street", stands in plain texts too


def keys_of(trial: Trial) -> list[str]:
    """The account key, the form keys and the cookies of everybody, as text would hold them."""
    with trial.app.app_context():
        found = [actor_of(role).keys.account_key.reveal().hex() for role in ROLES]
    cookies = [each.value for client in trial.clients.values() for each in client._cookies.values()]  # type: ignore[union-attr]
    return [*found, *(each for each in cookies if len(each) >= LONG)]


def plain_words(trial: Trial) -> str:
    """What a clinic shows to everybody, and so keeps in plain sight."""
    with trial.app.app_context(), db.engine.connect() as connection:
        rows = [row for model in OPEN for row in connection.execute(select(model.__table__))]
    return "\n".join(str(value) for row in rows for value in row)


def canaries(trial: Trial) -> list[str]:
    """Every long word or sentence that was opened from a sealed value, and everybody's ways in."""
    told = {words for each in trial.onlooker.words.values() for words in each if len(words) >= LONG}
    plain = plain_words(trial)
    sentences = sorted(
        words for words in told if words not in plain and words.isprintable() and not ID.fullmatch(words)
    )
    return [*sentences, PASSWORD, *map(address_of, ROLES), *keys_of(trial)]


@pytest.mark.security_full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("trial", [EVERYBODY], indirect=True)
def test_nothing_that_was_opened_lies_anywhere(
    trial: Trial, installations: Installations, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    words = canaries(trial)
    assert len(words) > 200
    caplog.set_level(logging.DEBUG)
    for page in trial.pages.all[::5]:
        trial.clients[page.who].get(page.path)
    address = trial.app.config["SQLALCHEMY_DATABASE_URI"]
    if address.startswith("sqlite"):
        places = [path_of(address).parent]
    else:
        places = [installations.engine("postgresql").folder]  # type: ignore[attr-defined]
        assert (places[0] / "pg_wal").is_dir()
    assert words_in_database(address, words) == []
    assert [found for place in places for found in words_in(place, words)] == []
    assert list(found_in(caplog.text.encode(), words)) == []
    assert words_in(tmp_path, words) == []
