"""Verifying a clinic without any key: its audit chain, and every record against its newest row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import (
    AppendedWords,
    Appointment,
    BeforeRecord,
    CalendarFeed,
    CareRelation,
    Clinic,
    ClinicPrompts,
    ClinicRecoveryKey,
    Consent,
    ConsentText,
    Cover,
    Death,
    DosingSession,
    MeasureCount,
    NewStart,
    Note,
    Passage,
    Passkey,
    Person,
    Pin,
    ProcessNote,
    PromptOrder,
    PromptSkip,
    ReadyPhone,
    RecoveryChoice,
    RecoveryGrant,
    RecoveryWait,
    Reflection,
    Reply,
    Ring,
    RingGrant,
    SealedRecord,
    Slot,
    Theme,
    TreatmentMember,
    WithdrawnCopy,
)
from journal.services import sealed_records
from journal.services.appointments import appointment_rows, calendar_feeds
from journal.services.audit import audit, chain, hidden_rows
from journal.services.before import before_rows
from journal.services.care import care, cover_rows
from journal.services.clinics import clinic_rows
from journal.services.consents import consent_rows, consent_texts
from journal.services.measures import count_rows
from journal.services.notes import notes, process_note_rows, replies
from journal.services.now import appended_words, ready_phones
from journal.services.passages import passage_rows, theme_rows
from journal.services.people import death_rows, people
from journal.services.prompts import prompt_rows
from journal.services.recovery import new_start_rows, recovery_key_rows, recovery_waits
from journal.services.reflections import texts, withdrawing
from journal.services.review import review_marks
from journal.services.rings import grants, pins, ring_rows
from journal.services.sessions import session_rows
from journal.services.sign_in import passkey_rows, slots
from journal.services.treatment import member_rows

BATCH = 500
STAMPS: dict[Any, Callable[[Any], audit.Stamp]] = {
    Person: people.stamp,
    Slot: slots.stamp,
    Passkey: passkey_rows.stamp,
    Ring: ring_rows.stamp,
    RingGrant: grants.stamp,
    CareRelation: care.stamp,
    Cover: cover_rows.stamp,
    TreatmentMember: member_rows.stamp,
    BeforeRecord: before_rows.stamp,
    Death: death_rows.stamp,
    Pin: pins.stamp,
    DosingSession: session_rows.stamp,
    Appointment: appointment_rows.stamp,
    CalendarFeed: calendar_feeds.stamp,
    ReadyPhone: ready_phones.stamp,
    AppendedWords: appended_words.stamp,
    RecoveryWait: recovery_waits.stamp,
    NewStart: new_start_rows.stamp,
    ClinicRecoveryKey: recovery_key_rows.key_stamp,
    RecoveryChoice: recovery_key_rows.choice_stamp,
    RecoveryGrant: recovery_key_rows.grant_stamp,
    Reflection: texts.stamp,
    Note: notes.stamp,
    Reply: replies.stamp,
    Passage: passage_rows.stamp,
    Theme: theme_rows.stamp,
    ProcessNote: process_note_rows.stamp,
    MeasureCount: count_rows.stamp,
    ClinicPrompts: prompt_rows.clinic_stamp,
    PromptOrder: prompt_rows.order_stamp,
    PromptSkip: prompt_rows.skip_stamp,
    ConsentText: consent_texts.stamp,
    Consent: consent_rows.stamp,
    WithdrawnCopy: withdrawing.stamp,
    **dict.fromkeys(SealedRecord.__subclasses__(), sealed_records.stamp),
}


def verify(clinic_id: UUID) -> Iterator[str]:
    """What is wrong, a sentence each; nothing when all is whole. An old database put back in one piece contradicts only
    a checkpoint that was kept outside."""
    yield from chain.faults(clinic_id)
    if not clinic_rows.is_current(db.session.get_one(Clinic, clinic_id)):
        yield "the clinic's settings are not what their newest row says"
    for reflection_id in review_marks.forged(clinic_id):
        yield f"reflection {reflection_id} is called reviewed where no row tells of it"
    for table, stamp in STAMPS.items():
        ids = db.session.scalars(select(table.id).where(table.clinic_id == clinic_id).order_by(table.id)).all()
        for start in range(0, len(ids), BATCH):
            for record_id in _stale(clinic_id, table, stamp, ids[start : start + BATCH]):
                yield f"{table.__tablename__} {record_id} is not what its newest row says"
    yield from hidden_rows.faults(clinic_id)


def _stale(clinic_id: UUID, table: Any, stamp: Callable[[Any], audit.Stamp], ids: Sequence[UUID]) -> set[UUID]:
    """Those that are not what the audit says, also when they are looked at again: what was written between both looks
    is no fault."""
    query = select(table).where(table.id.in_(ids)).execution_options(populate_existing=True)

    def look() -> set[UUID]:
        return audit.stale(clinic_id, [stamp(row) for row in db.session.scalars(query)])

    return found & look() if (found := look()) else found
