"""How the keys of one's own account stand: the kit, and what somebody may have begun with it or with the clinic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from journal.services.actor import Actor
from journal.services.care import care_now
from journal.services.recovery import kits, new_starts, recovery_granting, recovery_waits, returned
from journal.services.recovery.kits import KitState
from journal.services.recovery.recovery_granting import RecoveryQuestion, RecoveryUse
from journal.services.recovery.recovery_waits import Waiting
from journal.services.recovery.returned import Offer


@dataclass(frozen=True, slots=True)
class Alarms:
    """What the person must hear of who is signed in and so has lost nothing."""

    wait: Waiting | None
    new_start: datetime | None


@dataclass(frozen=True, slots=True)
class KeyState:
    """The kit, the alarms, and for a patient the clinic's recovery key, where it has one."""

    kit: KitState
    alarms: Alarms
    recovery_question: RecoveryQuestion | None
    recovery_uses: tuple[RecoveryUse, ...]


@dataclass(frozen=True, slots=True)
class KeysToday:
    """What the first page says of the patient's keys."""

    alarms: Alarms
    offers: tuple[Offer, ...]
    recovery_question: RecoveryQuestion | None
    recovery_uses: tuple[RecoveryUse, ...]


def today(actor: Actor) -> KeysToday:
    """What the first page says of the patient's keys."""
    asked = recovery_granting.question(actor)
    is_put = asked is not None and not asked.state and asked.may_answer and not care_now.is_closed(actor.clinic_id)
    waiting = asked if is_put else None
    return KeysToday(alarms(actor), tuple(returned.offers(actor)), waiting, tuple(recovery_granting.uses(actor)))


def state(actor: Actor) -> KeyState:
    """How the actor's keys stand."""
    question, uses = recovery_granting.question(actor), tuple(recovery_granting.uses(actor))
    return KeyState(kits.state(actor), alarms(actor), question, uses)


def alarms(actor: Actor) -> Alarms:
    """What was begun in the actor's name by somebody who is not signed in."""
    return Alarms(recovery_waits.of(actor), new_starts.waiting(actor))
