"""The referrals of a clinician's patients: what waits for a step first, and for how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from journal import clock
from journal.extensions import db
from journal.models import Clinic, Person, Referral
from journal.services.actor import Actor
from journal.services.people import people
from journal.services.referrals import referral_rows
from journal.services.referrals.referral_rows import STAGES, WAITING
from journal.services.treatment import treatment_team


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """The newest referral of a patient; without a stage where none was noted, or where its row was changed unseen."""

    patient_id: UUID
    name: str
    identifier: str
    stage: str = ""
    since: datetime | None = None
    days: int = 0

    @property
    def waits(self) -> bool:
        """Whether it waits for a step of the clinic."""
        return self.stage in WAITING


@dataclass(frozen=True, slots=True)
class ReferralList:
    """The referrals at the stage that was asked for, or all; patients without one; and how many stand where."""

    lines: tuple[ReferralLine, ...]
    without: tuple[ReferralLine, ...]
    changed: tuple[ReferralLine, ...]
    counts: Mapping[str, int]
    stage: str

    @property
    def is_empty(self) -> bool:
        """Whether the clinician is on nobody's treatment team."""
        return not (self.counts or self.without or self.changed)


def of_clinician(actor: Actor, stage: str = "") -> ReferralList:
    """The referrals of the patients on whose treatment team the actor is; an unknown stage asks for all. Raises
    `NotAllowed`."""
    patients = {person.id: person for person in treatment_team.patients_of(actor)}
    newest = {row.patient_id: row for row in referral_rows.of_patients(patients)}
    unseen = referral_rows.changed_unseen(list(newest.values()))
    zone = ZoneInfo(db.session.get_one(Clinic, actor.clinic_id).time_zone)
    whole = [_line(patients[row.patient_id], row, zone) for row in newest.values() if row.id not in unseen]
    stage = stage if stage in STAGES else ""
    return ReferralList(
        tuple(sorted((line for line in whole if stage in ("", line.stage)), key=_order)),
        _by_name(person for person in patients.values() if person.id not in newest),
        _by_name(patients[row.patient_id] for row in newest.values() if row.id in unseen),
        Counter(line.stage for line in whole), stage,
    )  # fmt: skip


def _line(person: Person, row: Referral, zone: ZoneInfo) -> ReferralLine:
    days = (clock.now().astimezone(zone).date() - row.since.astimezone(zone).date()).days
    return ReferralLine(person.id, people.name_of(person), people.identifier_of(person), row.stage, row.since, days)


def _by_name(persons: Iterable[Person]) -> tuple[ReferralLine, ...]:
    lines = (ReferralLine(each.id, people.name_of(each), people.identifier_of(each)) for each in persons)
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))


def _order(line: ReferralLine) -> tuple[int, int, str]:
    """What waits stands first, longest first; then the others by their stage, newest first."""
    if line.waits:
        return 0, -line.days, line.name.casefold()
    return 1 + list(STAGES).index(line.stage), line.days, line.name.casefold()
