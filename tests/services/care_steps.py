"""Steps of care that its tests share: begin, end, and what a therapist can really read then."""

from __future__ import annotations

from typing import Any

from journal.extensions import db
from journal.models import CareRelation, Ring
from journal.services.care import care, care_endings, care_requests
from journal.services.reflections import lists
from tests.services.hands import stored
from tests.support import shown
from tests.support.cast import Cast, Member


def relation(cast: Cast, therapist: Member | None = None) -> dict[str, Any]:
    """The row of a relation, of the patient's first therapist unless said."""
    whose = (therapist or cast.therapist).id
    return stored(CareRelation, CareRelation.patient_id == cast.patient.id, CareRelation.therapist_id == whose)[0]


def ring(cast: Cast, reader: Member | None = None) -> dict[str, Any]:
    """The row of the patient's care ring: everybody's, or one therapist's."""
    whose = Ring.reader_id.is_(None) if reader is None else Ring.reader_id == reader.id
    return stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "care", whose)[0]


def end(cast: Cast, by: Member | None = None, therapist: Member | None = None) -> None:
    """Care ends, by the manager unless said."""
    db.session.remove()
    care_endings.end((by or cast.manager).actor(), relation(cast, therapist)["id"])
    db.session.remove()


def begin(cast: Cast, therapist: Member, *, also_before: bool = False) -> None:
    """The clinic assigns a therapist and the patient says yes."""
    begin_with(cast, cast.patient, therapist, also_before=also_before)


def begin_with(cast: Cast, patient: Member, therapist: Member, *, also_before: bool = False) -> None:
    """The same with any patient."""
    asked = care.ask(cast.clinic_id, patient.id, therapist.id)
    care_requests.answer(
        patient.actor(), asked, accept=True, also_before=also_before, fingerprint=shown.of_request(asked)
    )
    db.session.remove()


def readable(member: Member, cast: Cast) -> list[str]:
    """What this therapist sees in lists and can open."""
    return [row.excerpt for row in lists.shared(member.actor(), [cast.patient.id]) if row.readable]
