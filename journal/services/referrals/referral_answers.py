"""What a clinician answers to a referral, with a written reason; an answer is taken back by another act.

The reasons are the team's own until one of them is marked as told to the patient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journal.ids import make_id
from journal.models import Referral
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.referrals import referral_rows, referrals
from journal.services.referrals.referral_rows import ACCEPTED, CLOSED, DECLINED, ENQUIRY, RECEIVED
from journal.services.referrals.referral_words import ReferralMoved, ReferralRefused
from journal.services.work import unit_of_work

TAKEN_BACK = "taken_back"
_FROM = {
    ACCEPTED: (RECEIVED,), DECLINED: (RECEIVED,), CLOSED: (ENQUIRY, ACCEPTED), TAKEN_BACK: (ACCEPTED, DECLINED, CLOSED),
}  # fmt: skip
_ACTS = {
    ACCEPTED: Act.REFERRAL_ACCEPTED, DECLINED: Act.REFERRAL_DECLINED, CLOSED: Act.REFERRAL_CLOSED,
    TAKEN_BACK: Act.REFERRAL_TAKEN_BACK,
}  # fmt: skip
_MOVED = "This referral was changed meanwhile, so nothing was saved. Look where it stands; your words are still here."


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers, and why; `told` says that the patient has heard the reason and may read it."""

    what: str
    reason: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """The referral that stood on the page, in the version that was seen."""

    id: UUID
    version: int


def may_follow(stage: str) -> tuple[str, ...]:
    """What can be answered at a stage."""
    return tuple(what for what, stages in _FROM.items() if stage in stages)


def answer(actor: Actor, patient_id: UUID, seen: Seen, typed: Answer) -> None:
    """Accepts, declines or closes a referral, or takes the last of these back; sent twice it is done once. Raises
    `NotAllowed`, `ReferralRefused`, `ReferralMoved`, `CannotOpen`."""
    with unit_of_work():
        row = _newest(actor, patient_id, seen.id)
        value = sealed_records.open_one(actor, row)
        if _was_sent(actor, value, typed):
            return
        if row.version != seen.version or row.stage not in _FROM.get(typed.what, ()):
            raise ReferralMoved(_MOVED)
        if not typed.reason:
            raise ReferralRefused("Write the reason. Whoever reads this record later finds it beside the answer.")
        stage = typed.what if typed.what != TAKEN_BACK else value["acts"][-1]["from"]
        done = {
            "id": make_id().hex, "what": typed.what, "from": row.stage, "reason": typed.reason,
            **referrals.signature(actor), "told": _telling(actor, told=typed.told),
        }  # fmt: skip
        referrals.keep(actor, _ACTS[typed.what], row, stage, {**value, "acts": [*value["acts"], done]})


def _newest(actor: Actor, patient_id: UUID, referral_id: UUID) -> Referral:
    """The newest referral of a patient, which alone is answered."""
    patient = referrals.held(actor, patient_id, Permission.REFERRAL_ANSWER)
    row = referral_rows.newest(patient.id)
    if row is None:
        raise NotAllowed
    if row.id != referral_id:
        raise ReferralMoved(_MOVED)
    return row


def _was_sent(actor: Actor, value: Mapping[str, Any], typed: Answer) -> bool:
    last = value["acts"][-1] if value["acts"] else {}
    done = (last.get("what"), last.get("reason"), bool(last.get("told")), last.get("by"))
    return done == (typed.what, typed.reason, typed.told, actor.id.hex)


def _telling(actor: Actor, *, told: bool) -> dict[str, str] | None:
    return referrals.signature(actor) if told else None


def tell(actor: Actor, patient_id: UUID, referral_id: UUID, act_id: UUID) -> None:
    """Marks the reason of an answer as told to the patient, who reads it from now on; what was told stays so. Raises
    `NotAllowed`, `ReferralMoved`, `CannotOpen`."""
    with unit_of_work():
        row = _newest(actor, patient_id, referral_id)
        value = sealed_records.open_one(actor, row)
        acts = {each["id"]: each for each in value["acts"]}
        if act_id.hex not in acts:
            raise NotAllowed
        if acts[act_id.hex]["told"]:
            return  # the button was pressed twice
        acts[act_id.hex] = {**acts[act_id.hex], "told": _telling(actor, told=True)}
        referrals.keep(actor, Act.REFERRAL_TOLD, row, row.stage, {**value, "acts": list(acts.values())})
