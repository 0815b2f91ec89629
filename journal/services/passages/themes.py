"""A clinic's own themes, beside those that come with the product: its manager adds them and retires them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import Clinic, Theme
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.passages import theme_rows
from journal.services.work import unit_of_work

LONGEST, MOST = 60, 40


class ThemeRefused(ValueError):
    """The theme cannot be added; the message says why."""


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """A theme of the clinic's own as its manager sees it; `whole` unless it was changed in the database."""

    id: UUID
    name: str
    created_at: datetime
    retired_at: datetime | None
    whole: bool


def cards(actor: Actor) -> tuple[ThemeCard, ...]:
    """The clinic's own themes by name, those retired last. Raises `NotAllowed`."""
    require(actor.who, Permission.THEME_CHANGE, About(actor.clinic_id))
    found = theme_rows.of_clinic(actor.clinic_id)
    whole = {theme.id for theme in theme_rows.current(actor.clinic_id, found)}
    listed = [
        ThemeCard(each.id, each.name, each.created_at, each.retired_at, each.id in whole)
        for each in found
    ]  # fmt: skip
    return tuple(sorted(listed, key=lambda card: card.retired_at is not None))


def add(actor: Actor, typed: str) -> None:
    """Offers a theme from now on; one that was retired under this name is brought back. Raises `NotAllowed`,
    `ThemeRefused`."""
    require(actor.who, Permission.THEME_CHANGE, About(actor.clinic_id))
    name = " ".join(typed.split())
    _check(name)
    with unit_of_work():
        db.session.get_one(Clinic, actor.clinic_id, with_for_update=True)  # of two at once one is first
        known = theme_rows.current(actor.clinic_id, theme_rows.of_clinic(actor.clinic_id))
        same = next((each for each in known if each.name.casefold() == name.casefold()), None)
        if same is not None and same.retired_at is None:
            return  # it is there already
        if sum(each.retired_at is None for each in known) >= MOST:
            raise ThemeRefused(f"A clinic has at most {MOST} themes of its own. Retire one first.")
        if same is None:
            same = Theme(
                id=make_id(), clinic_id=actor.clinic_id, made_by=actor.id, name=name, created_at=clock.now(), version=0
            )
            db.session.add(same)
        act = Act.THEME_BROUGHT_BACK if same.retired_at else Act.THEME_MADE
        _change(same, act, actor.id, None)


def retire(actor: Actor, theme_id: UUID) -> None:
    """Offers a theme no more; where it was put it stays. Raises `NotAllowed`."""
    require(actor.who, Permission.THEME_CHANGE, About(actor.clinic_id))
    with unit_of_work():
        theme = db.session.get(Theme, theme_id, with_for_update=True)
        if theme is None or theme.clinic_id != actor.clinic_id:
            raise NotAllowed
        if theme.retired_at is None:
            _change(theme, Act.THEME_RETIRED, actor.id, clock.now())


def _change(theme: Theme, act: Act, actor_id: UUID, retired_at: datetime | None) -> None:
    record = audit.record if theme.version == 0 or theme_rows.current(theme.clinic_id, [theme]) else audit.record_about
    theme.retired_at, theme.version = retired_at, theme.version + 1
    record(act, actor_id, theme_rows.stamp(theme))


def _check(name: str) -> None:
    if not name:
        raise ThemeRefused("Give the theme a name.")
    if len(name) > LONGEST:
        raise ThemeRefused(f"A theme's name has at most {LONGEST} characters.")
    if not name.isprintable():
        raise ThemeRefused("Keep the name on one line, without control characters.")
    there = {each.casefold() for pair in theme_rows.built_in().items() for each in pair}
    if name.casefold() in there:
        raise ThemeRefused("That theme is there already: it comes with Interleaf.")
