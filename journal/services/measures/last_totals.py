"""The last total of each patient of a page of the queue beside the one before it, for who is on their treatment team.

Only what the page shows is opened. Of a patient whose treatment record the therapist does not hold nothing is said, not
even that there is something."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from journal.extensions import db
from journal.models import Person, TreatmentMember
from journal.permissions import About, Permission, allows
from journal.services.actor import Actor
from journal.services.measures import changes, instruments, last_queries, measure_receipts, responses
from journal.services.measures.changes import Difference
from journal.services.measures.course_reading import NAMES
from journal.services.measures.definition import Instrument
from journal.services.measures.responses import Response
from journal.services.people import people
from journal.services.treatment import member_rows

_MEMBERS = select(TreatmentMember).where(
    TreatmentMember.patient_id.in_(bindparam("patients", expanding=True)),
    TreatmentMember.clinician_id == bindparam("clinician"),
    TreatmentMember.state == member_rows.ACTIVE,
)
_PEOPLE = select(Person).where(Person.id.in_(bindparam("patients", expanding=True)))


@dataclass(frozen=True, slots=True)
class LastTotal:
    """A measure's last total, and what it says beside the one before; `was` is none where there was none."""

    short_name: str
    total: int
    was: int | None
    change: Difference | None
    is_rise: bool

    @property
    def words(self) -> str:
        """It in a few words: the number, what it was, and the mark."""
        if self.change is None:
            return f"{self.short_name} {self.total}"
        mark = f" ({self.change.words})" if self.change.is_marked or self.is_rise else ""
        return f"{self.short_name} {self.total}, was {self.was}{mark}"


def of_patients(actor: Actor, patient_ids: Collection[UUID]) -> dict[UUID, tuple[LastTotal, ...]]:
    """The last totals of those of these patients whose treatment record the actor may read; with a receipt each.
    The caller has asked whether they may be listed."""
    asked = {"patients": _on_team(actor, patient_ids), "names": NAMES}
    answered = set(db.session.scalars(last_queries.WHO_ANSWERED, asked)) if asked["patients"] else set()
    if not answered:
        return {}
    found = db.session.scalars(_PEOPLE, {"patients": list(answered)})
    measure_receipts.leave_in_queue(actor, [person for person in found if people.is_whole(person)])
    rows = db.session.execute(last_queries.LAST_TWO_OF_MANY, {**asked, "patients": list(answered)}).all()
    return _by_patient({row.id: row.patient_id for row in rows}, actor, responses.opened(actor, rows))


def _on_team(actor: Actor, patient_ids: Collection[UUID]) -> list[UUID]:
    if not patient_ids:
        return []
    members = db.session.scalars(_MEMBERS, {"patients": list(patient_ids), "clinician": actor.id})
    mine = [member.patient_id for member in member_rows.current(members)]
    return [
        each for each in mine
        if allows(actor.who, Permission.TREATMENT_READ, About(actor.clinic_id, patient_id=each, in_treatment=True))
    ]  # fmt: skip


def _by_patient(whose: dict[UUID, UUID], actor: Actor, found: Sequence[Response]) -> dict[UUID, tuple[LastTotal, ...]]:
    pairs = dict[tuple[UUID, str], list[Response]]()
    for each in sorted(found, key=lambda each: (each.answered_at, each.id)):
        pairs.setdefault((whose[each.id], each.instrument), []).append(each)
    told = dict[UUID, list[LastTotal]]()
    for name in NAMES:
        for (patient_id, instrument), answers in pairs.items():
            if instrument == name and (last := _last(actor, answers)) is not None:
                told.setdefault(patient_id, []).append(last)
    return {patient_id: tuple(each) for patient_id, each in told.items()}


def _last(actor: Actor, answers: Sequence[Response]) -> LastTotal | None:
    last, definition = answers[-1], _definition(actor, answers[-1])
    if last.total is None or definition is None:
        return None
    before = answers[-2] if len(answers) > 1 else None
    if before is None or before.total is None or not _comparable(definition, _definition(actor, before)):
        return LastTotal(definition.short_name, last.total, None, None, is_rise=False)
    return LastTotal(
        definition.short_name, last.total, before.total, changes.between(definition, before.total, last.total),
        is_rise=changes.is_rise(definition, before.total, last.total),
    )  # fmt: skip


def _definition(actor: Actor, each: Response) -> Instrument | None:
    return instruments.find(actor.clinic_id, each.instrument, each.definition_version)


def _comparable(one: Instrument, other: Instrument | None) -> bool:
    return other is not None and changes.same_scale(one, other)
