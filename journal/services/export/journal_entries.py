"""What an exported journal is made of: each reflection with all that belongs to it, opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from journal.crypto.reflections import Text
from journal.services.appointments.appointment_views import AppointmentCard
from journal.services.coping_plans.coping_plans import PlanPage
from journal.services.export import journal_insights, journal_measures, journal_passages
from journal.services.notes.note_views import NoteView
from journal.services.sessions.belonging import Placed
from journal.services.treatments.treatment_entries import Entry as TreatmentLine


@dataclass(frozen=True, slots=True)
class Taken:
    """Where and when a journal was taken along, and whose hours its times are told in."""

    clinic: str
    at: datetime
    zone: str
    plan: PlanPage
    treatments: tuple[TreatmentLine, ...]
    meetings: tuple[AppointmentCard, ...] = ()
    insights: journal_insights.TakenInsights = field(default_factory=journal_insights.TakenInsights)
    measures: journal_measures.TakenMeasures = field(default_factory=journal_measures.TakenMeasures)


@dataclass(frozen=True, slots=True)
class Written:
    """Words as they stood at a time; no text where it cannot be opened."""

    number: int
    saved_at: datetime
    text: Text | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One reflection with all that belongs to it."""

    id: UUID
    state: str
    created_at: datetime
    shared_at: datetime | None
    audience: str
    readers: tuple[str, ...]
    saved: Written | None
    draft: Written | None
    earlier: tuple[Written, ...]
    notes: tuple[NoteView, ...]
    apart: journal_passages.Own
    placed: Placed | None = None

    @property
    def closed(self) -> list[str]:
        """The parts of it that cannot be opened."""
        texts = [("saved text", self.saved), ("draft", self.draft), *((f"version {e.number}", e) for e in self.earlier)]
        parts = [name for name, written in texts if written is not None and written.text is None]
        parts += [f"note by {note.author_name}" for note in self.notes if not note.readable] + list(self.apart.closed)
        return parts + [f"reply by {r.author_name}" for note in self.notes for r in note.replies if not r.readable]
