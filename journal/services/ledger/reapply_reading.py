"""Acts about who may read, done again on a restored database with the ordinary services, which need no key for it."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select

from journal import clock
from journal.extensions import db
from journal.models import (
    BeforeRecord,
    CareRelation,
    ClinicRecoveryKey,
    Consent,
    Cover,
    RecoveryChoice,
    RecoveryGrant,
    Ring,
    RingGrant,
    TreatmentMember,
)
from journal.permissions import NotAllowed
from journal.services.audit.acts import Act
from journal.services.before import before_rows
from journal.services.care import care_endings
from journal.services.clinics import clinic_closing
from journal.services.consents import consent_rows
from journal.services.ledger.lines import Entry
from journal.services.ledger.reapply import Lost, Reapply, found
from journal.services.recovery import recovery_granting, recovery_key_rows
from journal.services.rings import taking_back
from journal.services.treatment import treatment_endings


def care(entry: Entry, _lost: Lost) -> str:
    """Care that ended has ended: what was held is taken back, what waited is withdrawn."""
    mine = (CareRelation.id == entry.record_id) & (CareRelation.clinic_id == entry.clinic_id)
    care_endings.end_all(select(CareRelation).where(mine), None)
    return ""


def cover(entry: Entry, _lost: Lost) -> str:
    """A cover that ended has ended."""
    row = found(Cover, entry)
    if row is not None and row.state in ("asked", "granted"):
        care_endings.end_covers([row], None)
    return ""


def treatment(entry: Entry, _lost: Lost) -> str:
    """A place on a treatment team that ended has ended."""
    treatment_endings.end_all(
        (TreatmentMember.id == entry.record_id) & (TreatmentMember.clinic_id == entry.clinic_id), None
    )
    return ""


def grant(entry: Entry, _lost: Lost) -> str:
    """A key that was taken back is taken back, and its ring goes on to the next generation."""
    row = found(RingGrant, entry)
    if row is not None:
        taking_back.remove(row, None)
        taking_back.fall_due(_ring(row.ring_id), None)
    given = found(RecoveryGrant, entry)
    if given is not None:
        recovery_granting.remove(given, None)
    return ""


def due(entry: Entry, _lost: Lost) -> str:
    """A ring that had gone on, or was to, goes on once more."""
    row = found(Ring, entry)
    if row is not None:
        taking_back.fall_due(row, None)
    return ""


def _ring(ring_id: object) -> Ring:
    return db.session.get_one(Ring, ring_id, with_for_update=True, populate_existing=True)


def recovery_key(entry: Entry, _lost: Lost) -> str:
    """A recovery key that was retired is retired; its grants have entries of their own."""
    row = found(ClinicRecoveryKey, entry)
    if row is not None and row.retired_at is None:
        row.retired_at = clock.now()
        recovery_key_rows.close_key(row, Act.RECOVERY_KEY_RETIRED)
    return ""


def recovery_choice(entry: Entry, _lost: Lost) -> str:
    """A no to the recovery key is a no; its grants have entries of their own."""
    row = found(RecoveryChoice, entry)
    if row is not None and row.state == recovery_key_rows.ACCEPTED:
        recovery_key_rows.close_choice(row, recovery_key_rows.DECLINED, Act.RECOVERY_KEY_DECLINED)
    return ""


def clinic(entry: Entry, _lost: Lost) -> str:
    """A clinic that was closed is closed."""
    with suppress(NotAllowed):  # it is closed already
        clinic_closing.close_clinic(entry.clinic_id, None)
    return ""


def consent(entry: Entry, _lost: Lost) -> str:
    """A consent that was withdrawn is withdrawn."""
    row = found(Consent, entry)
    if row is not None and row.state == consent_rows.GIVEN:
        consent_rows.move(row, consent_rows.WITHDRAWN, Act.CONSENT_WITHDRAWN, None)
    return ""


def before(entry: Entry, _lost: Lost) -> str:
    """A record before the person that was refused or destroyed is so; what it held has entries of its own."""
    row = found(BeforeRecord, entry)
    state = before_rows.REFUSED if entry.act == Act.BEFORE_REFUSED else before_rows.DESTROYED
    if row is not None and row.state not in (state, before_rows.DESTROYED):
        before_rows.move(row, state, Act(entry.act), None, row.reason)
    return ""


HANDS: dict[str, Reapply] = {
    **dict.fromkeys((Act.CARE_ENDED, Act.CARE_DECLINED), care),
    **dict.fromkeys((Act.COVER_ENDED, Act.COVER_DECLINED), cover),
    **dict.fromkeys((Act.TREATMENT_ENDED, Act.TREATMENT_DECLINED), treatment),
    **dict.fromkeys((Act.RING_TAKEN_BACK, Act.RING_RETURN_REFUSED), grant),
    **dict.fromkeys((Act.RING_DUE, Act.RING_RENEWED), due),
    Act.RECOVERY_KEY_RETIRED: recovery_key,
    Act.RECOVERY_KEY_DECLINED: recovery_choice,
    Act.CLINIC_CLOSED: clinic,
    Act.CONSENT_WITHDRAWN: consent,
    **dict.fromkeys((Act.BEFORE_REFUSED, Act.BEFORE_DESTROYED), before),
}
