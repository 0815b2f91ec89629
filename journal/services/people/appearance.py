"""How pages look for a person: theme and text size, and the time zone they tell times in."""

from __future__ import annotations

from sqlalchemy import update

from journal.extensions import db
from journal.models import Person
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.clinics import clinics
from journal.services.people import people
from journal.services.work import unit_of_work

THEMES = ("system", "light", "dark")
TEXT_SIZES = ("normal", "large", "larger")


def change_zone(actor: Actor, name: str) -> None:
    """Keeps the time zone a person lives by; an empty name is the clinic's. Raises `UnknownTimeZone`."""
    if name:
        clinics.require_time_zone(name)
    with unit_of_work():
        db.session.execute(update(Person).where(Person.id == actor.id).values(time_zone=name or None))
        audit.record_about(Act.APPEARANCE_CHANGED, actor.id, people.stamp(db.session.get_one(Person, actor.id)))


def change(actor: Actor, theme: str, text_size: str) -> None:
    """Keeps a person's choice of theme and text size. Raises `ValueError` for one that does not exist."""
    if theme not in THEMES or text_size not in TEXT_SIZES:
        raise ValueError(theme, text_size)
    with unit_of_work():
        own = Person.id == actor.id
        db.session.execute(update(Person).where(own).values(theme=theme, text_size=text_size))
        audit.record_about(Act.APPEARANCE_CHANGED, actor.id, people.stamp(db.session.get_one(Person, actor.id)))
