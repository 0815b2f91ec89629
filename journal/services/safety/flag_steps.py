"""What is done with a flag: acknowledged, what was done written down, closed with a note. None is ever deleted."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.models import Ring, SafetyFlag, SafetyStep
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.rings import held_rings, patient_rings, rings
from journal.services.safety import flag_people, flag_rows
from journal.services.safety.flag_rows import ACKNOWLEDGED, CLOSED
from journal.services.safety.flags import THERAPIST, Cause, FlagRefused, open_flag
from journal.services.work import unit_of_work

DONE, NOTE = "done", "note"
BEGIN_AGAIN = "Acknowledge it first."
LONGEST = 2000  # Unicode code points of a reason, of what was done, or of a note
EMPTY = {DONE: "Write what was done first.", NOTE: "Write a note to close it with."}


class FlagMoved(FlagRefused):
    """Somebody did something with this flag meanwhile; nothing was changed, and the words are given back."""


MOVED = (
    "A colleague did something with this flag while you looked. Nothing of yours was kept yet: look at it once more."
)


def open_with_reason(
    actor: Actor, patient_id: UUID, about_id: UUID, reason: str, record_id: UUID | None, token: str
) -> UUID:
    """A clinician opens a flag with a reason, about a reflection, a reply or the patient; one form opens one. Raises
    `NotAllowed`, `FlagRefused`."""
    words = _checked(reason, "Say in a few words why. It is sealed for whoever holds the key you write it under.")
    with unit_of_work():
        flag_people.patient_for(actor, patient_id, Permission.FLAG_ANSWER, hold=True)
        form = sealed_records.id_for(actor, SafetyStep, record_id, token)
        cause = Cause(THERAPIST, about_id, item=str(form), words=words)
        opened = open_flag(actor, patient_id, _ring(actor, patient_id), cause)
        if opened is None:
            raise NotAllowed
        return opened


def acknowledge(actor: Actor, flag_id: UUID, seen: int) -> None:
    """Says that the actor has taken it on. Raises `NotAllowed`, `FlagMoved`."""
    with unit_of_work():
        flag = _held(actor, flag_id)
        if flag.acknowledged_by == actor.id:
            return  # pressed twice
        _require_seen(flag, seen)
        flag.state, flag.acknowledged_at, flag.acknowledged_by = ACKNOWLEDGED, clock.now(), actor.id
        flag_rows.moved(flag, Act.SAFETY_FLAG_ACKNOWLEDGED, actor.id)


def write_done(actor: Actor, flag_id: UUID, words: str, seen: int, record_id: UUID | None, token: str) -> None:
    """Writes down what was done. Raises `NotAllowed`, `FlagRefused`, `FlagMoved`."""
    value = {"words": _checked(words, EMPTY[DONE])}
    with unit_of_work():
        flag = _held(actor, flag_id)
        if not sealed_records.was_sent(actor, SafetyStep, record_id, value):
            _require_seen(flag, seen)
            _write(actor, flag, DONE, value, record_id, token)


def close(actor: Actor, flag_id: UUID, note: str, seen: int, record_id: UUID | None, token: str) -> None:
    """Closes it, once it was acknowledged and something was done, with a note. Raises `NotAllowed`, `FlagRefused`,
    `FlagMoved`."""
    value = {"words": _checked(note, EMPTY[NOTE])}
    with unit_of_work():
        flag = _held(actor, flag_id)
        if sealed_records.was_sent(actor, SafetyStep, record_id, value):
            return
        _require_seen(flag, seen)
        missing = needed(flag, written_to(flag))
        if missing:
            raise FlagRefused(f"It stays open: {missing} Your note is still here.")
        _write(actor, flag, NOTE, value, record_id, token)
        flag.state, flag.closed_at, flag.closed_by = CLOSED, clock.now(), actor.id
        flag_rows.moved(flag, Act.SAFETY_FLAG_CLOSED, actor.id)


def needed(flag: SafetyFlag, written: list[SafetyStep]) -> str:
    """What is still missing before it can be closed with a note, in words; nothing where nothing is."""
    missing = [BEGIN_AGAIN] if flag.acknowledged_at is None else []
    if not any(step.kind == DONE for step in written):
        missing.append("Write what was done.")
    return " ".join(missing)


def written_to(flag: SafetyFlag) -> list[SafetyStep]:
    """Everything that was written to a flag, oldest first."""
    mine = (SafetyStep.flag_id == flag.id) & (SafetyStep.patient_id == flag.patient_id)
    return list(db.session.scalars(select(SafetyStep).where(mine).order_by(SafetyStep.created_at, SafetyStep.id)))


def _checked(typed: str, empty: str) -> str:
    words = typed.replace("\r\n", "\n").strip()
    if not words:
        raise FlagRefused(empty)
    if len(words) > LONGEST:
        raise FlagRefused(f"Use {LONGEST:,} characters or fewer; this has {len(words):,}.")
    return words


def _held(actor: Actor, flag_id: UUID) -> SafetyFlag:
    """The flag, for who may do something with it, held until the commit: of two who press one is first. What was
    changed in the database counts as open. Raises `NotAllowed`."""
    patient_id = flag_rows.whose(actor.clinic_id, flag_id)
    if patient_id is None:
        raise NotAllowed
    flag_people.patient_for(actor, patient_id, Permission.FLAG_ANSWER, hold=True)
    people.hold(patient_id)
    row = db.session.get(SafetyFlag, flag_id, with_for_update=True, populate_existing=True)
    kept = flag_rows.one(actor.clinic_id, patient_id, flag_id)
    if row is None or kept is None or kept.row is None:
        raise NotAllowed
    if not kept.whole:
        flag_rows.begin_again(row)
    return row


def _require_seen(flag: SafetyFlag, seen: int) -> None:
    if flag.moves != seen:
        raise FlagMoved(MOVED)
    if flag.state == CLOSED:
        raise FlagRefused("This flag is closed. Open another one where something new has come up.")


def _write(actor: Actor, flag: SafetyFlag, kind: str, value: dict[str, str], form_id: UUID | None, token: str) -> None:
    step = SafetyStep(
        id=sealed_records.id_for(actor, SafetyStep, form_id, token), patient_id=flag.patient_id, flag_id=flag.id,
        kind=kind,
    )  # fmt: skip
    sealed_records.write(actor, Act.SAFETY_STEP_WRITTEN, step, _ring(actor, flag.patient_id, flag.ring_id), value)
    flag.steps += 1
    if kind == DONE:
        flag_rows.moved(flag, Act.SAFETY_FLAG_ADDED_TO, actor.id)


def _ring(actor: Actor, patient_id: UUID, ring_id: UUID | None = None) -> RingKey:
    """The key that a clinician's words go under: that of the flag where they hold it, else one of the patient's they
    hold, else their own about the patient: nobody is kept from writing what they did."""
    ring = db.session.get(Ring, ring_id) if ring_id else None
    if ring is not None and ring.patient_id == patient_id:
        with suppress(CannotOpen):
            return held_rings.newest_held(actor, ring.id)
    for kind in ("care", "treatment"):
        with suppress(CannotOpen):
            return patient_rings.newest(actor, patient_id, kind)
    return rings.notes_ring(actor, patient_id)
