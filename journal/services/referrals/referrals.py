"""Noting how a patient came: an enquiry, then the referral; what stood there before a change stays below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from journal import clock
from journal.extensions import db
from journal.models import Clinic, Person, Referral
from journal.permissions import NotAllowed, Permission
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.people import people
from journal.services.referrals import referral_rows, referral_words
from journal.services.referrals.referral_rows import ENQUIRY, RECEIVED
from journal.services.referrals.referral_words import Days, ReferralMoved, Words
from journal.services.rings import patient_rings
from journal.services.treatment import treatment_team
from journal.services.work import unit_of_work

_MOVED = (
    "This was changed elsewhere while you wrote. Your words are still here, and below them is what stands there now. "
    "Saving again puts yours in its place; what stood there stays below it."
)
_CLOSED = (
    "This referral was answered or closed while you wrote, so nothing was saved. Your words are still here. Saving "
    "again begins a new one with them."
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form carries beside its words: the version that was seen, 0 where nothing stood there; the id that was
    made with it; and the key of a doubt that was answered."""

    seen: int = 0
    id: UUID | None = None
    token: str = ""
    meant: str = ""


NOTHING_SENT = Sent()


def note(actor: Actor, patient_id: UUID, words: Words, sent: Sent = NOTHING_SENT) -> UUID:
    """Notes an enquiry or a referral in the one that is open, or begins one with it; sent twice it is noted once.

    A referral that comes after an enquiry brings it to the next stage. Raises `NotAllowed`, `ReferralRefused`,
    `ReferralMoved`, `ReferralDoubted`, `CannotOpen`."""
    with unit_of_work():
        patient = held(actor, patient_id, Permission.TREATMENT_WRITE)
        days = Days(clock.now().astimezone(ZoneInfo(actor.zone)).date(), birth_year(patient))
        words = referral_words.checked(words, days, sent.meant)
        row = referral_rows.open_one(patient.id)
        if row is None:
            return _begin(actor, patient, words, sent)
        _change(actor, row, words, sent)
    return row.id


def remove(actor: Actor, patient_id: UUID, referral_id: UUID, seen: int) -> None:
    """Destroys what was noted by mistake, such as for the wrong person, while nobody has answered it. Raises
    `NotAllowed`, `ReferralMoved`, `CannotOpen`."""
    with unit_of_work():
        patient = held(actor, patient_id, Permission.TREATMENT_WRITE)
        row = referral_rows.newest(patient.id)
        if row is None:
            raise NotAllowed
        if (row.id, row.version) != (referral_id, seen) or sealed_records.open_one(actor, row)["acts"]:
            raise ReferralMoved("This referral was changed or answered meanwhile, so nothing was removed.")
        sealed_records.destroy(actor, Act.REFERRAL_REMOVED, row)


def held(actor: Actor, patient_id: UUID, permission: Permission) -> Person:
    """The patient whose referral the actor may use so, held for the commit; of two at once one is first. In the
    caller's unit of work. Raises `NotAllowed`."""
    patient = treatment_team.patient_for(actor, patient_id, permission, hold=True)
    return db.session.get_one(Person, patient.id, with_for_update=True)


def birth_year(patient: Person) -> int | None:
    """The year a patient was born in, where their second identifier tells."""
    return referral_words.birth_year(people.identifier_of(patient))


def _begin(actor: Actor, patient: Person, words: Words, sent: Sent) -> UUID:
    part = referral_words.part_of(words)
    if sent.id is not None and _was_begun(actor, patient, words, sent.id):
        return sent.id
    if sent.seen:
        raise ReferralMoved(_CLOSED)
    row = referral_rows.new(sealed_records.id_for(actor, Referral, sent.id, sent.token), patient.id)
    value: dict[str, Any] = {"enquiry": None, "letter": None, "acts": [], "earlier": [], part: _signed(actor, words)}
    act, stage = (Act.REFERRAL_BEGUN, ENQUIRY) if part == "enquiry" else (Act.REFERRAL_RECEIVED, RECEIVED)
    keep(actor, act, row, stage, value)
    return row.id


def _was_begun(actor: Actor, patient: Person, words: Words, record_id: UUID) -> bool:
    """Whether the same form began one already, which was answered or closed since."""
    row = db.session.get(Referral, record_id)
    said = sealed_records.opened(actor, [row]) if row is not None and row.patient_id == patient.id else {}
    return record_id in said and _says(said[record_id], words)


def _change(actor: Actor, row: Referral, words: Words, sent: Sent) -> None:
    before, part = sealed_records.open_one(actor, row), referral_words.part_of(words)
    if _says(before, words):
        return  # the form was sent twice
    if row.version != sent.seen:
        raise ReferralMoved(_MOVED)
    came = part == "letter" and row.stage == ENQUIRY
    earlier = [*before["earlier"], *([{"part": part, **before[part]}] if before[part] else [])]
    value = {**before, part: _signed(actor, words), "earlier": earlier}
    act = Act.REFERRAL_RECEIVED if came else Act.REFERRAL_CHANGED
    keep(actor, act, row, RECEIVED if came else row.stage, value)


def _says(value: Mapping[str, Any], words: Words) -> bool:
    there = value[referral_words.part_of(words)]
    return there is not None and all(there.get(name) == each for name, each in referral_words.facts(words).items())


def _signed(actor: Actor, words: Words) -> dict[str, Any]:
    return {**referral_words.facts(words), **signature(actor)}


def signature(actor: Actor) -> dict[str, str]:
    """Who did something, and when, as it is sealed with it."""
    return {"by": actor.id.hex, "at": clock.now().isoformat()}


def keep(actor: Actor, act: Act, row: Referral, stage: str, value: dict[str, Any]) -> None:
    """Seals what a referral says now under the patient's newest key; in the caller's unit of work, who has asked.
    Raises `CannotOpen`."""
    zone = ZoneInfo(db.session.get_one(Clinic, actor.clinic_id).time_zone)
    row.stage, row.since = stage, _since(stage, value, zone)
    sealed_records.write(actor, act, row, patient_rings.newest(actor, row.patient_id, "treatment"), value)


def _since(stage: str, value: Mapping[str, Any], zone: ZoneInfo) -> datetime:
    """From when on it has been at this stage: the day it came, or the act that brought it there."""
    day = {ENQUIRY: ("enquiry", "came_on"), RECEIVED: ("letter", "received_on")}.get(stage)
    if day is not None:
        return datetime.combine(date.fromisoformat(value[day[0]][day[1]]), time.min, zone)
    return datetime.fromisoformat(next(each["at"] for each in reversed(value["acts"]) if each["what"] == stage))
