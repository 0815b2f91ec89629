"""Sharing a reflection and making it private again: what is sealed under which ring, and what happens to notes."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.reflections import Text
from journal.extensions import db
from journal.models import Note, Reflection
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care, decisions
from journal.services.consents import consents
from journal.services.insights import insight_rows
from journal.services.notes import notes
from journal.services.passages import passage_rows
from journal.services.reflections import audiences, texts, withdrawing
from journal.services.reflections.audiences import ONLY_ME, THERAPIST, NobodyReads
from journal.services.rings import rings
from journal.services.work import unit_of_work


class SharingRests(Exception):
    """Sharing was chosen on a day of rest, and not asked for a second time."""


def require_day(patient_id: UUID, *, asked_twice: bool) -> None:
    """Raises `SharingRests` on a day of rest, unless it was asked for twice."""
    if not asked_twice and not decisions.may_decide(patient_id):
        raise SharingRests


def share(actor: Actor, reflection_id: UUID, audience: str = THERAPIST, *, asked_twice: bool = False) -> None:
    """Seals the saved version for the therapist too, or for the one who is meant.

    Raises `NotAllowed`, `SharingRests`, `NobodyReads`, `ConsentMissing`, `CannotOpen`."""
    texts.own(actor, reflection_id)
    require_day(actor.id, asked_twice=asked_twice)
    rings.renew_due(actor)
    if not audiences.can_read(actor.id, audience):
        raise NobodyReads
    if not consents.allow_sharing(actor.id, actor.clinic_id):
        raise consents.ConsentMissing
    _reseal(actor, reflection_id, audience)


def make_private(actor: Actor, reflection_id: UUID) -> None:
    """Seals it for its writer alone; the shared copy is erased or kept by the clinic's rule, and the quotes inside
    notes are erased. Raises `NotAllowed`."""
    _reseal(actor, reflection_id, ONLY_ME)


def _reseal(actor: Actor, reflection_id: UUID, audience: str) -> None:
    with unit_of_work():
        reflection = texts.own(actor, reflection_id, lock=True)
        was_shared, was_current = reflection.state == texts.SHARED, texts.is_current(reflection)
        shared = audience != ONLY_ME
        if reflection.version == 0 or audience == audiences.chosen(reflection) == audiences.current(reflection):
            return
        opened = texts.open_or_none(actor, reflection) if was_current else None
        if opened is None and shared:
            raise CannotOpen
        if opened is not None:
            if not shared:
                withdrawing.keep_copy(actor, reflection)
            seal_for(actor, reflection, opened, audience)
        else:  # its own themes do not stay under a key that others hold
            passage_rows.follow(actor, reflection, texts.private_ring(actor), shared=False)
            insight_rows.follow(actor, reflection, texts.private_ring(actor))
        reflection.state = texts.SHARED if shared else texts.PRIVATE  # access ends also where nothing opens
        if was_shared and shared:
            texts.record_change(Act.REFLECTION_SHARED, actor.id, reflection, was_current=was_current)
        record_change(actor, reflection, was_shared=was_shared, was_current=was_current)


def seal_for(actor: Actor, reflection: Reflection, text: Text, audience: str) -> None:
    """Seals a text into its reflection under a fresh key of the ring of its readers."""
    reflection.seal_version += 1
    shared = audience != ONLY_ME
    with db.session.no_autoflush:  # the row is written once, when it is whole
        moved = reflection.state == texts.SHARED and shared and audience != audiences.chosen(reflection)
        narrowed = moved and audiences.shuts_somebody_out(reflection.patient_id, audience, care.readers_of(reflection))
        ring = audiences.ring_for(actor, audience)
    texts.put(reflection, ring, text)
    if narrowed:
        audit.record(Act.REFLECTION_NARROWED, actor.id, texts.stamp(reflection))
    if reflection not in db.session.new:  # nothing was made from what is not stored yet
        passage_rows.follow(actor, reflection, ring, shared=shared)
        insight_rows.follow(actor, reflection, ring)
    if shared and reflection.state != texts.SHARED:
        reflection.shared_at = clock.now()
        reflection.kept_when_withdrawn = withdrawing.rule_of_clinic(reflection.clinic_id).keeps
    reflection.state = texts.SHARED if shared else texts.PRIVATE


def record_change(actor: Actor, reflection: Reflection, *, was_shared: bool, was_current: bool = True) -> None:
    """Audits a change of readers, and withdraws the quotes of notes when there are none any more."""
    shared = reflection.state == texts.SHARED
    if was_shared is shared:
        if shared:
            withdraw_quotes(actor, reflection, kept_by={reader.id for reader in care.readers_of(reflection)})
        return
    act = Act.REFLECTION_SHARED if shared else Act.REFLECTION_MADE_PRIVATE
    texts.record_change(act, actor.id, reflection, was_current=was_current)
    if not shared:
        withdraw_quotes(actor, reflection)
        passage_rows.withdraw(actor, reflection)


def withdraw_quotes(actor: Actor, reflection: Reflection, kept_by: Collection[UUID] = ()) -> None:
    """Erases the quoted words in notes of those who cannot read it any more; the notes keep their own words and say
    so. Needs no key."""
    quoting = (Note.reflection_id == reflection.id) & Note.anchor_sealed.is_not(None)
    for note in db.session.scalars(select(Note).where(quoting).with_for_update()):
        if note.author_id in kept_by:
            continue
        notes.change(note, Act.NOTE_QUOTE_WITHDRAWN, actor.id, anchor_sealed=None, anchoring=notes.WITHDRAWN)
