"""A whole series, from the first call to the third month after the last session: on a phone, a tablet and at a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page

from journal.config import Settings
from journal.services.prompts import clinic_prompts
from tests.journeys import series, way_in
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import Window
from tests.journeys.months import Months
from tests.journeys.series import DAY
from tests.journeys.serving import with_cast
from tests.support import later
from tests.support.cast import Cast
from tests.support.installations import Installations, running
from tests.support.server import gunicorn


@pytest.fixture
def months(
    installations: Installations, database: str, tmp_path: Path, cast: Cast, open_window: Window
) -> Iterator[Months]:
    """A server, and hands on its database, that can go on to another day."""
    ahead = tmp_path / "ahead"
    ahead.write_text("0", encoding="utf-8")
    more = {later.SETTING: str(ahead)}
    with (
        with_cast(installations, database, tmp_path, "1", gunicorn("tests.support.later:app"), **more) as server,
        running(Settings(server.database_url, server.secret_file, plain_http=True)) as app,
    ):
        app.config["SERVER_URL"] = server.url
        yield Months(ahead, Backstage(app, cast), partial(open_window, server))


@pytest.mark.one_engine
def test_from_the_first_call_to_the_third_month(months: Months, cast: Cast, accessible: Callable[[Page], None]) -> None:
    began = months.begin()
    with months.now(), months.backstage.app.app_context():
        clinic_prompts.change_quiet(cast.manager.actor(), 0, 0, 0)
    person = way_in.first_call(months, cast.therapist, accessible)
    months.go_to(began + 2 * DAY)
    lena = way_in.comes(months, cast, person, accessible)
    cast = replace(cast, patient=lena)
    months.backstage = replace(months.backstage, cast=cast)
    team = way_in.is_let_in(months, cast)
    way_in.is_evaluated(months, lena, team.prescriber, accessible)
    first = began + 6 * DAY
    way_in.is_planned(months, lena, team.prescriber, first, accessible)
    months.go_to(first - DAY)
    with months.now(), months.backstage.app.app_context():
        months.backstage.meet(cast.therapist, 1.05, "dosing")
    series.writes(months.sit(lena, "/"), "A little more room for sleep.")
    ended = first + timedelta(hours=2)
    series.is_given(months, team.nurse, first, ended, accessible)
    series.lands(months, lena, ended + timedelta(hours=1))
    strategy = series.looks_back(months, lena, ended, accessible)
    series.meets(months, cast.therapist, lena.name, ended + 4 * DAY, strategy, accessible)
    last = ended + 11 * DAY
    for end in (ended + 7 * DAY, last):
        series.is_held(months, cast, end)
    series.goes_on(months, lena, last, accessible)
