"""Steps of a record before the person that its tests share: opened and written in, accepted, handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.models import SessionRecord
from journal.services import sealed_records
from journal.services.audit import verification
from journal.services.before import handing_over, opening
from journal.services.before.opening import TypedPerson
from journal.services.people import invitations
from journal.services.session_records import session_log, session_times
from journal.services.session_records.session_log import TypedEntry
from tests.services.hands import stored
from tests.support.cast import Cast, Member, agree

TYPED = TypedPerson("Lena Brandt", "lena@people.example", "born 4 May 1986")
SAID = "Asked whether ketamine would fit beside her medication."


def opened(keeper: Member) -> UUID:
    """A record for Lena, who is not here yet."""
    with clock.at(clock.now() - timedelta(days=4)):
        patient_id = opening.open_record(keeper.actor(), TYPED)
    db.session.remove()
    return patient_id


def written(by: Member, patient_id: UUID, words: str = SAID) -> UUID:
    """An entry in the record, and the session it is about."""
    with clock.at(clock.now() - timedelta(days=3)):
        session_id = session_times.check_in(by.actor(), patient_id)
    add(by, session_id, words)
    return session_id


def add(by: Member, session_id: UUID, words: str) -> None:
    """One more entry, of the same day."""
    with clock.at(clock.now() - timedelta(days=3)):
        session_log.add(by.actor(), session_id, TypedEntry({}, words))
    db.session.remove()


def arrived(keeper: Member, patient_id: UUID, password: str = "willow by the slow canal") -> Member:
    """Lena, who was invited by her keeper and has accepted."""
    return accept(opening.invite(keeper.actor(), patient_id).token, patient_id, keeper.clinic_id, password)


def accept(token: str, patient_id: UUID, clinic_id: UUID, password: str = "willow by the slow canal") -> Member:
    """Whoever follows the link makes the account."""
    made = invitations.accept(token, password, is_adult=True)
    agree(made.unlocked)
    db.session.remove()
    told = (TYPED.name, TYPED.email, "patient", TYPED.identifier)
    return Member(patient_id, clinic_id, *told, password, made.kit.code)


def handed(keeper: Member, patient: Member) -> None:
    """The keeper compares the words and hands the record over."""
    actor = keeper.actor()
    handing_over.hand_over(actor, patient.id, handing_over.recipient(actor, patient.id).words)
    db.session.remove()


def readable(by: Member) -> list[str]:
    """The observations of every session record that this person can open."""
    actor = by.actor()
    rows = db.session.query(SessionRecord).order_by(SessionRecord.id).all()
    said = [value.get("observation", "") for value in sealed_records.opened(actor, rows).values()]
    db.session.remove()
    return said


def entry() -> dict[str, Any]:
    """The first entry of a session record, as it is stored."""
    return stored(SessionRecord)[0]


def is_whole(cast: Cast) -> bool:
    """Whether verifying the clinic finds nothing."""
    db.session.remove()
    return list(verification.verify(cast.clinic_id)) == []
