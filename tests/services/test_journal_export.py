"""A patient takes the whole journal along: everything of theirs that opens, nothing of anybody else's."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest

from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.models import AuditRow, CopingPlan, Note, Reflection, ReflectionVersion
from journal.permissions import NotAllowed
from journal.services.appointments import appointment_marks
from journal.services.audit import verification
from journal.services.care import care_requests
from journal.services.clinics import clinic_closing
from journal.services.coping_plans import coping_plans
from journal.services.export import journal_export
from journal.services.notes import notes, replies
from journal.services.reflections import deleting, drafts, writing
from journal.services.reflections.drafts import ONLY_ME, Words
from journal.services.sessions import sessions
from tests.services.care_steps import begin, end
from tests.services.hands import overwrite, stored, write
from tests.support.booking import ahead
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def taken(who: Member) -> tuple[dict[str, Any], str]:
    """The two files of an export."""
    with ZipFile(io.BytesIO(journal_export.export(who.actor()))) as file:
        assert file.testzip() is None
        assert file.namelist() == ["journal.json", "journal.md"]
        return json.loads(file.read("journal.json")), file.read("journal.md").decode()


def entry(who: Member) -> dict[str, Any]:
    """The one reflection of an export."""
    (only,) = taken(who)[0]["reflections"]
    return dict(only)


def test_everything_that_was_written_is_in_it_and_it_is_audited(cast: Cast) -> None:
    maya = cast.patient.actor()
    write(maya, "for **me**", title="Alone")
    shared = write(maya, "a first wording", shared=True)
    writing.save(maya, Words(shared, "Ours", "a second\n\nwording \U0001f30a", "therapist", base_version=1))
    drafts.save_draft(maya, Words(shared, "Ours", "typed since", ONLY_ME, base_version=2))
    machine, human = taken(cast.patient)
    alone, ours = machine["reflections"]
    assert (machine["format"], machine["cannot_be_opened"]) == (1, [])
    assert (alone["title"], alone["body"], alone["audience"], alone["shared_at"]) == (
        "Alone",
        "for **me**",
        "Only me",
        None,
    )
    assert (ours["title"], ours["body"], ours["version"]) == ("Ours", "a second\n\nwording \U0001f30a", 2)
    assert (ours["state"], ours["can_read_now"]) == ("shared", ["Dr. Ines Okafor"])
    assert ours["shared_at"].endswith("+00:00")
    assert [(each["version"], each["body"]) for each in ours["earlier_versions"]] == [(1, "a first wording")]
    assert ours["draft"]["body"] == "typed since"
    for words in (
        "## Alone",
        "for **me**",
        "a second\n\nwording \U0001f30a",
        "### Typed and not saved, ",
        "typed since",
    ):
        assert words in human
    assert "journal.exported" in {row["act"] for row in stored(AuditRow)}
    assert list(verification.verify(cast.clinic_id)) == []


def test_appointments_are_in_it_with_what_became_of_them(cast: Cast) -> None:
    appointment_marks.cancel(cast.therapist.actor(), ahead(cast, 2, "dosing", 120, "Room 3"))
    machine, human = taken(cast.patient)
    (only,) = machine["appointments"]
    told = (only["kind"], only["state"], only["minutes"], only["place"], only["therapist"])
    assert told == ("dosing", "cancelled", 120, "Room 3", "Dr. Ines Okafor")
    assert "Dosing with Dr. Ines Okafor, Room 3 (cancelled)" in human
    assert taken(cast.other_patient)[0]["appointments"] == []


def test_an_empty_journal_is_a_file_too(cast: Cast) -> None:
    machine, human = taken(cast.patient)
    assert (machine["reflections"], human.startswith("# My journal")) == ([], True)
    assert journal_export.contents(cast.patient.actor()).reflections == 0


def test_what_was_only_typed_is_in_it_and_what_was_deleted_is_not(cast: Cast) -> None:
    maya = cast.patient.actor()
    deleting.delete_reflection(maya, write(maya, "thrown away"))
    made = make_id()
    drafts.save_draft(maya, Words(made, "", "only typed", ONLY_ME, token=token_for_id(server_secret(), maya.id, made)))
    only, human = entry(cast.patient), taken(cast.patient)[1]
    assert (only["state"], only["version"], only["draft"]["body"]) == ("draft", 0, "only typed")
    assert "only typed" in human
    assert "thrown away" not in human
    assert journal_export.contents(maya).reflections == 1


def test_notes_are_in_it_once_they_can_be_seen_with_replies_and_quoted_words(cast: Cast) -> None:
    shared = write(cast.patient.actor(), "A long evening by the water.", shared=True)
    ines = cast.therapist.actor()
    about = notes.TypedNote("What was it like?", notes.NOW, quoted_words="long evening")
    notes.add(ines, shared, about)
    for hidden in (notes.AT_APPOINTMENT, notes.ONLY_ME):
        notes.add(ines, shared, notes.TypedNote("hidden words", hidden))
    note_id = next(row["id"] for row in stored(Note) if row["visibility"] == notes.NOW)
    replies.add(cast.patient.actor(), note_id, "Quiet.")
    only, human = entry(cast.patient), taken(cast.patient)[1]
    (note,) = only["notes"]
    assert (note["author"], note["text"], note["quoted"]) == ("Dr. Ines Okafor", "What was it like?", "long evening")
    assert [(each["author"], each["text"]) for each in note["replies"]] == [("Maya Lindqvist", "Quiet.")]
    assert "> long evening\n\nWhat was it like?" in human
    assert "hidden words" not in human + json.dumps(only)


def test_one_therapist_who_was_meant_is_named(cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    maya = cast.patient.actor()
    made = write(maya, "for one of two")
    writing.save(maya, Words(made, "", "for one of two", cast.other_therapist.id.hex, base_version=1))
    only = entry(cast.patient)
    assert (only["audience"], only["can_read_now"]) == ("Tomas Reyes", ["Tomas Reyes"])


@pytest.mark.parametrize("spoilt", [Reflection, ReflectionVersion])
def test_what_cannot_be_opened_is_named_and_the_rest_goes_on(cast: Cast, spoilt: Any) -> None:
    maya = cast.patient.actor()
    damaged = write(maya, "a first wording")
    writing.save(maya, Words(damaged, "", "a second wording", ONLY_ME, base_version=1))
    write(maya, "another one")
    overwrite(spoilt, spoilt.body_sealed.is_not(None), body_sealed=b"x" * 60)
    write(cast.patient.actor(), "written since")
    machine, human = taken(cast.patient)
    part = "saved text" if spoilt is Reflection else "version 1"
    assert {"reflection": str(damaged), "part": part} in machine["cannot_be_opened"]
    assert machine["reflections"][-1]["body"] == "written since"
    assert "## What cannot be opened" in human
    assert "written since" in human


def test_a_row_that_was_put_back_is_not_believed(cast: Cast) -> None:
    maya = cast.patient.actor()
    made = write(maya, "an old wording")
    old = stored(Reflection)[0]
    writing.save(maya, Words(made, "", "a new wording", ONLY_ME, base_version=1))
    overwrite(Reflection, Reflection.id == made, **{k: v for k, v in old.items() if k != "id"})
    assert taken(cast.patient)[0]["cannot_be_opened"] == [{"reflection": str(made), "part": "saved text"}]


@pytest.mark.parametrize("who", ["therapist", "other_therapist", "manager"])
def test_only_patients_take_a_journal_along(cast: Cast, who: str) -> None:
    for asked in (journal_export.contents, journal_export.export):
        with pytest.raises(NotAllowed):
            asked(getattr(cast, who).actor())


def test_nobody_takes_anothers(cast: Cast) -> None:
    write(cast.patient.actor(), "words of hers", shared=True)
    assert taken(cast.other_patient)[0]["reflections"] == []


def test_it_goes_on_a_dosing_day_and_after_care_and_clinic_have_ended(cast: Cast) -> None:
    write(cast.patient.actor(), "words of hers", shared=True)
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    assert entry(cast.patient)["body"] == "words of hers"
    end(cast)
    assert entry(cast.patient)["can_read_now"] == []
    clinic_closing.close(cast.manager.actor())
    assert entry(cast.patient)["body"] == "words of hers"
    assert care_requests.requests(cast.patient.actor()) == []


def test_more_than_are_opened_at_once_are_all_in_it_in_their_order(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_export, "_AT_ONCE", 2)
    maya = cast.patient.actor()
    for number in range(5):
        write(maya, f"number {number}" + "w" * 99_000)
    assert [each["body"][:8] for each in taken(cast.patient)[0]["reflections"]] == [f"number {n}" for n in range(5)]


def test_the_coping_plan_goes_along(cast: Cast) -> None:
    assert taken(cast.patient)[0]["coping_plan"] is None
    coping_plans.save(cast.patient.actor(), coping_plans.TypedPlan({"signs": "I count what went wrong"}, "therapist"))
    machine, human = taken(cast.patient)
    assert machine["coping_plan"]["parts"] == [{"title": "Signs that I know", "text": "I count what went wrong"}]
    assert machine["coping_plan"]["can_read_now"] == [cast.therapist.name]
    assert "## My plan" in human
    overwrite(CopingPlan, CopingPlan.patient_id == cast.patient.id, body_sealed=b"x" * 300)
    assert taken(cast.patient)[0]["coping_plan"]["cannot_be_opened"] is True
