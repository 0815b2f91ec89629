"""A patient's lists of other therapy, medicines and questions: theirs to change, read by who treats them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.models import TreatmentEntry
from journal.permissions import NotAllowed
from journal.services.audit import history, verification
from journal.services.consents import consents
from journal.services.treatments import treatment_entries, treatment_reading
from journal.services.treatments.treatment_entries import LONGEST, MEDICINE, QUESTION, THERAPY, EntryRefused
from tests.services.care_steps import begin, end
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
WORDS = "sertraline in the morning \U0001f30a"


def texts(cast: Cast, kind: str = MEDICINE) -> list[str]:
    return [entry.text for entry in treatment_entries.lists(cast.patient.actor()).of(kind)]


def read(cast: Cast, part: str = "therapist") -> list[str]:
    shown = treatment_reading.open_lists(getattr(cast, part).actor(), cast.patient.id)
    return [entry.text for entry in shown.lists.entries]


def test_what_is_added_is_sealed_listed_and_read_with_one_receipt(cast: Cast) -> None:
    maya = cast.patient.actor()
    for kind, text in ((THERAPY, "CBT on Mondays"), (MEDICINE, f" {WORDS}\r\n"), (QUESTION, "before food?")):
        treatment_entries.add(maya, kind, text)
    assert texts(cast) == [WORDS]
    assert all(b"sertraline" not in row["body_sealed"] for row in stored(TreatmentEntry))
    assert read(cast) == ["CBT on Mondays", WORDS, "before food?"]
    told = [each.before for each in history.page(cast.patient.actor()).told]
    assert told.count(f"{cast.therapist.name} opened your treatments and questions.") == 1
    assert list(verification.verify(cast.clinic_id)) == []


def test_the_same_form_twice_adds_one_and_removing_destroys_it(cast: Cast) -> None:
    maya, made = cast.patient.actor(), make_id()
    for _ in range(2):
        treatment_entries.add(maya, MEDICINE, WORDS, made, token_for_id(server_secret(), maya.id, made))
    assert texts(cast) == [WORDS]
    before = stored(TreatmentEntry)[0]
    for _ in range(2):
        treatment_entries.remove(maya, made)
    assert (texts(cast), stored(TreatmentEntry)[0]["body_sealed"]) == ([], None)
    overwrite(TreatmentEntry, TreatmentEntry.id == made, **{key: before[key] for key in before if key != "id"})
    assert [entry.readable for entry in treatment_entries.lists(cast.patient.actor()).entries] == [False]


@pytest.mark.parametrize("part", ["other_patient", "other_therapist", "manager"])
def test_nobody_else_reads_or_removes(cast: Cast, part: str) -> None:
    treatment_entries.add(cast.patient.actor(), MEDICINE, WORDS)
    who = getattr(cast, part).actor()
    for attempt in (
        lambda: treatment_reading.open_lists(who, cast.patient.id),
        lambda: treatment_entries.remove(who, stored(TreatmentEntry)[0]["id"]),
        lambda: treatment_reading.open_lists(who, uuid4()),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_after_care_it_stays_the_patients_and_a_new_therapist_reads_what_is_new(cast: Cast) -> None:
    treatment_entries.add(cast.patient.actor(), MEDICINE, WORDS)
    end(cast)
    with pytest.raises(NotAllowed):
        read(cast)
    assert (texts(cast), treatment_entries.lists(cast.patient.actor()).readers) == ([WORDS], ())
    begin(cast, cast.other_therapist)
    treatment_entries.add(cast.patient.actor(), QUESTION, "anew?")
    assert read(cast, "other_therapist") == ["anew?"]


@pytest.mark.parametrize(("kind", "text"), [(MEDICINE, " \n"), (MEDICINE, "x" * (LONGEST + 1))])
def test_what_cannot_be_kept_leaves_no_row(cast: Cast, kind: str, text: str) -> None:
    with pytest.raises(EntryRefused):
        treatment_entries.add(cast.patient.actor(), kind, text)
    with pytest.raises(NotAllowed):
        treatment_entries.add(cast.patient.actor(), "diet", "x")
    assert not stored(TreatmentEntry)


def test_nothing_is_added_without_consent(cast: Cast) -> None:
    consents.withdraw(cast.patient.actor(), "privacy")
    with pytest.raises(consents.ConsentMissing):
        treatment_entries.add(cast.patient.actor(), MEDICINE, WORDS)
