"""Records of the treatment, insights and process notes that were deleted after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from journal.extensions import Model
from journal.models import (
    AddedPrompt,
    DosingSession,
    EarlierTreatment,
    Insight,
    MeasureResponse,
    ProcessNote,
    Referral,
    Step,
    TreatmentEntry,
)
from journal.services.audit.acts import Act
from journal.services.evaluations import earlier_treatments
from journal.services.evaluations.earlier_treatments import TypedTreatment
from journal.services.insights import insights, steps
from journal.services.measures import entries
from journal.services.measures.entries import TypedEntry
from journal.services.notes import process_notes
from journal.services.prompts import patient_prompts
from journal.services.prompts.patient_prompts import TypedAddition
from journal.services.referrals import referrals
from journal.services.sessions import own_sessions, session_deleting, sessions
from journal.services.treatments import treatment_entries
from tests.security.restores.telling import story
from tests.services.evaluation_steps import on_team
from tests.services.hands import stored, write
from tests.services.insight_hands import TEXT, grown
from tests.services.referral_steps import ASKED, newest, note
from tests.support.cast import Cast
from tests.support.days import clinic_today

LATER = timedelta(days=8)  # than a deleted reflection can be taken back


def gone(table: type[Model]) -> bool:
    """Whether every row of a table of records is destroyed."""
    rows = stored(table)
    return bool(rows) and {(row["state"], row["body_sealed"]) for row in rows} == {("deleted", None)}


@story("an insight that was deleted is gone with its steps", Act.INSIGHT_DELETED, Act.STEP_DELETED)
def insight(cast: Cast) -> Iterator[None]:
    made = grown(cast.patient.actor(), write(cast.patient.actor(), TEXT))
    yield
    insights.delete(cast.patient.actor(), made)
    yield
    assert gone(Insight)
    assert gone(Step)


@story("a step that was deleted is gone", Act.STEP_DELETED)
def step(cast: Cast) -> Iterator[None]:
    grown(cast.patient.actor(), write(cast.patient.actor(), TEXT))
    [change] = stored(Step, Step.kind == "change")
    yield
    steps.delete(cast.patient.actor(), change["id"])
    yield
    assert [row["body_sealed"] for row in stored(Step, Step.kind == "change")] == [None]
    assert stored(Insight)[0]["body_sealed"] is not None


@story("a medicine that was removed from the list is gone", Act.TREATMENT_ENTRY_REMOVED)
def treatment_entry(cast: Cast) -> Iterator[None]:
    treatment_entries.add(cast.patient.actor(), treatment_entries.MEDICINE, "sertraline")
    yield
    treatment_entries.remove(cast.patient.actor(), stored(TreatmentEntry)[0]["id"])
    yield
    assert gone(TreatmentEntry)


@story("an earlier treatment that was removed is gone", Act.EVALUATION_REMOVED)
def earlier_treatment(cast: Cast) -> Iterator[None]:
    typed = TypedTreatment("Sertraline", "medicine", "depression", "yes", "none", "100 mg for nine weeks")
    earlier_treatments.add(cast.patient.actor(), cast.patient.id, typed)
    yield
    earlier_treatments.remove(cast.patient.actor(), cast.patient.id, stored(EarlierTreatment)[0]["id"])
    yield
    assert gone(EarlierTreatment)


@story("a measure that was entered by mistake and removed is gone", Act.MEASURE_REMOVED)
def measure(cast: Cast) -> Iterator[None]:
    nurse = on_team(cast, "Sam Ellery", "nurse")
    typed = TypedEntry("phq2", "1.0.0", clinic_today() - timedelta(days=2), {"phq2_1": 1, "phq2_2": 1})
    entry, _ = entries.enter(nurse.actor(), cast.patient.id, typed)
    yield
    entries.remove(nurse.actor(), cast.patient.id, entry)
    yield
    assert gone(MeasureResponse)


@story("a session that was entered by mistake and deleted counts no more", Act.SESSION_DELETED, leaves="dosing_session")
def session(cast: Cast) -> Iterator[None]:
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    made = stored(DosingSession)[0]["id"]
    yield
    session_deleting.delete(cast.therapist.actor(), made)
    yield
    kept: Any = own_sessions.of_patient(cast.patient.id)
    assert made not in {each.id for each in (*kept.past, *kept.coming)}


@story("a referral that was removed is gone", Act.REFERRAL_REMOVED)
def referral(cast: Cast) -> Iterator[None]:
    nurse = on_team(cast, "Sam Ellery", "nurse")
    note(nurse, cast, ASKED)
    yield
    seen = newest(nurse, cast)
    referrals.remove(nurse.actor(), cast.patient.id, seen.id, seen.version)
    yield
    assert gone(Referral)


@story("a prompt that a therapist had added and took back is gone", Act.PROMPT_REMOVED)
def prompt(cast: Cast) -> Iterator[None]:
    therapist, patient_id = cast.therapist.actor(), cast.patient.id
    patient_prompts.add(therapist, patient_id, TypedAddition("first_account", "Who was in the room?"))
    yield
    patient_prompts.remove(cast.therapist.actor(), patient_id, stored(AddedPrompt)[0]["id"])
    yield
    assert gone(AddedPrompt)


@story("a process note that was deleted says nothing", Act.PROCESS_NOTE_DELETED)
def process_note(cast: Cast) -> Iterator[None]:
    made = process_notes.add(cast.therapist.actor(), cast.patient.id, "I was in a hurry.")
    yield
    process_notes.delete(cast.therapist.actor(), made)
    yield
    assert gone(ProcessNote)
