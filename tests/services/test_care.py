"""Care is asked for by the clinic and begun by the patient; who can really read is computed from keys that exist."""

from __future__ import annotations

from typing import Any

import pytest

from journal.extensions import db
from journal.ids import make_id
from journal.models import AuditRow, CareRelation, Person, Ring, RingGrant
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care, care_requests
from journal.services.care.care import CareRefused
from tests.services.hands import newcomer, overwrite, remove, stored
from tests.support.cast import Cast, Member, make_clinic

pytestmark = pytest.mark.usefixtures("inside")


def readers(member: Member) -> list[str]:
    db.session.remove()
    return [reader.name for reader in care.readers(member.id)]


def patients(member: Member) -> list[str]:
    return [person.id.hex for person in care.patients_of(member.actor())]


def relation(patient: Member, therapist: Member) -> dict[str, Any]:
    return stored(CareRelation, CareRelation.patient_id == patient.id, CareRelation.therapist_id == therapist.id)[0]


def spoil(cast: Cast, **values: Any) -> None:
    overwrite(CareRelation, CareRelation.patient_id == cast.patient.id, **values)


def in_care(cast: Cast) -> bool:
    db.session.remove()
    found = care.active_relation(cast.patient.id, cast.therapist.id)
    return found is not None


def test_each_patient_is_read_by_her_own_therapist(cast: Cast) -> None:
    assert readers(cast.patient) == ["Dr. Ines Okafor"]
    assert readers(cast.other_patient) == ["Tomas Reyes"]
    assert patients(cast.therapist) == [cast.patient.id.hex]
    assert patients(cast.other_therapist) == [cast.other_patient.id.hex]


def test_asking_gives_no_access_and_leaves_an_audit_row(cast: Cast) -> None:
    asked = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    assert readers(cast.patient) == ["Dr. Ines Okafor"]
    assert patients(cast.other_therapist) == [cast.other_patient.id.hex]
    assert care.active_relation(cast.patient.id, cast.other_therapist.id) is None
    noted = stored(AuditRow, AuditRow.act == "care.asked")
    assert [(row["record_id"], row["patient_id"]) for row in noted] == [(asked, cast.patient.id)]
    assert list(verification.verify(cast.clinic_id)) == []


def test_asking_twice_is_one_relation(cast: Cast) -> None:
    asked = [care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id) for _ in range(2)]
    assert asked[0] == asked[1]
    assert len(care_requests.requests(cast.patient.actor())) == 1


def test_whom_the_clinic_cannot_assign_is_refused(cast: Cast) -> None:
    elsewhere = make_clinic()
    before = stored(CareRelation)
    for clinic, patient, therapist in (
        (cast.clinic_id, cast.patient.id, cast.therapist.id),
        (cast.clinic_id, cast.patient.id, cast.other_patient.id),
        (cast.clinic_id, cast.patient.id, cast.manager.id),
        (cast.clinic_id, cast.patient.id, make_id()),
        (cast.clinic_id, cast.manager.id, cast.therapist.id),
        (cast.clinic_id, make_id(), cast.therapist.id),
        (elsewhere, cast.patient.id, cast.other_therapist.id),
    ):
        with pytest.raises(CareRefused):
            care.ask(clinic, patient, therapist)
    assert stored(CareRelation) == before


@pytest.mark.parametrize("column", ["role", "status", "version", "mac"])
def test_a_therapist_invented_in_the_database_is_not_assigned(cast: Cast, column: str) -> None:
    noor = newcomer(cast, role="nurse" if column == "role" else "therapist")
    changed: dict[str, Any] = {"role": "therapist", "status": "invited", "version": 9, "mac": bytes(36)}
    overwrite(Person, Person.id == noor.id, **{column: changed[column]})
    with pytest.raises(CareRefused):
        care.ask(cast.clinic_id, cast.patient.id, noor.id)


FLIPPED: dict[str, Any] = {"state": "asked", "version": 9, "mac": bytes(36)}


@pytest.mark.parametrize("column", FLIPPED)
def test_a_relation_that_was_changed_in_the_database_ends_access(cast: Cast, column: str) -> None:
    assert in_care(cast)
    spoil(cast, **{column: FLIPPED[column]})
    assert not in_care(cast)
    assert readers(cast.patient) == []
    assert patients(cast.therapist) == []


def test_a_request_turned_active_in_the_database_begins_nothing(cast: Cast) -> None:
    care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    overwrite(CareRelation, CareRelation.therapist_id == cast.other_therapist.id, state=care.ACTIVE)
    assert care.active_relation(cast.patient.id, cast.other_therapist.id) is None
    assert cast.patient.id.hex not in patients(cast.other_therapist)
    assert readers(cast.patient) == ["Dr. Ines Okafor"]


def test_a_relation_given_to_another_therapist_begins_nothing(cast: Cast) -> None:
    spoil(cast, therapist_id=cast.other_therapist.id)
    assert care.active_relation(cast.patient.id, cast.other_therapist.id) is None
    assert readers(cast.patient) == []


def test_the_mac_of_another_relation_does_not_serve(cast: Cast) -> None:
    care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    good = relation(cast.patient, cast.therapist)
    overwrite(
        CareRelation, CareRelation.therapist_id == cast.other_therapist.id, CareRelation.patient_id == cast.patient.id,
        state=care.ACTIVE, version=good["version"], mac=good["mac"],
    )  # fmt: skip
    assert care.active_relation(cast.patient.id, cast.other_therapist.id) is None


def test_a_reader_is_one_who_holds_the_current_key(cast: Cast) -> None:
    ring = stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "care")[0]
    overwrite(Ring, Ring.id == ring["id"], generation=2)
    assert readers(cast.patient) == []
    overwrite(Ring, Ring.id == ring["id"], generation=1)
    assert readers(cast.patient) == ["Dr. Ines Okafor"]
    remove(RingGrant, RingGrant.recipient_id == cast.therapist.id)
    assert readers(cast.patient) == []


@pytest.mark.parametrize("role", ["patient", "manager"])
def test_only_a_therapist_has_patients(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        care.patients_of(getattr(cast, role).actor())
