"""An evaluation that was begun before its person came: they do not write over what waits for them, and nothing that was
destroyed stands in anybody's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from journal import clock
from journal.extensions import db
from journal.models import RedFlag, SessionRecord
from journal.permissions import NotAllowed
from journal.services.before import before_endings, letting_in, taking_up
from journal.services.evaluations import evaluation_sections, red_flags
from journal.services.evaluations.evaluation_access import EvaluationRefused
from journal.services.evaluations.flag_views import FlagView
from journal.services.evaluations.red_flags import TypedAnswer
from journal.services.session_records import session_log
from journal.services.session_records.session_log import TypedEntry
from journal.services.sessions import own_sessions, telling
from journal.services.sessions.telling import JUST_NOW, TypedEnd
from tests.services.before_steps import arrived, handed, is_whole, opened, readable, written
from tests.services.evaluation_steps import PSYCHOSIS
from tests.services.hands import newcomer, stored
from tests.services.test_treatment_team import join_team
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")
SAID = "Two stays on a ward, the last one in 2019."
SECTION, QUESTION = "medical", "conditions"


def told(by: Member, patient_id: UUID, answer: str, note: str = "") -> None:
    seen = {each.code: each.seen for each in red_flags.listed(by.actor(), patient_id)}
    red_flags.answer(by.actor(), patient_id, {PSYCHOSIS: TypedAnswer(answer, note, seen[PSYCHOSIS])})


def flag(by: Member, patient_id: UUID) -> FlagView:
    return next(each for each in red_flags.listed(by.actor(), patient_id) if each.code == PSYCHOSIS)


@pytest.fixture
def keeper(cast: Cast) -> Member:
    """A prescriber who keeps a record for Lena."""
    return newcomer(cast, "Noor Haddad", "prescriber")


@pytest.fixture
def lena(keeper: Member) -> Member:
    """Lena, who has come, and whose keeper noted a red flag and a section before."""
    patient_id = opened(keeper)
    told(keeper, patient_id, "yes", SAID)
    evaluation_sections.save(keeper.actor(), patient_id, SECTION, {QUESTION: SAID}, 0)
    return arrived(keeper, patient_id)


@pytest.mark.parametrize("is_handed", [False, True])
def test_who_has_come_does_not_write_over_what_waits_for_them(keeper: Member, lena: Member, is_handed: bool) -> None:
    if is_handed:
        handed(keeper, lena)
    version = stored(RedFlag)[0]["version"]
    with pytest.raises(EvaluationRefused, match="before you came"):
        told(lena, lena.id, "no")
    with pytest.raises(EvaluationRefused, match="before you came"):
        evaluation_sections.save(lena.actor(), lena.id, SECTION, {QUESTION: "Nothing."}, 1)
    assert stored(RedFlag)[0]["version"] == version
    assert flag(keeper, lena.id).acts[-1].words == SAID
    if not is_handed:
        handed(keeper, lena)
    taking_up.take(lena.actor(), let_in=False)
    assert flag(lena, lena.id).acts[-1].words == SAID
    told(lena, lena.id, "no")
    assert flag(lena, lena.id).holds


def test_what_was_refused_and_destroyed_is_asked_anew_by_patient_and_team(
    cast: Cast, keeper: Member, lena: Member
) -> None:
    handed(keeper, lena)
    taking_up.refuse(lena.actor())
    before_endings.destroy(keeper.actor(), lena.id, "somebody_else")
    with pytest.raises(NotAllowed):
        red_flags.listed(keeper.actor(), lena.id)
    nurse = newcomer(cast, "Sam Ellery", "nurse")
    assert flag(lena, lena.id).holds
    told(lena, lena.id, "no")
    assert stored(RedFlag)[0]["state"] == "kept"
    join_team(replace(cast, patient=lena), nurse, also_before=True)
    evaluation_sections.save(nurse.actor(), lena.id, SECTION, {QUESTION: "Asked anew."}, 2)
    assert evaluation_sections.view(lena.actor(), lena.id, SECTION).words[QUESTION] == "Asked anew."
    assert is_whole(cast)


def test_the_keeper_writes_nothing_more_under_a_key_that_a_colleague_left_with(cast: Cast) -> None:
    keeper, colleague, patient_id = cast.therapist, cast.other_therapist, opened(cast.therapist)
    letting_in.let_in(keeper.actor(), patient_id, colleague.id, shown.of_person(colleague.id))
    session_id, open_sign_in = written(colleague, patient_id, "first"), keeper.actor()
    letting_in.take_back(colleague.actor(), patient_id, colleague.id)
    with clock.at(clock.now() - timedelta(days=3)):
        session_log.add(open_sign_in, session_id, TypedEntry({}, "second"))
    db.session.remove()
    assert [row["generation"] for row in stored(SessionRecord)] == [1, 2]
    assert readable(keeper) == ["first", "second"]
    assert readable(colleague) == []
    assert is_whole(cast)


def test_a_session_of_somebody_else_goes_with_the_record_that_was_refused(cast: Cast) -> None:
    keeper, patient_id = cast.therapist, opened(cast.therapist)
    written(keeper, patient_id)
    lena = arrived(keeper, patient_id)
    handed(keeper, lena)
    taking_up.refuse(lena.actor())
    told = telling.tell(lena.actor(), TypedEnd(JUST_NOW))
    before_endings.destroy(keeper.actor(), patient_id, "somebody_else")
    assert [each.id for each in own_sessions.of_patient(patient_id).past] == [told]
    assert is_whole(cast)
