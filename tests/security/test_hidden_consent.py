"""A consent that somebody hides in the database counts for nothing meanwhile, and not again once it was taken back."""

from __future__ import annotations

from uuid import UUID

import pytest

from journal.models import TreatmentConsent
from journal.services.audit import verification
from journal.services.consents import treatment_consents
from journal.services.courses import course_pages
from tests.services.course_steps import agreed, planned
from tests.services.hands import put, remove, stored
from tests.services.session_steps import nurse
from tests.support.cast import Cast, Member

__all__ = ["nurse"]  # a fixture
pytestmark = pytest.mark.usefixtures("inside")


def state(cast: Cast, nurse: Member, course: UUID) -> str:
    """How the patient's consent stands, as the treatment team sees it."""
    found = course_pages.of_patient(nurse.actor(), cast.patient.id).course(course)
    assert found.consent is not None
    return str(found.consent.state)


def test_a_consent_that_was_hidden_while_it_was_taken_back_counts_nowhere(cast: Cast, nurse: Member) -> None:
    course = planned(cast, nurse)
    treatment_consents.answer(cast.patient.actor(), course, agreed(cast, 1))
    assert state(cast, nurse, course) == "given"
    row = stored(TreatmentConsent)[0]
    remove(TreatmentConsent, TreatmentConsent.id == row["id"])
    assert state(cast, nurse, course) == "closed"
    assert f"treatment_consent {row['id']} was begun and is not there" in list(verification.verify(cast.clinic_id))
    treatment_consents.withdraw(cast.patient.actor(), course)
    put(TreatmentConsent, row)
    assert state(cast, nurse, course) == "closed"
    assert f"treatment_consent {row['id']} is not what its newest row says" in list(verification.verify(cast.clinic_id))
