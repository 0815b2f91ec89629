"""Answers that came too late to be kept, because the form stands otherwise by now: who asks for a person is heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from journal.services.actor import Actor
from journal.services.measures import answer_rows, instruments, safety_answers, scoring
from journal.services.measures import measure_access as access
from journal.services.work import unit_of_work


class Sent(Protocol):
    """What a page sent: which measure, in which definition, which response, and the answers."""

    @property
    def measure(self) -> str:
        """The id of the instrument."""

    @property
    def definition(self) -> str:
        """The version of its definition."""

    @property
    def answers(self) -> Mapping[str, int]:
        """The answers by question."""

    @property
    def id(self) -> UUID | None:
        """The response, where the page names one."""


def flagged(actor: Actor, sent: Sent) -> UUID | None:
    """The response these answers were meant for, where one of them leads to help; its flag is opened in a unit of work
    of its own. None where none does, or where there is no such response. Raises `NotAllowed`, `CannotOpen`."""
    instrument = instruments.find(actor.clinic_id, sent.measure, sent.definition)
    if instrument is None or not scoring.offers_help(instrument, sent.answers):
        return None
    with unit_of_work():
        access.hold_own(actor)
        open_now = answer_rows.begun(actor, sent.measure)
        row = answer_rows.meant(actor, sent.measure, sent.id) or (open_now.row if open_now else None)
        if row is not None:
            safety_answers.open_flags(actor, row, instrument, access.ring(actor, actor.id), sent.answers)
    return row.id if row is not None else None
