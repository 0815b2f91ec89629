"""Acts about who may read, and about what was deleted, done again on a restored database.

Where the ordinary service needs no key it is used; a record that only its owner's keys could seal anew is put out of
force instead, and its owner writes it again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import (
    AppendedWords,
    CopingPlan,
    DosingSession,
    Note,
    Passage,
    ProcessNote,
    Reflection,
    Ring,
    SealedRecord,
    WithdrawnCopy,
)
from journal.services import sealed_records
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.coping_plans import plan_rows
from journal.services.ledger.lines import Entry
from journal.services.ledger.reapply import Lost, Reapply, found, put_out_of_force
from journal.services.notes import note_rows, notes, process_note_rows, process_notes
from journal.services.now import appended_words
from journal.services.passages import passage_rows
from journal.services.reflections import deleting, texts, withdrawing
from journal.services.sessions import session_rows

_SEALED = (
    Act.INSIGHT_DELETED, Act.STEP_DELETED, Act.TREATMENT_ENTRY_REMOVED, Act.EVALUATION_REMOVED, Act.MEASURE_REMOVED,
    Act.REFERRAL_REMOVED, Act.PROMPT_REMOVED, Act.RECORD_DESTROYED,
)  # fmt: skip
_READ_BY_FEWER = (Act.REFLECTION_MADE_PRIVATE, Act.REFLECTION_NARROWED)
_BY_OWNER = (
    Act.TREATMENT_CONSENT_ANSWERED, Act.TREATMENT_CONSENT_WITHDRAWN, Act.CLEARANCE_WITHDRAWN,
    Act.INSIGHT_MADE_PRIVATE, Act.INSIGHT_NARROWED, Act.REFERRAL_TAKEN_BACK,
)  # fmt: skip


def reflection(entry: Entry, lost: Lost) -> str:
    """A reflection is private, deleted or destroyed as it was last; one that was taken back since is there."""
    row = found(Reflection, entry)
    if row is None or not texts.is_current(row) or row.state == texts.DESTROYED:
        return ""
    if entry.act == Act.REFLECTION_DESTROYED:
        deleting.destroy(row)
    elif entry.act == Act.REFLECTION_DELETED and (
        row.state != texts.DELETED or lost.has(Act.REFLECTION_RESTORED, row.id)
    ):
        row.state, row.deleted_at = texts.DELETED, clock.now()
        audit.record(Act.REFLECTION_DELETED, None, texts.stamp(row))
    elif row.state == texts.DELETED and entry.act != Act.REFLECTION_DELETED:
        _back(row, lost)
    elif row.state == texts.SHARED and any(lost.has(act, row.id) for act in _READ_BY_FEWER):
        return _private(row)
    return ""


def _back(row: Reflection, lost: Lost) -> None:
    """There again for its writer alone, also where it was shared and made private after it was taken back."""
    if lost.has(Act.REFLECTION_RESTORED, row.id):
        deleting.bring_back(row, None)


def _private(row: Reflection) -> str:
    """Withheld from all but its writer; it lies under a key that others hold until they save it again."""
    row.state, row.shared_at = texts.PRIVATE, None
    audit.record(Act.REFLECTION_MADE_PRIVATE, None, texts.stamp(row))
    return ""


def coping_plan(entry: Entry, _lost: Lost) -> str:
    """A plan that was made private, or that fewer were to read, is its writer's alone until they share it again."""
    row = found(CopingPlan, entry)
    if row is not None and row.state == plan_rows.SHARED and sealed_records.is_current(row):
        row.state = plan_rows.PRIVATE
        audit.record(Act.COPING_PLAN_MADE_PRIVATE, None, sealed_records.stamp(row))
    return ""


def note(entry: Entry, _lost: Lost) -> str:
    """A note that was withdrawn is closed to all but its author."""
    row = found(Note, entry)
    if row is not None and row.withdrawn_at is None:
        note_rows.withdraw_row(row, None)
    return ""


