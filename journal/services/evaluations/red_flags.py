"""Red flags: answered by the patient or the clinic, signed by a prescriber with a reason. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journal import clock
from journal.models import RedFlag
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.evaluations import clinic_flags, evaluation_rows, flag_views
from journal.services.evaluations import evaluation_access as access
from journal.services.evaluations.evaluation_access import EvaluationMoved, EvaluationRefused
from journal.services.evaluations.evaluation_questions import FlagQuestion
from journal.services.evaluations.evaluation_rows import Found
from journal.services.evaluations.flag_views import ANSWERED, ANSWERS, CLEARED, FlagView
from journal.services.work import unit_of_work

LONGEST = 2000  # Unicode code points of a note or a reason


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """One answer as it was typed, empty where none was chosen, and how much had been done to the flag."""

    answer: str
    note: str = ""
    seen: int = 0


def listed(actor: Actor, patient_id: UUID) -> tuple[FlagView, ...]:
    """The red flags of a patient. Raises `NotAllowed`."""
    access.to_read(actor, patient_id)
    return flag_views.of_patient(actor, patient_id)


def answer(actor: Actor, patient_id: UUID, typed: Mapping[str, TypedAnswer]) -> None:
    """Keeps answers to red flags, by their codes; those left open or unchanged stay as they are. A changed answer opens
    a flag that was signed. All are kept, or none.

    Raises `NotAllowed`, `NotToday`, `EvaluationRefused`, `EvaluationMoved`, `CannotOpen`."""
    with unit_of_work():
        access.to_write(actor, patient_id)
        asked = {each.code: each for each in clinic_flags.asked(actor.clinic_id).flags}
        wanted = {code: _checked(each) for code, each in typed.items() if each.answer or each.note.strip()}
        if not wanted.keys() <= asked.keys():
            raise NotAllowed
        found = evaluation_rows.once(actor, RedFlag, patient_id, wanted)
        for code, each in wanted.items():
            _answer(actor, patient_id, asked[code], found[code], each)


def _checked(typed: TypedAnswer) -> TypedAnswer:
    note = typed.note.replace("\r\n", "\n").strip()
    if not typed.answer:
        raise EvaluationRefused("There is a note beside a question without an answer. Choose one, or Not sure.")
    if typed.answer not in ANSWERS:
        raise EvaluationRefused("Choose one of the answers.")
    _require_short(note)
    return TypedAnswer(typed.answer, note, typed.seen)


def _require_short(text: str) -> None:
    if len(text) > LONGEST:
        raise EvaluationRefused(f"Use {LONGEST:,} characters or fewer; this has {len(text):,}.")


def _answer(
    actor: Actor, patient_id: UUID, asked: FlagQuestion, found: Found[RedFlag], typed: TypedAnswer
) -> None:  # fmt: skip
    access.require_open(actor, found)
    view = flag_views.view(asked.code, asked, found, {})
    if view.answer is not None and (view.answer.answer, view.answer.words) == (typed.answer, typed.note):
        return
    if view.seen != typed.seen:
        raise EvaluationMoved(access.MOVED)
    told = {"what": ANSWERED, "answer": typed.answer, "words": typed.note, "asked_as": asked.text}
    _write(actor, patient_id, asked.code, found, told, Act.RED_FLAG_ANSWERED)


def clear(actor: Actor, patient_id: UUID, code: str, reason: str, seen: int) -> None:
    """A prescriber of the team signs that a flag does not stand in the way, for who saw so much of it.

    Raises `NotAllowed`, `EvaluationRefused`, `EvaluationMoved`, `CannotOpen`."""
    words = reason.replace("\r\n", "\n").strip()
    with unit_of_work():
        access.as_clinician(actor, patient_id, Permission.TREATMENT_PRESCRIBE)
        found = evaluation_rows.once(actor, RedFlag, patient_id, [code])[code]
        view = flag_views.view(code, None, found, {})
        if view.closed:
            raise EvaluationRefused(access.CLOSED)
        if view.answer is None:
            raise EvaluationRefused("This has not been asked yet. Answer it first; then it can be signed.")
        if view.signature and (view.signature.by, view.signature.words) == (actor.id, words):
            return  # sent twice
        if view.seen != seen:
            raise EvaluationMoved(access.MOVED)
        _require_to_sign(view, words)
        _write(actor, patient_id, code, found, {"what": CLEARED, "words": words}, Act.RED_FLAG_CLEARED)


def _require_to_sign(view: FlagView, words: str) -> None:
    if not view.holds:
        raise EvaluationRefused("Nothing is open here, so there is nothing to sign.")
    if not words:
        raise EvaluationRefused("Give the reason. The team reads it beside your name.")
    _require_short(words)


def _write(actor: Actor, patient_id: UUID, code: str, found: Found[RedFlag], told: dict[str, Any], act: Act) -> None:
    value = found.value or {"acts": []}
    unknown = found.closed or found.lost  # what stood there cannot be known, so it may have been a yes
    now = {**told, "by": str(actor.id), "at": clock.now().isoformat()}
    kept = {"acts": [*value["acts"], now], "raised": bool(value.get("raised")) or unknown}
    row = found.row or RedFlag(
        id=evaluation_rows.id_of(patient_id, RedFlag, code), patient_id=patient_id, flag=code
    )  # fmt: skip
    row.state = sealed_records.KEPT  # also one whose words were destroyed before
    sealed_records.write(actor, act, row, access.ring(actor, patient_id), kept)
