"""A safety flag is there with the answer, stands until somebody closed it with what was done, and never vanishes."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.models import Notice as NoticeRow
from journal.models import SafetyFlag, SafetyStep
from journal.services.audit import history, verification
from journal.services.notices import Notice
from journal.services.safety import flag_rows, flag_steps, flags
from journal.services.safety.flag_rows import id_of
from journal.services.safety.flag_steps import LONGEST, FlagMoved
from journal.services.safety.flags import FlagRefused
from tests.services.hands import at_once, forget_notices, stored
from tests.services.safety_steps import WORDS, acknowledge, answered, asked, close, look, moves, opened, there, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_an_answer_opens_a_flag_with_a_notice_and_a_sealed_cause(cast: Cast) -> None:
    forget_notices()
    flag_id = answered(cast, 2)
    [line] = there(cast.therapist)
    assert (line.id, line.patient_id, line.name, line.state) == (flag_id, cast.patient.id, cast.patient.name, "open")
    assert (line.age.is_overdue, line.whole, line.priority, line.contact_at) == (False, True, False, None)
    [notice] = stored(NoticeRow)
    assert (notice["person_id"], notice["kind"]) == (cast.therapist.id, Notice.SAFETY_FLAG)
    [row] = stored(SafetyFlag)
    assert b"phq9" not in row["body_sealed"]
    assert "phq9" not in str({name: value for name, value in row.items() if name != "body_sealed"})
    assert list(verification.verify(cast.clinic_id)) == []


def test_the_flag_and_the_answer_are_kept_together_or_not_at_all(cast: Cast) -> None:
    forget_notices()
    with pytest.raises(RuntimeError):
        answered(cast, fails=True)
    assert stored(SafetyFlag) == stored(NoticeRow) == []


def test_the_same_answer_opens_one_flag_and_never_closes_it(cast: Cast) -> None:
    about = make_id()
    first = answered(cast, 1, about)
    assert [answered(cast, value, about) for value in (1, 3, 3)] == [first] * 3
    assert len(stored(SafetyFlag)) == 1
    acknowledge(cast.therapist, first)
    write(cast.therapist, first)
    close(cast.therapist, first)
    assert answered(cast, 3, about) == first
    assert there(cast.therapist) == ()
    again = make_id()
    assert answered(cast, 1, again) != first
    assert [line.id for line in there(cast.therapist)] == [id_of(cast.patient.id, 2)]


def test_of_one_response_every_answer_stands_in_one_flag(cast: Cast) -> None:
    about = make_id()
    first = answered(cast, 3, about, item="nausea", instrument="after_effects")
    assert answered(cast, 3, about, item="dizziness", instrument="after_effects") == first
    said = flags.causes(cast.patient.actor(), flag_rows.of_patients(cast.clinic_id, [cast.patient.id]))
    assert said[id_of(cast.patient.id, 1)]["answers"] == {"nausea": [3], "dizziness": [3]}
    acknowledge(cast.therapist, first)
    write(cast.therapist, first)
    close(cast.therapist, first)
    assert answered(cast, 3, about, item="nausea", instrument="after_effects") == first
    assert answered(cast, 3, about, item="bladder", instrument="after_effects") == id_of(cast.patient.id, 2)


def test_a_flag_is_closed_only_with_all_three_and_each_keeps_its_author(cast: Cast) -> None:
    flag_id = asked(cast)
    with pytest.raises(FlagRefused, match=r"Acknowledge it first\. Write what was done\."):
        close(cast.therapist, flag_id)
    acknowledge(cast.therapist, flag_id)
    with pytest.raises(FlagRefused, match=r"open: Write what was done\."):
        close(cast.therapist, flag_id)
    write(cast.therapist, flag_id)
    with pytest.raises(FlagRefused, match="note"):
        close(cast.therapist, flag_id, "  \n ")
    close(cast.therapist, flag_id)
    page = look(cast.therapist, flag_id)
    assert page.acknowledged is not None
    assert page.closed is not None
    assert (page.state, page.acknowledged.name, page.closed.name) == ("closed", *[cast.therapist.name] * 2)
    assert [(step.kind, step.author) for step in page.steps] == [
        ("done", cast.therapist.name),
        ("note", page.closed.name),
    ]
    assert page.steps[0].words == "Called; she is with her sister"
    with pytest.raises(FlagRefused, match="closed"):
        write(cast.therapist, flag_id)
    assert list(verification.verify(cast.clinic_id)) == []


def test_sent_twice_writes_once_and_who_saw_less_overwrites_nothing(cast: Cast) -> None:
    flag_id, ines = opened(cast, cast.therapist), cast.therapist.actor()
    form = make_id()
    token = token_for_id(server_secret(), ines.id, form)
    for _ in range(2):
        flag_steps.acknowledge(ines, flag_id, 0)
    for _ in range(2):
        flag_steps.write_done(ines, flag_id, "Called", 1, form, token)
    assert (moves(flag_id), len(stored(SafetyStep))) == (2, 1)
    with pytest.raises(FlagMoved):
        flag_steps.write_done(ines, flag_id, "Called again", 1, None, "")
    with pytest.raises(FlagMoved):
        flag_steps.close(ines, flag_id, "Done", 0, None, "")
    assert look(cast.therapist, flag_id).state == "acknowledged"


def test_one_form_opens_one_flag_and_its_reason_is_sealed(cast: Cast) -> None:
    form = make_id()
    token = token_for_id(server_secret(), cast.therapist.id, form)
    first, second = (opened(cast, cast.therapist, form=form, token=token) for _ in range(2))
    assert first == second
    page = look(cast.therapist, first)
    assert page.cause is not None
    assert (page.cause.words, page.cause.kind) == (WORDS, "therapist")
    assert WORDS.encode() not in stored(SafetyFlag)[0]["body_sealed"]
    with pytest.raises(FlagRefused, match="why"):
        flag_steps.open_with_reason(cast.therapist.actor(), cast.patient.id, cast.patient.id, " ", None, "")


@pytest.mark.one_engine("text is sealed before it reaches a database")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec="utf-8"), max_size=LONGEST + 1))
def test_whatever_was_done_is_kept_as_typed_or_refused(cast: Cast, words: str) -> None:
    flag_id = opened(cast, cast.therapist)
    kept = words.replace("\r\n", "\n").strip()
    if not kept or len(kept) > LONGEST:
        with pytest.raises(FlagRefused):
            write(cast.therapist, flag_id, words)
    else:
        write(cast.therapist, flag_id, words)
        assert look(cast.therapist, flag_id).steps[-1].words == kept


def test_its_patient_sees_in_the_history_that_it_was_opened_and_looked_at(cast: Cast) -> None:
    flag_id = opened(cast, cast.therapist)
    look(cast.therapist, flag_id)
    look(cast.therapist, flag_id)  # within the hour: one looking
    told = [each.before for each in history.page(cast.patient.actor()).told[:2]]
    assert told == [
        f"{cast.therapist.name} looked at a safety flag of yours.",
        f"{cast.therapist.name} opened a safety flag, so that the clinic looks after you.",
    ]


@pytest.mark.alone
def test_of_many_at_once_each_opens_its_own_and_one_acknowledges(app: Flask, cast: Cast) -> None:
    flag_id: UUID | None = answered(cast)
    got = at_once(app, lambda _: answered(cast), 3)
    assert sorted(map(str, got)) == sorted(str(id_of(cast.patient.id, number)) for number in (2, 3, 4))
    acknowledge(cast.therapist, flag_id)
