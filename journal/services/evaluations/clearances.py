"""Cleared for treatment: a prescriber's act with a reason, which no red flag may stand against; withdrawn by anyone
of the team. What was signed holds for the answers it was signed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from journal import clock
from journal.models import Clearance
from journal.permissions import Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.evaluations import clinic_flags, evaluation_rows, flag_views
from journal.services.evaluations import evaluation_access as access
from journal.services.evaluations.evaluation_access import EvaluationMoved, EvaluationRefused
from journal.services.evaluations.evaluation_rows import Found
from journal.services.evaluations.flag_views import FlagView
from journal.services.people import people
from journal.services.work import unit_of_work

GIVEN, WITHDRAWN = "given", "withdrawn"
LONGEST = 4000
SETTINGS = "The clinic's settings were changed in the database, so nobody knows which red flags it asks."


@dataclass(frozen=True, slots=True)
class ClearanceAct:
    """One time that it was given or withdrawn, with the reason."""

    what: str
    reason: str
    author: str
    at: datetime
    flags: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClearanceView:
    """Whether a patient is cleared, by whom and why, and what holds it back: red flags, and other reasons in words."""

    acts: tuple[ClearanceAct, ...]
    holding: tuple[FlagView, ...]
    troubles: tuple[str, ...]
    flags_seen: str

    @property
    def seen(self) -> int:
        """How often it was given or withdrawn."""
        return len(self.acts)

    @property
    def last(self) -> ClearanceAct | None:
        """The last word on it."""
        return self.acts[-1] if self.acts else None

    @property
    def was_given(self) -> bool:
        """Whether the last word was yes, whatever has come since."""
        return self.last is not None and self.last.what == GIVEN

    @property
    def stands(self) -> bool:
        """Whether the patient is cleared now."""
        return self.was_given and not self.holding and not self.troubles


def standing(actor: Actor, patient_id: UUID, flags: Sequence[FlagView]) -> ClearanceView:
    """How it stands beside these red flags; the caller has asked whether the actor may read."""
    found = _found(actor, patient_id)
    told = (found.value or {}).get("acts", ())
    names = people.names(actor.clinic_id, {UUID(each["by"]) for each in told})
    done = tuple(_act(each, names) for each in told)
    troubles = tuple(_troubles(actor, found, done, flags))
    return ClearanceView(done, tuple(each for each in flags if each.holds), troubles, _seen_key(flags))


def _found(actor: Actor, patient_id: UUID) -> Found[Clearance]:
    return evaluation_rows.once(actor, Clearance, patient_id, [""])[""]


def _act(told: Mapping[str, Any], names: Mapping[UUID, str]) -> ClearanceAct:
    author = names.get(UUID(told["by"]), people.UNREADABLE_NAME)
    return ClearanceAct(told["what"], told["reason"], author, datetime.fromisoformat(told["at"]), told["flags"])


def _troubles(
    actor: Actor, found: Found[Clearance], done: Sequence[ClearanceAct], flags: Sequence[FlagView]
) -> list[str]:
    told = []
    if not clinic_flags.asked(actor.clinic_id).whole:
        told.append(SETTINGS + " A manager looks at Clinic and saves them.")
    if found.closed or found.lost:
        told.append("What was signed does not open, or is not where it was. It counts as not signed.")
    if done and done[-1].what == GIVEN and not _was_signed_on(done[-1], flags):
        told.append("Answers to red flags changed since it was signed, so it has to be signed anew.")
    return told


def _was_signed_on(given: ClearanceAct, flags: Sequence[FlagView]) -> bool:
    """Whether these answers are those it was signed on: as many, and none that came after it."""
    is_as_many = _counts(flags).items() <= given.flags.items()
    return is_as_many and all(act.at <= given.at for each in flags for act in each.acts)


def _counts(flags: Sequence[FlagView]) -> dict[str, int]:
    return {each.code: each.seen for each in flags if each.is_asked}


def _seen_key(flags: Sequence[FlagView]) -> str:
    return ",".join(f"{code}={count}" for code, count in sorted(_counts(flags).items()))


def give(actor: Actor, patient_id: UUID, reason: str, seen: int, flags_seen: str) -> None:
    """A prescriber of the team clears the patient, for who saw these red flags as they are.

    Raises `NotAllowed`, `EvaluationRefused`, `EvaluationMoved`, `CannotOpen`."""
    words = _checked(reason)
    with unit_of_work():
        access.as_clinician(actor, patient_id, Permission.TREATMENT_PRESCRIBE)
        flags = flag_views.of_patient(actor, patient_id)
        now = standing(actor, patient_id, flags)
        if now.stands and now.last and now.last.reason == words:
            return  # sent twice
        _require_nothing_holds(actor, now)
        if (now.seen, now.flags_seen) != (seen, flags_seen):
            raise EvaluationMoved("Something changed while you wrote. Look at the red flags once more, then save.")
        _write(actor, patient_id, GIVEN, words, _counts(flags))


def _require_nothing_holds(actor: Actor, now: ClearanceView) -> None:
    if now.holding:
        names = "; ".join(f"{each.text} ({each.state.lower()})" for each in now.holding)
        raise EvaluationRefused(f"Nothing was signed: a red flag holds it. {names}. A prescriber looks at it first.")
    if not clinic_flags.asked(actor.clinic_id).whole:
        raise EvaluationRefused(f"Nothing was signed. {SETTINGS} Ask a manager to look at them.")


def withdraw(actor: Actor, patient_id: UUID, reason: str, seen: int) -> None:
    """Anyone of the team takes the clearance back, with a reason. Raises as `give` does."""
    words = _checked(reason)
    with unit_of_work():
        access.as_clinician(actor, patient_id, Permission.TREATMENT_WRITE)
        now = standing(actor, patient_id, flag_views.of_patient(actor, patient_id))
        if now.last and (now.last.what, now.last.reason) == (WITHDRAWN, words):
            return
        if not now.was_given:
            raise EvaluationRefused("There is no clearance to withdraw.")
        if now.seen != seen:
            raise EvaluationMoved(access.MOVED)
        _write(actor, patient_id, WITHDRAWN, words, {})


def _checked(reason: str) -> str:
    words = reason.replace("\r\n", "\n").strip()
    if not words:
        raise EvaluationRefused("Give the reason. The team reads it beside your name.")
    if len(words) > LONGEST:
        raise EvaluationRefused(f"Use {LONGEST:,} characters or fewer; this has {len(words):,}.")
    return words


def _write(actor: Actor, patient_id: UUID, what: str, reason: str, flags: Mapping[str, int]) -> None:
    found = _found(actor, patient_id)
    access.require_open(actor, found)
    before = (found.value or {}).get("acts", [])
    now = {"what": what, "reason": reason, "by": str(actor.id), "at": clock.now().isoformat(), "flags": dict(flags)}
    row = found.row or Clearance(id=evaluation_rows.id_of(patient_id, Clearance), patient_id=patient_id)
    act = Act.CLEARANCE_GIVEN if what == GIVEN else Act.CLEARANCE_WITHDRAWN
    row.state = sealed_records.KEPT  # also one whose words were destroyed before
    sealed_records.write(actor, act, row, access.ring(actor, patient_id), {"acts": [*before, now]})
