"""The patient asks the clinic to contact them: on any day, once, and it says first who answers and when."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.keys import RingKey
from journal.extensions import DATABASE_DOWN, db
from journal.ids import make_id
from journal.models import Clinic, Person, SafetyFlag
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit, audit_queries
from journal.services.audit.acts import Act
from journal.services.people import people, phone_numbers
from journal.services.rings import rings
from journal.services.safety import flag_people, flag_rows, flags
from journal.services.safety.flag_rows import ACKNOWLEDGED, OPEN, KeptFlag
from journal.services.safety.flags import ASKED, Cause
from journal.services.work import unit_of_work

ANSWER = "Somebody looks in the clinic's hours. It may take until the next working day."
LOOKED = (Act.SAFETY_FLAG_SEEN, Act.SAFETY_FLAG_ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody of the clinic who has seen that a patient asked, and since when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asking:
    """That the patient asked, when, and who has seen it."""

    flag_id: UUID
    at: datetime
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class ContactOffer:
    """Who answers and when, as far as the clinic says; what was asked already, newest first. `who` is empty where
    nobody at the clinic would see it: then nothing is offered."""

    who: tuple[str, ...]
    answer: str
    phone: str
    asked: tuple[Asking, ...]


def offer(actor: Actor) -> ContactOffer:
    """What the page says before the patient asks. Raises `NotAllowed`."""
    patient = _own(actor)
    clinic = db.session.get_one(Clinic, actor.clinic_id)
    return ContactOffer(
        flag_people.names(patient), clinic.flag_answer or ANSWER, phone_numbers.of_person(patient), asked(actor)
    )  # fmt: skip


def offer_where_reached(actor: Actor) -> ContactOffer | None:
    """The same for a page that is there without the database too: none where it cannot be reached."""
    try:
        return offer(actor)
    except DATABASE_DOWN:
        db.session.rollback()
        return None


def asked(actor: Actor) -> tuple[Asking, ...]:
    """What the actor asked for that is not closed, newest first. Raises `NotAllowed`."""
    _own(actor)
    kept = flag_rows.of_patients(actor.clinic_id, [actor.id])
    rows = [each.row for each in kept if each.row is not None and each.whole and each.under_way and each.row.contact_at]
    return tuple(Asking(row.id, row.contact_at, _seen(row)) for row in reversed(rows) if row.contact_at)


def _seen(row: SafetyFlag) -> tuple[Seen, ...]:
    """Who of the clinic looked at it after it was asked, each with the first time."""
    wanted = {"clinic": row.clinic_id, "record": row.id, "acts": list(LOOKED)}
    first: dict[UUID, datetime] = {}
    for told in db.session.execute(audit_queries.ACTS, wanted):  # newest first, so that the first one stays
        if audit.row_holds(told) and row.contact_at is not None and told.at >= row.contact_at:
            first[told.actor_id] = told.at
    names = people.names(row.clinic_id, first)
    return tuple(Seen(names.get(who, people.UNREADABLE_NAME), at) for who, at in reversed(first.items()))


def ask(actor: Actor, about_id: UUID | None = None) -> UUID | None:
    """Asks the clinic for contact, about a flag or an answer that has one, or for itself; twice is once. Gives the
    flag; none where nobody would see it. Raises `NotAllowed`."""
    rings.renew_due(actor)
    with unit_of_work():
        patient = _own(actor)
        people.hold(actor.id)
        kept = flag_rows.of_patients(actor.clinic_id, [actor.id])
        told = flag_people.told(patient)
        if not told:
            return None
        known = _asked_already(kept) or (find(actor, kept, about_id) if about_id else None)
        if known is None or known.state not in flag_rows.UNDER_WAY:
            return flags.open_flag(actor, actor.id, _ring(actor), Cause(ASKED, make_id(), item="contact"))
        if known.contact_at is None:
            known.contact_at = clock.now()
            flag_rows.moved(known, Act.CONTACT_ASKED, actor.id)
            flags.tell(actor.clinic_id, told, actor)
        return known.id


def _ring(actor: Actor) -> RingKey:
    """A ring of the actor's own that opens: nothing is said under it but that they asked, which stands in the open."""
    for kind in ("treatment", "care"):
        with suppress(CannotOpen):
            return rings.ring_for_writing(actor, kind)
    return rings.ring_for_writing(actor, "private")


def _asked_already(kept: list[KeptFlag]) -> SafetyFlag | None:
    """A flag by which the patient asked, and that nobody has taken on yet: pressing again asks for nothing more."""
    rows = (each.row for each in kept if each.row is not None and each.whole)
    return next((row for row in rows if row.contact_at is not None and row.state == OPEN), None)


def find(actor: Actor, kept: list[KeptFlag], about_id: UUID) -> SafetyFlag | None:
    """The actor's own flag with this id, or the newest about this answer; none that was changed in the database."""
    said = flags.causes(actor, kept)
    about = [each for each in kept if each.id == about_id or said.get(each.id, {}).get("about") == str(about_id)]
    return next((each.row for each in reversed(about) if each.row is not None and each.whole), None)


def take_back(actor: Actor, flag_id: UUID) -> None:
    """Takes back that the clinic should get in touch; the flag stays for the clinic to close. Raises `NotAllowed`."""
    with unit_of_work():
        _own(actor)
        people.hold(actor.id)
        kept = flag_rows.one(actor.clinic_id, actor.id, flag_id)
        if kept is None or kept.row is None or not kept.whole:
            raise NotAllowed
        if kept.row.contact_at is None or kept.row.state not in (OPEN, ACKNOWLEDGED):
            return
        kept.row.contact_at = None
        flag_rows.moved(kept.row, Act.CONTACT_TAKEN_BACK, actor.id)


def _own(actor: Actor) -> Person:
    require(actor.who, Permission.CONTACT_ASK, About(actor.clinic_id, patient_id=actor.id))
    return db.session.get_one(Person, actor.id)
