"""Prompts of one patient: what a therapist in care changes, and what the patient skips."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import AddedPrompt, PromptOrder, PromptSkip
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.care import care, care_endings
from journal.services.prompts import own_prompts, patient_prompts, prompt_rows, skips
from journal.services.prompts.clinic_prompts import PromptsMoved, PromptsRefused
from journal.services.prompts.patient_prompts import TypedAddition
from tests.services.hands import overwrite
from tests.services.test_prompts import texts_of
from tests.support import booking, sittings
from tests.support.cast import Cast


def codes(actor: Actor, moment: str = "first_account") -> list[str]:
    planned = own_prompts.shown(actor).moment(moment)
    assert planned is not None
    return [each.code for each in planned.open]


def test_a_therapist_adds_a_prompt_under_their_name_and_takes_it_back(therapist: Actor, patient: Actor) -> None:
    typed = TypedAddition("first_account", "Who was in the room?")
    patient_prompts.add(therapist, patient.id, typed)
    added = own_prompts.shown(patient).moment("first_account")
    assert added is not None
    assert (added.open[-1].text, added.open[-1].added_by) == ("Who was in the room?", "Dr. Ines Okafor")
    [row] = prompt_rows.added_for(patient.id)
    assert b"room" not in (row.body_sealed or b"")
    patient_prompts.remove(therapist, patient.id, row.id)
    assert "Who was in the room?" not in texts_of(patient)
    assert db.session.get_one(AddedPrompt, row.id).state == sealed_records.DELETED
    assert list(verification.verify(patient.clinic_id)) == []


def test_a_therapist_hides_and_reorders_for_one_patient(cast: Cast, therapist: Actor, patient: Actor) -> None:
    plain = codes(patient)
    patient_prompts.arrange(therapist, patient.id, plain[0], patient_prompts.HIDE, 0)
    patient_prompts.arrange(therapist, patient.id, plain[2], patient_prompts.UP, 1)
    assert codes(patient) == [plain[2], plain[1], *plain[3:]]
    with pytest.raises(PromptsMoved):
        patient_prompts.arrange(therapist, patient.id, plain[0], patient_prompts.SHOW, 1)
    patient_prompts.arrange(therapist, patient.id, plain[0], patient_prompts.SHOW, 2)
    patient_prompts.arrange(therapist, patient.id, plain[0], patient_prompts.UP, 3)  # it is the first already
    assert codes(patient) == [plain[0], plain[2], plain[1], *plain[3:]]
    assert codes(cast.other_patient.actor()) == plain
    overwrite(PromptOrder, arranged='{"hidden": ["surprised"], "order": {}}')
    assert codes(patient) == plain


@pytest.mark.parametrize(
    "typed",
    [
        TypedAddition("first_account", " \n"),
        TypedAddition("no_such_moment", "What was it?"),
        TypedAddition("first_account", "x" * 10_000),
        TypedAddition("first_account", "a\x07b"),
    ],
)
def test_an_addition_that_cannot_be_is_refused(therapist: Actor, patient: Actor, typed: TypedAddition) -> None:
    with pytest.raises(PromptsRefused):
        patient_prompts.add(therapist, patient.id, typed)
    assert prompt_rows.added_for(patient.id) == []


def test_only_a_therapist_in_care_changes_a_patient_s_prompts(cast: Cast, therapist: Actor, patient: Actor) -> None:
    typed = TypedAddition("first_account", "Who was in the room?")
    patient_prompts.add(therapist, patient.id, typed)
    [row] = prompt_rows.added_for(patient.id)

    def refused(actor: Actor) -> None:
        for act in (
            lambda: patient_prompts.shown(actor, patient.id),
            lambda: patient_prompts.add(actor, patient.id, typed),
            lambda: patient_prompts.arrange(actor, patient.id, "hard", patient_prompts.HIDE, 0),
            lambda: patient_prompts.remove(actor, patient.id, row.id),
        ):
            with pytest.raises((NotAllowed, CannotOpen)):
                act()

    for part in ("other_therapist", "manager", "patient", "other_patient"):
        refused(getattr(cast, part).actor())
    for strange in (uuid4(), therapist.id):
        with pytest.raises(NotAllowed):
            patient_prompts.add(therapist, strange, typed)
    with pytest.raises(NotAllowed):
        patient_prompts.arrange(therapist, patient.id, "no_such_prompt", patient_prompts.HIDE, 0)
    relation = care_of(patient, therapist)
    care_endings.end(patient, relation)
    refused(therapist)
    assert texts_of(patient)[-1] == "Who was in the room?"  # it stays hers, with the name of who added it


def care_of(patient: Actor, therapist: Actor) -> UUID:
    relation = care.active_relation(patient.id, therapist.id)
    assert relation is not None
    return relation.id


def test_a_prompt_is_skipped_for_good_by_its_patient_alone_and_asked_again(
    cast: Cast, therapist: Actor, patient: Actor
) -> None:
    skips.skip_prompt(patient, "surprised")
    skips.skip_prompt(patient, "surprised")
    assert "surprised" not in codes(patient)
    shown = patient_prompts.shown(therapist, patient.id).plan.moment("first_account")
    assert shown is not None
    assert not any(each.is_skipped for each in shown.asked)  # that is for nobody else to see
    skips.ask_again(patient, "surprised")
    assert "surprised" in codes(patient)
    skips.skip_prompt(patient, "surprised")
    assert "surprised" not in codes(patient)
    overwrite(PromptSkip, code="hard")
    assert {"surprised", "hard"} <= set(codes(patient))
    with pytest.raises(NotAllowed):
        skips.skip_prompt(patient, "no_such_prompt")
    for part in ("therapist", "manager"):
        with pytest.raises(NotAllowed):
            skips.skip_prompt(getattr(cast, part).actor(), "surprised")


def test_a_moment_is_skipped_of_what_is_one_s_own(cast: Cast, patient: Actor) -> None:
    now = clock.now()
    theirs = sittings.held(cast.other_patient, cast.other_therapist, now)
    mine = sittings.held(cast.patient, cast.therapist, now - timedelta(days=1))
    meeting = booking.ahead(cast)
    for about, code in ((theirs, "week"), (uuid4(), "week"), (mine, "no_such_moment")):
        for act in (skips.skip_moment, skips.put_off):
            with pytest.raises(NotAllowed):
                act(patient, code, about)
    for about in (mine, meeting):
        skips.put_off(patient, "before_appointment", about)
        skips.skip_moment(patient, "before_appointment", about)
    assert [row.until for row in prompt_rows.skips_of(patient.clinic_id, patient.id)] == [None, None]
    assert list(verification.verify(patient.clinic_id)) == []
