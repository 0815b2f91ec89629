"""What making private means: the shared copy is erased, or kept where it was promised, reviewed and still opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from journal import clock
from journal.extensions import db
from journal.models import AuditRow, Clinic, Reflection, RingGrant, WithdrawnCopy
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.reflections import deleting, drafts, sharing, texts, withdrawing, writing
from journal.services.reflections.drafts import ONLY_ME, Words
from journal.services.review import reviews
from journal.services.rings import rings
from tests.services.hands import overwrite, remove, stored
from tests.support.cast import Cast
from tests.support.rules import keep_withdrawn
from tests.views.written import noted, shared


@pytest.fixture
def patient(app: Flask, cast: Cast) -> Iterator[Actor]:
    with app.app_context():
        keep_withdrawn(cast.clinic_id)
        yield cast.patient.actor()


def reviewed(patient: Actor, therapist: Actor, text: str = "words to share") -> UUID:
    reflection_id = shared(patient, text)
    reviews.mark_reviewed(therapist, reflection_id, 1)
    return reflection_id


def copies() -> list[dict[str, Any]]:
    return stored(WithdrawnCopy)


def test_erased_is_what_a_clinic_begins_with(patient: Actor, therapist: Actor, cast: Cast) -> None:
    keep_withdrawn(cast.clinic_id, keeps=False)
    sharing.make_private(patient, reviewed(patient, therapist))
    assert copies() == []


def test_a_reviewed_one_leaves_a_sealed_copy_under_the_key_its_readers_hold(patient: Actor, therapist: Actor) -> None:
    reflection_id = reviewed(patient, therapist)
    before = db.session.get_one(Reflection, reflection_id)
    ring, sealed = (before.ring_id, before.generation), before.body_sealed
    sharing.make_private(patient, reflection_id)
    (copy,) = copies()
    assert (copy["ring_id"], copy["generation"]) == ring
    assert copy["body_sealed"] != sealed
    assert b"words to share" not in copy["body_sealed"] + copy["head_sealed"]
    row = db.session.get_one(WithdrawnCopy, copy["id"])
    assert texts.body(therapist, row) == texts.body(patient, row) == "words to share"
    assert list(verification.verify(patient.clinic_id)) == []


def test_one_that_nobody_reviewed_is_erased(patient: Actor, therapist: Actor) -> None:
    reflection_id = shared(patient)
    reviews.open_reflection(therapist, reflection_id)
    assert not withdrawing.outcome(db.session.get_one(Reflection, reflection_id)).keeps
    sharing.make_private(patient, reflection_id)
    assert copies() == []


def test_a_mark_that_was_taken_back_counts_for_nothing(patient: Actor, therapist: Actor) -> None:
    reflection_id = reviewed(patient, therapist)
    reviews.undo_reviewed(therapist, reflection_id)
    sharing.make_private(patient, reflection_id)
    assert copies() == []


def test_one_shared_while_copies_were_erased_stays_under_that(patient: Actor, therapist: Actor, cast: Cast) -> None:
    keep_withdrawn(cast.clinic_id, keeps=False)
    reflection_id = reviewed(patient, therapist)
    keep_withdrawn(cast.clinic_id)
    assert not withdrawing.rule_of(db.session.get_one(Reflection, reflection_id)).keeps
    sharing.make_private(patient, reflection_id)
    assert copies() == []


def test_a_clinic_that_keeps_no_copies_any_more_keeps_none(patient: Actor, therapist: Actor, cast: Cast) -> None:
    reflection_id = reviewed(patient, therapist)
    keep_withdrawn(cast.clinic_id, keeps=False)
    sharing.make_private(patient, reflection_id)
    assert copies() == []


def test_saving_it_for_oneself_alone_is_withdrawing_too(patient: Actor, therapist: Actor) -> None:
    reflection_id = reviewed(patient, therapist, "as it was shared")
    form = drafts.editor(patient, reflection_id)
    writing.save(patient, Words(reflection_id, "", "as it is now", ONLY_ME, form.base_version, token=form.token))
    (copy,) = copies()
    assert texts.body(therapist, db.session.get_one(WithdrawnCopy, copy["id"])) == "as it was shared"


def test_deleting_is_withdrawing_too_and_the_copy_outlives_the_seven_days(patient: Actor, therapist: Actor) -> None:
    reflection_id = reviewed(patient, therapist)
    deleting.delete_reflection(patient, reflection_id)
    with clock.at(clock.now() + timedelta(days=8)):
        assert deleting.destroy_expired() == 1
    assert [copy["reflection_id"] for copy in copies()] == [reflection_id]
    assert list(verification.verify(patient.clinic_id)) == []


def test_shared_again_it_counts_from_the_beginning(patient: Actor, therapist: Actor) -> None:
    reflection_id = reviewed(patient, therapist)
    sharing.make_private(patient, reflection_id)
    sharing.share(patient, reflection_id)
    sharing.make_private(patient, reflection_id)
    assert len(copies()) == 1


def test_a_copy_that_nobody_at_the_clinic_could_open_is_not_kept(patient: Actor, therapist: Actor) -> None:
    reflection_id = reviewed(patient, therapist)
    remove(RingGrant, RingGrant.recipient_id == therapist.id)
    sharing.make_private(patient, reflection_id)
    assert copies() == []


def test_a_generation_with_a_copy_is_history_that_no_newcomer_is_given(patient: Actor, therapist: Actor) -> None:
    assert not rings.is_used(rings.own_ring(patient, "care", patient.id))
    sharing.make_private(patient, reviewed(patient, therapist))
    assert rings.is_used(rings.own_ring(patient, "care", patient.id))


def test_quotes_of_notes_are_withdrawn_all_the_same(patient: Actor, therapist: Actor) -> None:
    reflection_id = reviewed(patient, therapist)
    noted(therapist, reflection_id, "to share")
    sharing.make_private(patient, reflection_id)
    assert stored(AuditRow, AuditRow.act == Act.NOTE_QUOTE_WITHDRAWN)


def test_it_is_destroyed_when_its_time_has_passed_and_not_before(patient: Actor, therapist: Actor, cast: Cast) -> None:
    keep_withdrawn(cast.clinic_id, years=2)
    sharing.make_private(patient, reviewed(patient, therapist))
    until = copies()[0]["keep_until"]
    assert until == withdrawing.years_after(copies()[0]["withdrawn_at"], 2)
    with clock.at(until - timedelta(seconds=1)):
        assert withdrawing.destroy_due() == 0
    with clock.at(until):
        assert (withdrawing.destroy_due(), withdrawing.destroy_due()) == (1, 0)
    assert copies() == []
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_leap_day_ends_on_a_day_that_exists() -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert withdrawing.years_after(leap, 7) == datetime(2035, 3, 1, 12, tzinfo=UTC)
    assert withdrawing.years_after(leap, 4) == datetime(2032, 2, 29, 12, tzinfo=UTC)


def test_settings_changed_past_the_application_erase_nothing(patient: Actor, therapist: Actor, cast: Cast) -> None:
    reflection_id = reviewed(patient, therapist)
    overwrite(Clinic, Clinic.id == cast.clinic_id, keeps_withdrawn=False)
    sharing.make_private(patient, reflection_id)
    assert len(copies()) == 1


@pytest.mark.parametrize(("years", "kept"), [(20_000, 50), (-3, 1)])
def test_years_out_of_range_are_the_nearest_that_can_be_set(patient: Actor, cast: Cast, years: int, kept: int) -> None:
    overwrite(Clinic, Clinic.id == cast.clinic_id, retention_years=years)
    assert withdrawing.rule_of_clinic(cast.clinic_id).years == kept
