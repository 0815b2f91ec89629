"""Answering a measure: each answer is kept as it is given, and the score is made once, when it is finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

from journal.models import MeasureResponse
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.measures import (
    answer_rows,
    asks,
    instruments,
    moved_answers,
    responses,
    safety_answers,
    scoring,
)
from journal.services.measures import measure_access as access
from journal.services.measures.answer_rows import Begun
from journal.services.measures.definition import CHECKIN, Instrument
from journal.services.measures.measure_access import MeasureMoved, MeasureRefused
from journal.services.measures.scoring import Score
from journal.services.work import unit_of_work

OTHERWISE = (
    "This was answered otherwise in another place meanwhile. What stands there is named below, and what you chose here "
    "is still chosen: going on puts it in its place."
)
FINISHED = (
    "This one is finished already, and stays as it was. What you chose here is not in it: finishing below keeps it as "
    "another answer."
)
CHANGED = (
    "The questions of this measure were changed since the page was opened, so what was chosen on it cannot be counted "
    "with them. What you had answered before is kept, without points. Below it begins anew."
)
NOTHING_YET = "Nothing is answered yet, so there is nothing to finish."


@dataclass(frozen=True, slots=True)
class TypedAnswers:
    """What a page sent: which response, as it stood when the page was made, the answers, and what is left open."""

    measure: str
    definition: str
    answers: Mapping[str, int] = field(repr=False)
    left: frozenset[str] = frozenset()
    seen: int = 0
    id: UUID | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it: `asks_for_a_person` where an answer did, `missing` where it could not be finished."""

    id: UUID
    version: int
    finished: bool
    asks_for_a_person: bool
    missing: tuple[str, ...] = ()


def keep(actor: Actor, typed: TypedAnswers) -> Kept:
    """Keeps these answers in the response that is open, or begins one. Raises `NotAllowed`, `AnswersRefused`,
    `MeasureRefused`, `MeasureMoved`, `CannotOpen`."""
    return _save(actor, typed, finish=False, open_too=False)


def finish(actor: Actor, typed: TypedAnswers, *, open_too: bool = False) -> Kept:
    """Keeps these answers and finishes; with some missing only where `open_too`, and then there is no score. Raises as
    `keep` does."""
    return _save(actor, typed, finish=True, open_too=open_too)


def _save(actor: Actor, typed: TypedAnswers, *, finish: bool, open_too: bool) -> Kept:
    try:
        with unit_of_work():
            return _saved(actor, typed, finish=finish, open_too=open_too)
    except MeasureMoved as moved:
        moved.asks_for_a_person = moved_answers.flagged(actor, typed)  # what cannot be kept was said all the same
        raise


def _saved(actor: Actor, typed: TypedAnswers, *, finish: bool, open_too: bool) -> Kept:
    access.hold_own(actor)
    sent = answer_rows.meant(actor, typed.measure, typed.id)
    if sent is not None and sent.state in responses.FINISHED:
        return _as_it_was_finished(actor, sent, typed, finish=finish)
    row, instrument, before = _opened(actor, typed)
    seen_is_now = row.version == typed.seen
    after = _with(instrument, before, typed, seen_is_now=seen_is_now)
    missing = scoring.missing(instrument, after) if instrument.kind != CHECKIN else ()
    ends = finish and (open_too or not missing)
    if ends and not after:
        raise MeasureRefused(NOTHING_YET)
    hit = _write(actor, row, instrument, (before, after), ends=ends, missing=missing)
    # Of two presses the browser shows what the second one gave: that has to lead to help as the first one did.
    hit = hit or (not seen_is_now and scoring.offers_help(instrument, typed.answers))
    return Kept(row.id, row.version or 0, ends, hit, missing)


def _as_it_was_finished(actor: Actor, row: MeasureResponse, typed: TypedAnswers, *, finish: bool) -> Kept:
    """A button that was pressed twice changes nothing. Raises `MeasureMoved` for anything else."""
    said = responses.opened(actor, [row])
    is_same = bool(said) and typed.answers.items() <= said[0].answers.items()
    if not (finish and is_same):
        raise MeasureMoved(FINISHED)
    instrument = instruments.find(row.clinic_id, row.instrument, row.definition_version)
    hit = instrument is not None and scoring.offers_help(instrument, said[0].answers)
    return Kept(row.id, row.version, finished=True, asks_for_a_person=hit)


