"""Care, covers, teams and keys that ended after a backup."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from journal.models import (
    CareRelation,
    Clinic,
    ClinicRecoveryKey,
    Cover,
    RecoveryGrant,
    Ring,
    RingGrant,
    TreatmentMember,
)
from journal.services.audit.acts import Act
from journal.services.care import care, care_requests, cover_endings, covers
from journal.services.clinics import clinic_closing
from journal.services.recovery import recovery_granting, recovery_keys, returned
from journal.services.treatment import treatment_endings, treatment_requests
from tests.security.restores.telling import story
from tests.services import care_steps, covering
from tests.services.hands import newcomer, stored, write
from tests.services.recovering import accepted_key, anew, give_back, share_one_keep_one, start_again
from tests.services.test_treatment_team import ask, join_team
from tests.support.cast import Cast


@story("care that ended has ended", Act.CARE_ENDED, Act.RING_TAKEN_BACK, Act.RING_DUE)
def care_ended(cast: Cast) -> Iterator[None]:
    write(cast.patient.actor(), "Shared.", shared=True)
    yield
    care_steps.end(cast)
    yield
    assert care_steps.relation(cast)["state"] == "ended"
    assert not stored(RingGrant, RingGrant.recipient_id == cast.therapist.id)
    assert care_steps.readable(cast.therapist, cast) == []
    generation = care_steps.ring(cast)["generation"]
    write(cast.patient.actor(), "Afterwards.", shared=False)
    assert care_steps.ring(cast)["rotation_due"] or care_steps.ring(cast)["generation"] > generation


@story("care that was declined is not asked for again by the old request", Act.CARE_DECLINED)
def care_declined(cast: Cast) -> Iterator[None]:
    asked = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    yield
    care_requests.answer(cast.patient.actor(), asked, accept=False)
    yield
    assert stored(CareRelation, CareRelation.id == asked)[0]["state"] in ("declined", "ended")
    assert care_requests.requests(cast.patient.actor()) == []


@story("a ring that had gone on to another generation goes on once more", Act.RING_RENEWED)
def ring_renewed(cast: Cast) -> Iterator[None]:
    care_steps.begin(cast, cast.other_therapist)
    care_steps.end(cast, therapist=cast.other_therapist)
    was = care_steps.ring(cast)["generation"]
    yield
    write(cast.patient.actor(), "Under the next generation.", shared=True)
    yield
    assert care_steps.ring(cast)["rotation_due"]
    write(cast.patient.actor(), "Again.", shared=True)
    assert care_steps.ring(cast)["generation"] > was


@story("a cover that ended has ended", Act.COVER_ENDED)
def cover_ended(cast: Cast) -> Iterator[None]:
    write(cast.patient.actor(), "Shared.", shared=True)
    covering.grant(cast)
    assert care_steps.readable(cast.other_therapist, cast) != []
    yield
    cover_endings.end(cast.patient.actor(), stored(Cover)[0]["id"])
    yield
    assert stored(Cover)[0]["state"] == "ended"
    assert care_steps.readable(cast.other_therapist, cast) == []
    mine = {row["id"] for row in stored(Ring, Ring.owner_id == cast.patient.id)}
    assert not stored(RingGrant, RingGrant.recipient_id == cast.other_therapist.id, RingGrant.ring_id.in_(mine))


@story("a cover that was declined has ended", Act.COVER_DECLINED)
def cover_declined(cast: Cast) -> Iterator[None]:
    covering.name(cast)
    yield
    covers.answer(cast.patient.actor(), covering.asked(cast), accept=False)
    yield
    assert stored(Cover)[0]["state"] in ("declined", "ended")
    assert covers.requests(cast.patient.actor()) == []


@story("a place on a treatment team that ended has ended", Act.TREATMENT_ENDED)
def team_ended(cast: Cast) -> Iterator[None]:
    nurse = newcomer(cast, "Sam Ellery", "nurse")
    member = join_team(cast, nurse, also_before=True)
    yield
    treatment_endings.end(cast.manager.actor(), member)
    yield
    assert stored(TreatmentMember)[0]["state"] == "ended"
    assert not stored(RingGrant, RingGrant.recipient_id == nurse.id)


@story("a place on a treatment team that was declined is asked for no more", Act.TREATMENT_DECLINED)
def team_declined(cast: Cast) -> Iterator[None]:
    asked = ask(cast, newcomer(cast, "Sam Ellery", "nurse"))
    yield
    treatment_requests.answer(cast.patient.actor(), asked, accept=False)
    yield
    assert stored(TreatmentMember)[0]["state"] in ("declined", "ended")
    assert treatment_requests.requests(cast.patient.actor()) == []


@story("a key that was given back and refused is not offered again", Act.RING_RETURN_REFUSED)
def return_refused(cast: Cast) -> Iterator[None]:
    share_one_keep_one(cast)
    patient = start_again(cast, cast.patient)
    give_back(cast.therapist, patient)
    yield
    [offer] = returned.offers(anew(patient))
    returned.refuse(anew(patient), offer.source_id)
    yield
    assert not stored(RingGrant, RingGrant.kind == "returned")
    assert returned.offers(anew(patient)) == []


@story("a recovery key that was retired opens nothing", Act.RECOVERY_KEY_RETIRED)
def recovery_key_retired(cast: Cast) -> Iterator[None]:
    shares = accepted_key(cast)
    yield
    recovery_keys.retire(cast.clinic_id)
    yield
    assert stored(ClinicRecoveryKey)[0]["retired_at"] is not None
    assert not stored(RecoveryGrant)
    with pytest.raises(recovery_keys.RecoveryKeyRefused):
        recovery_keys.open_for_therapist(cast.clinic_id, cast.patient.id, cast.therapist.id, shares)


@story("a no to the recovery key is a no", Act.RECOVERY_KEY_DECLINED)
def recovery_key_declined(cast: Cast) -> Iterator[None]:
    accepted_key(cast)
    yield
    recovery_granting.answer(cast.patient.actor(), accept=False)
    yield
    assert not stored(RecoveryGrant)
    write(cast.patient.actor(), "Shared after.", shared=True)
    assert not stored(RecoveryGrant)


@story("a clinic that was closed is closed", Act.CLINIC_CLOSED)
def clinic_closed(cast: Cast) -> Iterator[None]:
    yield
    clinic_closing.close(cast.manager.actor())
    yield
    assert stored(Clinic)[0]["closed_at"] is not None
    assert {row["state"] for row in stored(CareRelation)} == {"ended"}
