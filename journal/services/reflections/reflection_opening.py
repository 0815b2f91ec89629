"""A patient comes to the page of a reflection: what stands open beside it is known as read from then on."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from journal.extensions import DATABASE_DOWN
from journal.services.actor import Actor
from journal.services.notes import note_opening
from journal.services.reflections import reflections
from journal.services.reflections.reflections import ReflectionPage
from journal.services.work import unit_of_work


def open_page(actor: Actor, reflection_id: UUID) -> ReflectionPage:
    """Opens an own reflection; notes that are read there for the first time are known as opened, in one transaction.

    Where that cannot be written the page is read all the same. Raises `NotAllowed`."""
    shown = reflections.page(actor, reflection_id)
    if _news(shown):
        with suppress(*DATABASE_DOWN), unit_of_work():
            note_opening.hold(actor, reflection_id)
            shown = reflections.page(actor, reflection_id)
            note_opening.mark_opened(actor, _news(shown))
    return shown


def _news(shown: ReflectionPage) -> list[UUID]:
    return [note.id for note in shown.notes if note.readable and note.has_news and not note.closed]
