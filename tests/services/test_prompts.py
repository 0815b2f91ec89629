"""Prompts: what a clinic, a therapist and a patient change, who may, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import AddedPrompt, ClinicPrompts, PromptOrder, PromptSkip
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.care import care_endings
from journal.services.prompts import clinic_prompts, moments, own_prompts, patient_prompts, prompt_rows, skips
from journal.services.prompts.clinic_prompts import PromptsMoved, PromptsRefused, TypedPrompt
from journal.services.prompts.patient_prompts import TypedAddition
from tests.support import booking, sittings
from tests.support.cast import Cast

ASKED = [TypedPrompt("surprised", "What surprised you?", 2), TypedPrompt("", "What was quiet?", 1)]


def codes(actor: Actor, moment: str = "first_account") -> list[str]:
    planned = own_prompts.shown(actor).moment(moment)
    assert planned is not None
    return [each.code for each in planned.open]


def texts_of(actor: Actor, moment: str = "first_account") -> list[str]:
    planned = own_prompts.shown(actor).moment(moment)
    assert planned is not None
    return [each.text for each in planned.open]


@pytest.fixture
def manager(patient: Actor, cast: Cast) -> Actor:
    return cast.manager.actor()


def test_every_moment_of_the_product_can_be_kept_and_asks_something() -> None:
    plain = moments.built_in()
    for each in plain.moments:
        clinic_prompts.check_offsets(each.anchor, each.from_hours, each.until_hours)
        assert each.prompts
        assert all(clinic_prompts.check_text(prompt.text) == prompt.text for prompt in each.prompts)
    asked = [prompt.code for each in plain.moments for prompt in each.prompts]
    assert len(set(asked)) == len(asked) >= 29
    assert plain.overlaps == ()
    assert moments.read(moments.written(plain)) == plain


def test_a_clinic_changes_a_moment_and_puts_it_back(manager: Actor, patient: Actor) -> None:
    before = texts_of(patient)
    clinic_prompts.change_moment(manager, "first_account", 0, 12, 50, ASKED)
    shown = clinic_prompts.shown(manager)
    assert texts_of(patient) == ["What was quiet?", "What surprised you?"]
    assert [(one.code, other.code) for one, other in shown.timeline.overlaps] == [("first_account", "second_look")]
    with pytest.raises(PromptsMoved):
        clinic_prompts.change_quiet(manager, 0, 60, 120)
    clinic_prompts.change_quiet(manager, shown.version, 60, 120)
    clinic_prompts.reset_moment(manager, "first_account", 2)
    assert texts_of(patient) == before
    assert clinic_prompts.shown(manager).timeline.quiet == moments.Quiet(60, 120)
    assert list(verification.verify(manager.clinic_id)) == []


@pytest.mark.parametrize(
    ("moment", "offsets", "asked", "said"),
    [
        ("first_account", (-1, 36), ASKED, "minus"),
        ("first_account", (18, 10**6), ASKED, "a year"),
        ("first_account", (36, 18), ASKED, "later"),
        ("first_account", (18, 18), ASKED, "later"),
        ("before_appointment", (2, 24), ASKED, "backwards"),
        ("first_account", (18, 36), [TypedPrompt("", "x" * 10_000, 1)], "500 characters"),
        ("first_account", (18, 36), [TypedPrompt("", "a\x00b", 1)], "cannot be kept"),
        ("first_account", (18, 36), [TypedPrompt("", f"prompt {n}", n) for n in range(21)], "at most 20"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changed(
    manager: Actor, moment: str, offsets: tuple[int, int], asked: Sequence[TypedPrompt], said: str
) -> None:
    with pytest.raises(PromptsRefused, match=said):
        clinic_prompts.change_moment(manager, moment, 0, *offsets, asked)
    assert clinic_prompts.shown(manager).version == 0


@given(st.lists(st.builds(TypedPrompt, st.text(max_size=40), st.text(max_size=60), st.integers(-9, 99)), max_size=9))
def test_whatever_is_typed_is_kept_as_it_reads_or_refused(typed: list[TypedPrompt]) -> None:
    plain = moments.built_in().moment("first_account")
    assert plain is not None
    try:
        found = clinic_prompts._prompts(plain, typed)
    except PromptsRefused:
        return
    assert len({each.code for each in found}) == len(found)
    assert sorted(each.text for each in found) == sorted(text for one in typed if (text := " ".join(one.text.split())))
    assert all(len(each.code) <= 32 for each in found)


def test_what_was_changed_in_the_database_is_not_asked(manager: Actor, patient: Actor) -> None:
    before = texts_of(patient)
    clinic_prompts.change_moment(manager, "first_account", 0, 12, 50, ASKED)
    db.session.execute(
        update(ClinicPrompts).values(timeline='{"moments": {}, "quiet": {"from_minutes": 0, "until_minutes": 1439}}')
    )
    db.session.commit()
    assert texts_of(patient) == before
    assert own_prompts.shown(patient).quiet == moments.built_in().quiet
    assert not clinic_prompts.shown(manager).whole
    assert any("clinic_prompts" in fault for fault in verification.verify(manager.clinic_id))


@pytest.mark.parametrize("part", ["patient", "therapist"])
def test_the_clinic_s_prompts_are_its_manager_s(cast: Cast, patient: Actor, part: str) -> None:
    actor = getattr(cast, part).actor()
    for act in (
        lambda: clinic_prompts.shown(actor),
        lambda: clinic_prompts.change_moment(actor, "week", 0, 1, 2, ASKED),
        lambda: clinic_prompts.change_quiet(actor, 0, 1, 2),
        lambda: clinic_prompts.reset_moment(actor, "week", 0),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotAllowed):
        clinic_prompts.moment(cast.manager.actor(), "no_such_moment")


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
    db.session.execute(update(PromptOrder).values(arranged='{"hidden": ["surprised"], "order": {}}'))
    db.session.commit()
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
    from journal.services.care import care

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
    db.session.execute(update(PromptSkip).values(code="hard"))
    db.session.commit()
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
