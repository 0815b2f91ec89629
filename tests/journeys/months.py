"""Days that pass in a journey: the server and whoever acts behind it live by the same moved clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from journal import clock
from tests.journeys.backstage import Backstage
from tests.support import later
from tests.support.browser import NARROW
from tests.support.cast import Member
from tests.support.days import ZONE


@dataclass
class Months:
    """A server whose clock stands at nine in the morning of the first day, and goes on by hours."""

    file: Path
    backstage: Backstage
    window: Callable[..., Page]
    windows: dict[str, Page] = field(default_factory=dict)

    def begin(self) -> datetime:
        """Goes to the next morning at nine where the clinic is."""
        today = clock.now().astimezone(ZONE)
        first = (today + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
        self.go_to(first)
        return first

    def go_to(self, moment: datetime) -> None:
        """Goes on to a moment."""
        hours = (moment - clock.now()).total_seconds() / 3600
        self.file.write_text(str(hours), encoding="utf-8")

    @contextmanager
    def now(self) -> Iterator[datetime]:
        """Lets what is done inside happen at the server's moment."""
        moment = later.moment(self.file)
        with clock.at(moment):
            yield moment

    def sit(self, member: Member, path: str, size: dict[str, int] = NARROW) -> Page:
        """This person's own device at an address, signed in anew: a sign-in does not last over days."""
        if member.name not in self.windows:
            self.windows[member.name] = self.window(size=size)
        page = self.windows[member.name]
        with self.now():
            self.backstage.sign_in(page, member)
        page.goto(path)
        return page