def quote(entry: Entry, _lost: Lost) -> str:
    """A note quotes no words that were withdrawn."""
    row = found(Note, entry)
    if row is not None and row.anchor_sealed is not None:
        note_rows.change(row, Act.NOTE_QUOTE_WITHDRAWN, None, anchor_sealed=None, anchoring=notes.WITHDRAWN)
    return ""


def passage(entry: Entry, _lost: Lost) -> str:
    """Words that were set apart and taken back are gone."""
    row = found(Passage, entry)
    if row is not None:
        passage_rows.end(row, Act(entry.act), None)
    return ""


def process_note(entry: Entry, _lost: Lost) -> str:
    """The words of a process note that was deleted are gone."""
    row = found(ProcessNote, entry)
    if row is not None and row.state != process_notes.DELETED:
        row.state, row.body_sealed, row.version = process_notes.DELETED, None, row.version + 1
        row.changed_at = clock.now()
        audit.record(Act.PROCESS_NOTE_DELETED, None, process_note_rows.stamp(row))
    return ""


def withdrawn_copy(entry: Entry, _lost: Lost) -> str:
    """A copy whose time had passed is gone."""
    row = found(WithdrawnCopy, entry)
    if row is not None:
        withdrawing.destroy(row)
    return ""


def words(entry: Entry, _lost: Lost) -> str:
    """Words from a readied phone that were discarded are gone."""
    row = found(AppendedWords, entry)
    if row is not None:
        audit.record(Act.WORDS_DISCARDED, None, appended_words.gone_stamp(row))
        db.session.delete(row)
    return ""


def session(entry: Entry, _lost: Lost) -> str:
    """A session that was deleted is gone, unless something hangs on it by now."""
    mine = select(DosingSession).where(DosingSession.clinic_id == entry.clinic_id)
    whose = mine.where(DosingSession.patient_id == entry.patient_id).with_for_update()
    for row in db.session.scalars(whose):
        if session_rows.stamp(row).record_id == entry.record_id:
            put_out_of_force(entry)
            return f"session {row.id} had been deleted: it counts no more, and its row is left"
    return ""


def sealed(entry: Entry, _lost: Lost) -> str:
    """What a record says that was deleted is destroyed."""
    row = sealed_record(entry)
    if row is not None and row.state != sealed_records.DELETED:
        sealed_records.destroy(None, Act(entry.act), row)
    return ""


def by_owner(entry: Entry, _lost: Lost) -> str:
    """What only its owner could seal anew opens for nobody until they write it again; nobody else opens what lies under
    their private key."""
    row = sealed_record(entry)
    ring = db.session.get(Ring, row.ring_id) if row is not None else None
    if ring is None or ring.kind == "private":
        return ""
    put_out_of_force(entry)
    return (
        f"{row.__tablename__} {row.id} had been withdrawn, changed or made private: it opens for nobody until "
        "whoever wrote it writes it again"
    )


def sealed_record(entry: Entry) -> Any:
    """The sealed record an entry is about, of whatever table."""
    tables = SealedRecord.__subclasses__()
    return next((row for row in (found(table, entry) for table in tables) if row is not None), None)


HANDS: dict[str, Reapply] = {
    **dict.fromkeys(
        (*_READ_BY_FEWER, Act.REFLECTION_DELETED, Act.REFLECTION_RESTORED, Act.REFLECTION_DESTROYED),
        reflection,
    ),
    **dict.fromkeys((Act.COPING_PLAN_MADE_PRIVATE, Act.COPING_PLAN_NARROWED), coping_plan),
    Act.NOTE_WITHDRAWN: note,
    Act.NOTE_QUOTE_WITHDRAWN: quote,
    **dict.fromkeys((Act.PASSAGE_REMOVED, Act.PASSAGE_WITHDRAWN, Act.PASSAGE_DESTROYED), passage),
    Act.PROCESS_NOTE_DELETED: process_note,
    Act.WITHDRAWN_DESTROYED: withdrawn_copy,
    Act.WORDS_DISCARDED: words,
    Act.SESSION_DELETED: session,
    **dict.fromkeys(_SEALED, sealed),
    **dict.fromkeys(_BY_OWNER, by_owner),
}
