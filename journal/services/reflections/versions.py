"""The saved texts of a reflection before the one that stands there: which are kept, and one of them opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import bindparam, select

from journal.extensions import db
from journal.markdown import render
from journal.models import Reflection, ReflectionVersion
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.reflections import texts

_BEFORE = (
    select(ReflectionVersion.number, ReflectionVersion.saved_at)
    .where(ReflectionVersion.reflection_id == bindparam("reflection"))
    .order_by(ReflectionVersion.number.desc())
)


@dataclass(frozen=True, slots=True)
class Kept:
    """That an earlier version is kept, and when it was saved."""

    number: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class VersionPage:
    """An earlier saved text."""

    number: int
    title: str
    html: Markup
    saved_at: datetime
    current_number: int


def before(reflection: Reflection, *, is_current: bool) -> tuple[Kept, ...]:
    """The texts before this one; the first has none, where its row is one to believe."""
    is_first = is_current and reflection.version <= 1
    found = () if is_first else db.session.execute(_BEFORE, {"reflection": reflection.id})
    return tuple(Kept(number, saved_at) for number, saved_at in found)


def open_version(actor: Actor, reflection_id: UUID, number: int) -> VersionPage:
    """Opens an earlier saved text of an own reflection. Raises `NotAllowed`, `CannotOpen`."""
    reflection = texts.own(actor, reflection_id)
    wanted = (ReflectionVersion.reflection_id == reflection.id) & (ReflectionVersion.number == number)
    row = db.session.scalars(select(ReflectionVersion).where(wanted)).one_or_none()
    if row is None:
        raise NotAllowed
    title, body = texts.head(actor, row).title, texts.body(actor, row)
    return VersionPage(row.number, title, render(body), row.saved_at, reflection.version)
