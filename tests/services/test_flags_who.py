"""Who has a flag is worked out from care, cover and team; who has no key sees whom to contact, never why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journal import clock
from journal.extensions import db
from journal.models import Notice as NoticeRow
from journal.models import Ring, SafetyFlag, SafetyStep
from journal.permissions import NotAllowed
from journal.services.clinics import clinic_settings
from journal.services.clinics.opening_hours import ALWAYS
from journal.services.notices import TRIES, Notice
from journal.services.people import deaths, people_admin, phone_numbers
from journal.services.people.people_admin import PersonRefused
from journal.services.safety import flag_counts, flag_steps, flags
from journal.services.safety.flags import FlagRefused
from tests.services import care_steps, covering
from tests.services.evaluation_steps import nurse, on_team, prescriber
from tests.services.hands import forget_notices, overwrite, stored
from tests.services.safety_steps import acknowledge, answered, asked, close, look, opened, there, write
from tests.support.cast import Cast, Member

__all__ = ["nurse", "prescriber"]  # fixtures
pytestmark = pytest.mark.usefixtures("inside")


def test_a_therapist_without_a_treatment_grant_contacts_and_closes_and_never_sees_the_answer(cast: Cast) -> None:
    phone_numbers.set_number(cast.patient.actor(), cast.patient.id, "+1 212 555 0188")
    flag_id = answered(cast, 3)
    page = look(cast.therapist, flag_id)
    assert (page.cause, page.phone, page.patient.identifier) == (None, "+1 212 555 0188", cast.patient.identifier)
    acknowledge(cast.therapist, flag_id)
    write(cast.therapist, flag_id)
    close(cast.therapist, flag_id)
    kinds = {row.id: row.kind for row in db.session.query(Ring).filter(Ring.patient_id == cast.patient.id)}
    assert {kinds[row["ring_id"]] for row in stored(SafetyStep)} == {"care"}
    assert [step.words for step in look(cast.therapist, flag_id).steps][-1] == "Spoke twice; a plan for the week"


def test_the_treatment_team_sees_the_answer_and_what_it_wrote_itself(cast: Cast, nurse: Member) -> None:
    flag_id = answered(cast, 2)
    [line] = there(nurse)
    assert line.priority
    page = look(nurse, flag_id)
    assert page.cause is not None
    assert page.cause.sentence == "An answer to PHQ-9."
    assert [each.answer for each in page.cause.answers] == ["More than half the days (2)"]
    acknowledge(cast.therapist, flag_id)
    write(cast.therapist, flag_id, "Under the care ring")
    write(nurse, flag_id, "Under the ring of the flag")
    assert [step.words for step in look(nurse, flag_id).steps] == [None, "Under the ring of the flag"]
    close(nurse, flag_id)


def test_without_any_key_what_was_done_is_written_all_the_same(cast: Cast) -> None:
    flag_id = answered(cast)
    with db.engine.begin() as connection:
        connection.execute(Ring.__table__.update().where(Ring.patient_id == cast.patient.id).values(generation=9))
    db.session.remove()
    acknowledge(cast.therapist, flag_id)
    write(cast.therapist, flag_id, "Called")
    [step] = stored(SafetyStep)
    [ring] = stored(Ring, Ring.id == step["ring_id"])
    assert (ring["owner_id"], ring["kind"]) == (cast.therapist.id, "notes")
    assert look(cast.therapist, flag_id).steps[0].words == "Called"


def test_nobody_else_finds_it(cast: Cast) -> None:
    flag_id = answered(cast)
    assert flag_id is not None
    outsider = on_team(cast, "Sam Ellery", "nurse")
    for member in (cast.other_therapist, cast.other_patient, cast.patient, cast.manager):
        with pytest.raises(NotAllowed):
            look(member, flag_id)
        for step in (flag_steps.write_done, flag_steps.close):
            with pytest.raises(NotAllowed):
                step(member.actor(), flag_id, "words", 0, None, "")
        with pytest.raises(NotAllowed):
            flag_steps.acknowledge(member.actor(), flag_id, 0)
    for member in (cast.other_therapist, cast.other_patient, cast.manager):
        with pytest.raises(NotAllowed):
            opened(cast, member)
    assert [line.id for line in there(outsider)] == [flag_id]
    assert there(cast.other_therapist) == ()
    for member in (cast.patient, cast.manager):
        with pytest.raises(NotAllowed):
            there(member)


def test_it_passes_to_who_covers_on_the_days_and_back(cast: Cast) -> None:
    flag_id = answered(cast)
    covering.grant(cast, 2, 4)
    assert there(cast.other_therapist) == ()
    for days, seen in ((3, [flag_id]), (5, [])):
        with clock.at(covering.noon(covering.today() + timedelta(days=days))):
            assert [line.id for line in there(cast.other_therapist)] == seen
            if seen:
                acknowledge(cast.other_therapist, flag_id)
                write(cast.other_therapist, flag_id)
            else:
                with pytest.raises(NotAllowed):
                    look(cast.other_therapist, flag_id)
    assert look(cast.therapist, flag_id).steps[0].author == cast.other_therapist.name


def test_when_care_ends_the_therapist_has_it_no_longer_and_the_next_one_does(cast: Cast) -> None:
    flag_id = answered(cast)
    care_steps.end(cast)
    assert there(cast.therapist) == ()
    with pytest.raises(NotAllowed):
        look(cast.therapist, flag_id)
    assert answered(cast) is None
    assert asked(cast) is None
    assert len(stored(SafetyFlag)) == 1
    care_steps.begin(cast, cast.other_therapist)
    assert [line.id for line in there(cast.other_therapist)] == [flag_id]


def test_where_the_only_therapist_cannot_sign_in_nobody_would_see_it(cast: Cast) -> None:
    people_admin.disable(cast.manager.actor(), cast.therapist.id)
    db.session.remove()
    assert answered(cast) is None


def test_who_has_died_has_no_new_flag_and_the_open_one_stays_to_be_closed(cast: Cast) -> None:
    flag_id = answered(cast)
    noted = deaths.ask(cast.manager.actor(), cast.patient.id)
    deaths.answer(cast.therapist.actor(), noted, confirm=True)
    db.session.remove()
    [line] = there(cast.therapist)
    assert (line.id, line.has_died) == (flag_id, True)
    with pytest.raises(FlagRefused, match="has died"):
        opened(cast, cast.therapist)
    acknowledge(cast.therapist, flag_id)
    write(cast.therapist, flag_id)
    close(cast.therapist, flag_id)
    assert there(cast.therapist) == ()


def test_a_closed_account_keeps_its_flag_in_sight(cast: Cast) -> None:
    flag_id = answered(cast)
    people_admin.disable(cast.manager.actor(), cast.patient.id)
    db.session.remove()
    assert [line.id for line in there(cast.therapist)] == [flag_id]
    acknowledge(cast.therapist, flag_id)


def test_the_manager_counts_what_is_overdue_by_therapist_and_what_could_not_be_sent(cast: Cast) -> None:
    forget_notices()
    for _ in range(2):
        answered(cast)
    manager = cast.manager
    assert flag_counts.of_clinic(manager.actor()).overdue == ()
    seen = clinic_settings.settings(manager.actor())
    clinic_settings.change(manager.actor(), seen.version, {"flag_hours": 2, "open_hours": ALWAYS})
    with clock.at(clock.now() + timedelta(hours=3)):
        [counted] = flag_counts.of_clinic(manager.actor()).overdue
        assert (counted.name, counted.count) == (cast.therapist.name, 2)
    care_steps.end(cast)
    forget_notices_but(Notice.SAFETY_FLAG)
    overwrite(NoticeRow, NoticeRow.kind == Notice.SAFETY_FLAG, tries=TRIES)
    with clock.at(clock.now() + timedelta(hours=3)):
        counts = flag_counts.of_clinic(manager.actor())
    assert [(each.name, each.count) for each in counts.overdue] == [("", 2)]
    assert [(each.kind, each.count) for each in counts.failed] == [("safety flag", 2)]
    for member in (cast.therapist, cast.patient):
        with pytest.raises(NotAllowed):
            flag_counts.of_clinic(member.actor())


def forget_notices_but(kind: Notice) -> None:
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(NoticeRow.__table__.delete().where(NoticeRow.kind != kind))


def test_a_phone_number_is_set_by_its_patient_or_a_manager(cast: Cast) -> None:
    for member, number in ((cast.patient, "+44 1632 960142"), (cast.manager, "+44 1632 960143"), (cast.patient, "")):
        phone_numbers.set_number(member.actor(), cast.patient.id, f"  {number} ")
        assert phone_numbers.own(cast.patient.actor()) == number
    with pytest.raises(PersonRefused, match="digits"):
        phone_numbers.set_number(cast.patient.actor(), cast.patient.id, "call me")
    for member in (cast.therapist, cast.other_patient):
        with pytest.raises(NotAllowed):
            phone_numbers.set_number(member.actor(), cast.patient.id, "+44 1632 960144")


def test_the_list_of_one_patient_is_only_for_who_has_their_flags(cast: Cast) -> None:
    flag_id = answered(cast)
    assert [line.id for line in flags.open_of(cast.therapist.actor(), cast.patient.id)] == [flag_id]
    with pytest.raises(NotAllowed):
        flags.open_of(cast.other_therapist.actor(), cast.patient.id)
