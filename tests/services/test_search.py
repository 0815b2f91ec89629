"""Search finds what its actor may read, shows the words, and tells the patient what it showed to somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from journal import clock
from journal.models import AuditRow
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.search import search
from journal.services.search.search import PATIENT, QueryRefused
from tests.services.hands import stored, write
from tests.services.looking import ids, look, note, said, seen
from tests.support.cast import Cast
from tests.support.days import clinic_today

pytestmark = pytest.mark.usefixtures("inside")


def test_a_patient_finds_all_their_own_newest_first(cast: Cast, patient: Actor) -> None:
    kept = write(patient, "The Lake at dawn.")
    shared = write(patient, "Nothing of it.", shared=True, title="Lâke, again")
    write(patient, "The river.")
    write(cast.other_patient.actor(), "His lake.")
    results = look(patient, "LAKE")
    assert [hit.id for hit in results.hits] == [shared, kept]
    assert (results.found, results.is_more, results.unopened) == (2, False, 0)
    assert [piece.text for piece in results.hits[0].reflection_title if piece.is_found] == ["Lâke"]
    assert said(results)[1] == "The Lake at dawn."


def test_every_word_must_be_there_and_a_phrase_goes_on_over_lines_and_markup(patient: Actor) -> None:
    found = write(patient, "I kept *one hand*\non the **blanket** (.*).")
    assert ids(patient, "hand BLANKET") == [found]
    assert ids(patient, '"one hand on the blanket (.*)"') == [found]
    assert ids(patient, '"blanket hand"') == ids(patient, "hand pillow") == ids(patient, "h.nd") == []


@pytest.mark.parametrize("typed", ["", "   \n", '" "', "x" * 5000, " ".join(f"w{number}" for number in range(13))])
def test_what_cannot_be_looked_for_is_refused_with_a_reason(patient: Actor, typed: str) -> None:
    with pytest.raises(QueryRefused):
        look(patient, typed)


def test_a_therapist_finds_what_is_shared_with_them_and_the_patient_is_told_of_the_excerpt(
    patient: Actor, therapist: Actor
) -> None:
    shared, other = write(patient, "The lake.", shared=True), write(patient, "The river.", shared=True)
    write(patient, "My lake.")
    (hit,) = look(therapist, "lake").hits
    assert (hit.id, hit.patient_name, hit.patient_identifier) == (shared, "Maya Lindqvist", "1988-04-17")
    assert seen(shared) == [("Dr. Ines Okafor", "seen in search")]
    assert seen(other) == []


def test_scanning_without_showing_and_ones_own_search_leave_no_row(patient: Actor, therapist: Actor) -> None:
    write(patient, "The river.", shared=True)
    look(therapist, "lake")
    look(patient, "river")
    assert not stored(AuditRow, AuditRow.act == Act.REFLECTION_SEEN_IN_SEARCH)


def test_a_search_is_narrowed_by_patient_author_and_days(cast: Cast, patient: Actor, therapist: Actor) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        old = write(patient, "The old lake.", shared=True)
    new = write(patient, "The new lake.", shared=True)
    noted = note(therapist, new, "The lake.")
    assert ids(therapist, "lake", author=PATIENT) == [new, old]
    assert ids(therapist, "lake", author=therapist.id.hex) == [noted]
    between = clinic_today() - timedelta(days=5)
    assert ids(therapist, "lake", patient_id=patient.id, author=PATIENT, until=between) == [old]
    assert ids(therapist, "lake", since=between) == [noted, new]
    assert ids(therapist, "lake", since=date.min, until=date.max) == [noted, new, old]
    with pytest.raises(QueryRefused):
        look(therapist, "lake", since=date(2026, 2, 2), until=date(2026, 2, 1))
    offered = search.choices(therapist)
    assert offered.patients == ((cast.patient.id, "Maya Lindqvist"),)
    assert offered.authors == ((cast.therapist.id, "Dr. Ines Okafor"),)


def test_pages_hold_so_many_and_only_the_newest_are_given(patient: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    monkeypatch.setattr(search, "MOST", 5)
    written = [write(patient, "The lake.") for _ in range(7)][::-1]
    first, last = look(patient, "lake"), look(patient, "lake", page=99)
    assert ([hit.id for hit in first.hits], first.found, first.is_more, first.pages) == (written[:2], 5, True, 3)
    assert ([hit.id for hit in last.hits], last.page) == (written[4:5], 3)