def _opened(actor: Actor, typed: TypedAnswers) -> tuple[MeasureResponse, Instrument, Mapping[str, int]]:
    """The response that is open, or a new one under the definition that the page showed."""
    open_now = answer_rows.begun(actor, typed.measure)
    if open_now is not None and open_now.instrument is None:
        _set_aside(actor, open_now)
        open_now = None
    if open_now is not None and open_now.instrument is not None:
        if open_now.row.definition_version != typed.definition:
            raise MeasureMoved(CHANGED)
        return open_now.row, open_now.instrument, open_now.answers
    return _new(actor, typed), _definition(actor, typed), {}


def _set_aside(actor: Actor, left: Begun) -> None:
    """Keeps what was answered to questions that are not there any more, without a score."""
    left.row.state = responses.INCOMPLETE
    ring = access.ring(actor, actor.id)
    answer_rows.write(actor, Act.MEASURE_FINISHED, left.row, ring, left.answers, Score())


def _definition(actor: Actor, typed: TypedAnswers) -> Instrument:
    """The definition that the page was made with. Raises `MeasureMoved` where there is none any more."""
    access.to_fill_in(actor.clinic_id, typed.measure)
    found = instruments.find(actor.clinic_id, typed.measure, typed.definition)
    return found or _refuse(CHANGED)


def _refuse(words: str) -> NoReturn:
    raise MeasureMoved(words)


def _new(actor: Actor, typed: TypedAnswers) -> MeasureResponse:
    return MeasureResponse(
        id=answer_rows.id_of_new(actor, typed.id, typed.token), clinic_id=actor.clinic_id, patient_id=actor.id,
        instrument=typed.measure, definition_version=typed.definition, source=responses.PATIENT, state=responses.BEGUN,
    )  # fmt: skip


def _is_new(row: MeasureResponse) -> bool:
    version: int | None = row.version  # none until it is written
    return version is None


def _with(
    instrument: Instrument, before: Mapping[str, int], typed: TypedAnswers, *, seen_is_now: bool
) -> dict[str, int]:
    """What stands there with what was sent. Raises `AnswersRefused`, and `MeasureMoved` where another page answered the
    same question otherwise meanwhile."""
    scoring.check(instrument, typed.answers)
    sent = {**typed.answers, **dict.fromkeys(typed.left, None)}
    if not seen_is_now and any(name in before and before[name] != value for name, value in sent.items()):
        raise MeasureMoved(OTHERWISE)
    return {name: value for name, value in {**before, **sent}.items() if value is not None}


def _write(
    actor: Actor, row: MeasureResponse, instrument: Instrument, told: tuple[Mapping[str, int], Mapping[str, int]],
    *, ends: bool, missing: tuple[str, ...],
) -> bool:  # fmt: skip
    """Writes what changed, and opens the flag in the same transaction; whether there was one to open."""
    before, after = told
    if after == before and not ends:  # nothing was chosen: no form is begun by that
        return False
    ring, is_new = access.ring(actor, actor.id), _is_new(row)
    answer_rows.stamp_time(actor, row)
    if ends:
        row.state = responses.INCOMPLETE if missing else responses.DONE
        asks.answered(actor, actor.id, row.instrument)
    act = Act.MEASURE_FINISHED if ends else Act.MEASURE_BEGUN if is_new else Act.MEASURE_ANSWERED
    scored = scoring.score(instrument, after) if ends and not missing else Score()
    answer_rows.write(actor, act, row, ring, after, scored)
    # At the end every answer counts once more: one kept as it was chosen may have led nowhere then, because the
    # page was left or nobody was there, and help comes before any score.
    changed = after if ends else {name: value for name, value in after.items() if before.get(name) != value}
    return safety_answers.open_flags(actor, row, instrument, ring, changed)
