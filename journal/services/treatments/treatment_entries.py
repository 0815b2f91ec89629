"""A patient's own lists of other therapy, medicines and questions: added to and taken from, shared with who treats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import TreatmentEntry
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.care import care, decisions
from journal.services.care.care import Reader
from journal.services.consents import consents
from journal.services.people import people
from journal.services.reflections import texts
from journal.services.rings import rings
from journal.services.sealed_records import DELETED, KEPT
from journal.services.work import unit_of_work

THERAPY, MEDICINE, QUESTION = "therapy", "medicine", "question"
HEADINGS = {THERAPY: "Other therapy", MEDICINE: "Medicines", QUESTION: "Questions to the prescriber"}
LONGEST, MOST = 500, 60  # Unicode code points of one entry, and how many there can be


class EntryRefused(ValueError):
    """The entry cannot be added so; the message says why, and its words are given back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list; no words where it does not open."""

    id: UUID
    kind: str
    text: str
    readable: bool
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Lists:
    """A patient's lists, oldest first, with those who could read what is added now."""

    entries: tuple[Entry, ...]
    readers: tuple[Reader, ...]
    may_share: bool

    def of(self, kind: str) -> tuple[Entry, ...]:
        """The lines of one list."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    @property
    def closed(self) -> tuple[Entry, ...]:
        """The lines that do not open."""
        return tuple(entry for entry in self.entries if not entry.readable)


def lists(actor: Actor) -> Lists:
    """The actor's own lists. Raises `NotAllowed`."""
    _require_own(actor)
    readers = tuple(care.readers(actor.id))
    return Lists(opened(actor, rows_of(actor.id)), readers, consents.allow_sharing(actor.id, actor.clinic_id))


def rows_of(patient_id: UUID) -> list[TreatmentEntry]:
    """The lines of a patient that are kept, oldest first."""
    kept = (TreatmentEntry.patient_id == patient_id) & (TreatmentEntry.state == KEPT)
    return list(db.session.scalars(select(TreatmentEntry).where(kept).order_by(TreatmentEntry.id)))


def opened(actor: Actor, rows: Iterable[TreatmentEntry]) -> tuple[Entry, ...]:
    """Lines as the actor can read them."""
    listed = list(rows)
    said = sealed_records.opened(actor, listed)
    told = ((row, said.get(row.id)) for row in listed)
    return tuple(
        Entry(row.id, each["kind"] if each else "", each["text"] if each else "", each is not None, row.created_at)
        for row, each in told
    )


def add(actor: Actor, kind: str, text: str, entry_id: UUID | None = None, token: str = "") -> None:
    """Adds a line, sealed for whoever treats the patient; the same form twice adds one.

    Raises `EntryRefused`, `ConsentMissing`, `NotAllowed`."""
    _require_own(actor)
    value = {"kind": kind, "text": _checked(kind, text)}
    if not consents.allow_sharing(actor.id, actor.clinic_id):
        raise consents.ConsentMissing
    rings.renew_due(actor)
    with unit_of_work():
        people.hold(actor.id)
        if sealed_records.was_sent(actor, TreatmentEntry, entry_id, value):
            return
        if len(rows_of(actor.id)) >= MOST:
            raise EntryRefused(f"There are {MOST} entries already. Remove one that does not hold any more.")
        made = sealed_records.id_for(actor, TreatmentEntry, entry_id, token)
        row = TreatmentEntry(id=made, patient_id=actor.id)
        sealed_records.write(actor, Act.TREATMENT_ENTRY_ADDED, row, texts.care_ring(actor), value)


def _checked(kind: str, text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if kind not in HEADINGS:
        raise NotAllowed
    if not words:
        raise EntryRefused("Write a few words first.")
    if len(words) > LONGEST:
        raise EntryRefused(f"An entry has at most {LONGEST} characters; this one has {len(words):,}.")
    return words


def remove(actor: Actor, entry_id: UUID) -> None:
    """Destroys what a line says; removed twice is once. Raises `NotAllowed`, and `NotToday` on a day of rest."""
    _require_own(actor)
    with unit_of_work():
        row = db.session.get(TreatmentEntry, entry_id, with_for_update=True)
        if row is None or row.patient_id != actor.id:
            raise NotAllowed
        if row.state != DELETED:
            decisions.require_decision(actor.id)
            sealed_records.destroy(actor, Act.TREATMENT_ENTRY_REMOVED, row)


def _require_own(actor: Actor) -> None:
    require(actor.who, Permission.TREATMENT_ENTRY_WRITE, About(actor.clinic_id, patient_id=actor.id))
