"""The first version of an own reflection beside the last: earlier versions lie under a key that only its writer has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from journal import differences
from journal.crypto.errors import CannotOpen
from journal.differences import Part
from journal.extensions import db
from journal.markdown import reading_text
from journal.models import Reflection, ReflectionVersion
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.reflections import texts

_FIRST = (
    select(ReflectionVersion)
    .where(ReflectionVersion.reflection_id == bindparam("reflection"))
    .order_by(ReflectionVersion.number)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions, its words in parts."""

    number: int
    title: str
    saved_at: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both, and by what they were compared: words, paragraphs, or nothing where they are too long and too different."""

    first: Side
    last: Side
    by: str


def first_and_last(actor: Actor, reflection_id: UUID) -> Comparison:
    """Opens both and marks what changed; writes nothing. Raises `NotAllowed` where there is only one, `CannotOpen`."""
    reflection = texts.own(actor, reflection_id)
    first = db.session.scalars(_FIRST, {"reflection": reflection.id}).one_or_none()
    if first is None:
        raise NotAllowed
    if not texts.is_current(reflection):
        raise CannotOpen
    found = differences.between(_words(actor, first), _words(actor, reflection))
    return Comparison(
        Side(first.number, texts.head(actor, first).title, first.saved_at, found.first),
        Side(reflection.version, texts.head(actor, reflection).title, reflection.saved_at, found.last),
        found.by,
    )


def _words(actor: Actor, row: Reflection | ReflectionVersion) -> str:
    return reading_text(texts.body(actor, row))
