"""A coping plan is its patient's own: sealed for whom they choose, never lost, and kept when care ends."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.models import CopingPlan
from journal.permissions import NotAllowed
from journal.services.audit import history, verification
from journal.services.care.decisions import NotToday
from journal.services.consents import consents
from journal.services.coping_plans import coping_plans, plan_card, plan_conflicts, plan_parts, plan_reading
from journal.services.coping_plans.coping_plans import PlanChanged, TypedPlan
from journal.services.coping_plans.plan_parts import LONGEST, PlanRefused
from journal.services.reflections.audiences import THERAPIST, NobodyReads
from journal.services.reflections.texts import NoWords
from journal.services.sessions import sessions
from tests.services.care_steps import begin, end
from tests.services.hands import at_once, overwrite, stored
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
SLOW: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
WORDS = {"signs": "I count what went wrong \U0001f30a", "people": "Ada, +1 212 555 0147"}


def save(cast: Cast, base: int = 0, words: dict[str, str] | None = None, **more: Any) -> bool:
    return coping_plans.save(cast.patient.actor(), TypedPlan(words or WORDS, base_version=base, **more))


def own(cast: Cast) -> coping_plans.PlanPage:
    return coping_plans.page(cast.patient.actor())


def test_a_private_plan_is_sealed_and_says_that_nobody_else_reads(cast: Cast) -> None:
    assert save(cast) is False
    page = own(cast)
    assert [(part.key, part.text) for part in page.written] == list(WORDS.items())
    assert (page.is_shared, page.readers, page.openings) == (False, (), ())
    assert b"went wrong" not in stored(CopingPlan)[0]["body_sealed"]
    with pytest.raises(NotAllowed):
        plan_reading.open_plan(cast.therapist.actor(), cast.patient.id)
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_shared_plan_is_read_with_a_receipt_and_closed_when_made_private(cast: Cast) -> None:
    assert save(cast, audience=THERAPIST)
    ines = cast.therapist.actor()
    assert plan_reading.is_shared_with(ines, cast.patient.id)
    assert [part.text for part in plan_reading.open_plan(ines, cast.patient.id).written] == list(WORDS.values())
    page = own(cast)
    assert [reader.name for reader in page.readers] == [opening.name for opening in page.openings] == [ines.name]
    told = [each.before for each in history.page(cast.patient.actor()).told[:2]]
    assert told == [f"{ines.name} opened your coping plan.", "You shared your coping plan."]
    sealed = stored(CopingPlan)[0]["ring_id"]
    coping_plans.make_private(cast.patient.actor())
    assert stored(CopingPlan)[0]["ring_id"] != sealed
    assert not plan_reading.is_shared_with(cast.therapist.actor(), cast.patient.id)
    with pytest.raises(NotAllowed):
        plan_reading.open_plan(cast.therapist.actor(), cast.patient.id)
    assert [part.text for part in own(cast).written] == list(WORDS.values())
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize("part", ["other_patient", "other_therapist", "manager", "patient"])
def test_nobody_else_opens_a_shared_plan(cast: Cast, part: str) -> None:
    save(cast, audience=THERAPIST)
    who = getattr(cast, part).actor()
    assert not plan_reading.is_shared_with(who, cast.patient.id)
    with pytest.raises(NotAllowed):
        plan_reading.open_plan(who, cast.patient.id)
    if part in ("other_therapist", "manager"):
        for act in (coping_plans.page, coping_plans.editor, coping_plans.make_private, plan_card.card):
            with pytest.raises(NotAllowed):
                act(who)


def test_it_outlives_care_and_a_new_therapist_reads_it_only_when_shared_anew(cast: Cast) -> None:
    save(cast, audience=THERAPIST)
    end(cast)
    assert not plan_reading.is_shared_with(cast.therapist.actor(), cast.patient.id)
    page, editor = own(cast), coping_plans.editor(cast.patient.actor())
    assert (page.readers, editor.sharing_is_over, editor.audience) == ((), True, "only_me")
    with pytest.raises(NobodyReads):
        save(cast, 1, audience=THERAPIST)
    begin(cast, cast.other_therapist)
    assert not plan_reading.is_shared_with(cast.other_therapist.actor(), cast.patient.id)
    save(cast, 1, audience=THERAPIST)
    assert plan_reading.open_plan(cast.other_therapist.actor(), cast.patient.id).readable


def test_what_was_changed_elsewhere_is_not_overwritten_and_both_can_be_kept(cast: Cast) -> None:
    save(cast)
    save(cast, 1, {"signs": "from the phone"})
    save(cast, 1, {"signs": "from the phone"})  # sent twice
    mine = TypedPlan({"signs": "from the desk", "alone": "tea"}, base_version=1)
    with pytest.raises(PlanChanged):
        coping_plans.save(cast.patient.actor(), mine)
    conflict = plan_conflicts.of(cast.patient.actor(), mine)
    assert [(each.mine, each.theirs) for each in conflict.differences] == [
        ("from the desk", "from the phone"),
        ("tea", ""),
    ]
    both = plan_conflicts.with_both(cast.patient.actor(), TypedPlan(mine.words, base_version=conflict.version))
    coping_plans.save(cast.patient.actor(), both)
    assert [part.text for part in own(cast).written] == ["from the desk\nfrom the phone", "tea"]


def test_a_first_plan_sent_twice_at_once_is_one(app: Flask, cast: Cast) -> None:
    maya = [cast.patient.actor() for _ in range(3)]
    assert at_once(app, lambda number: coping_plans.save(maya[number], TypedPlan(WORDS)), 3) == [False] * 3
    assert [row["version"] for row in stored(CopingPlan)] == [1]


def test_on_a_day_of_rest_it_is_written_and_made_private_but_shared_only_when_asked_twice(cast: Cast) -> None:
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    save(cast)
    with pytest.raises(NotToday):
        save(cast, 1, audience=THERAPIST)
    save(cast, 1, audience=THERAPIST, share_today=True)
    save(cast, 2, {"signs": "more"}, audience=THERAPIST)  # who can read it stays as it is
    coping_plans.make_private(cast.patient.actor())
    assert not own(cast).is_shared


def test_nothing_is_shared_without_consent(cast: Cast) -> None:
    consents.withdraw(cast.patient.actor(), "privacy")
    with pytest.raises(consents.ConsentMissing):
        save(cast, audience=THERAPIST)


@pytest.mark.parametrize(("words", "why"), [({"alone": "x" * (LONGEST + 1)}, PlanRefused), ({"signs": " \n"}, NoWords)])
def test_what_cannot_be_kept_leaves_no_row(cast: Cast, words: dict[str, str], why: type[Exception]) -> None:
    with pytest.raises(why):
        save(cast, words=words)
    assert not stored(CopingPlan)


def test_an_old_plan_put_back_does_not_open_and_can_be_written_anew(cast: Cast) -> None:
    save(cast, audience=THERAPIST)
    before = stored(CopingPlan)[0]
    coping_plans.make_private(cast.patient.actor())
    overwrite(CopingPlan, CopingPlan.id == before["id"], **{key: before[key] for key in before if key != "id"})
    assert own(cast).readable is False
    shown = plan_reading.open_plan(cast.therapist.actor(), cast.patient.id)
    assert (shown.readable, shown.written, own(cast).openings) == (False, (), ())
    assert any("coping_plan" in fault for fault in verification.verify(cast.clinic_id))
    save(cast, before["version"], {"signs": "anew"})
    assert [part.text for part in own(cast).written] == ["anew"]


@settings(max_examples=15, **SLOW)
@given(words=st.dictionaries(st.sampled_from(["signs", "people", "safer"]), st.text(max_size=80)))
def test_whatever_is_written_comes_back_or_is_refused(cast: Cast, words: dict[str, str]) -> None:
    typed = {key: text.encode("utf-8", "replace").decode() for key, text in words.items()}
    plan = coping_plans.editor(cast.patient.actor())
    try:
        coping_plans.save(cast.patient.actor(), TypedPlan(typed, base_version=plan.version))
    except (NoWords, PlanRefused):
        return
    assert {part.key: part.text for part in own(cast).written} == {
        key: text for key, text in plan_parts.tidy(typed).items() if text
    }
    assert all("".join(piece.text for piece in part.pieces) == part.text for part in own(cast).written)


@pytest.mark.one_engine("numbers in words need no database")
@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("Ada, +44 1632 960142 until ten", ["+441632960142"]),
        ("988, or 116 123 at night", ["988", "116123"]),
        ("(212) 555-0134", ["2125550134"]),
        ("since 2019-04-17, flat 12, 10:30, 12.05.2026, 2 x 10 minutes", []),
        ("call 999 first", ["999"]),
    ],
)
def test_numbers_to_call_are_found_and_dates_are_not(text: str, calls: list[str]) -> None:
    pieces = plan_parts.WrittenPart("people", "", text).pieces
    assert [piece.call for piece in pieces if piece.call] == calls
    assert "".join(piece.text for piece in pieces) == text
