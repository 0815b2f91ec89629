"""Opening a record for somebody without an account, and inviting them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal import clock
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import BeforeRecord, Person
from journal.permissions import About, NotAllowed, Permission, require
from journal.services import notices
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.before import before_rows
from journal.services.care import care_now
from journal.services.notices import Notice
from journal.services.people import invitation_links, invited_people, people, people_admin
from journal.services.people.invitations import Invited
from journal.services.people.invited_people import InvitationRefused
from journal.services.rings import rings
from journal.services.work import unit_of_work


class BeforeRefused(ValueError):
    """This cannot be done with a record before the person; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class TypedPerson:
    """Who a record is opened for, as it was typed."""

    name: str
    email: str
    identifier: str


def open_record(actor: Actor, typed: TypedPerson, record_id: UUID | None = None, token: str = "") -> UUID:
    """Opens a record for somebody who is not here yet, under a ring of the clinician's own, and gives the id of its
    person; a form that is sent twice opens one. Raises `NotAllowed`, `InvitationRefused`."""
    require(actor.who, Permission.BEFORE_OPEN, About(actor.clinic_id))
    if care_now.is_closed(actor.clinic_id):
        raise InvitationRefused("This clinic is closed here. No record is opened any more.")
    if (sent := _sent_before(actor, record_id)) is not None:
        return sent
    try:
        with unit_of_work():
            return _open(actor, typed, _id_for(actor, record_id, token))
    except InvitationRefused:
        known = people.find_by_email(actor.clinic_id, typed.email.strip())
        if known is not None:  # who tries address after address leaves a trace
            people_admin.note_refusal(actor, known)
        raise


def _open(actor: Actor, typed: TypedPerson, record_id: UUID) -> UUID:
    told = (typed.name.strip(), typed.email.strip(), typed.identifier.strip())
    person = invited_people.expect(actor.clinic_id, *told)
    db.session.add(person)
    db.session.flush()
    audit.record(Act.PERSON_EXPECTED, actor.id, people.stamp(person))
    key = rings.make_ring(actor.who, actor.keys, before_rows.KIND, person.id)
    record = BeforeRecord(
        id=record_id, clinic_id=actor.clinic_id, patient_id=person.id, keeper_id=actor.id, ring_id=key.ring_id,
        version=0, created_at=clock.now(),
    )  # fmt: skip
    before_rows.move(record, before_rows.KEPT, Act.BEFORE_OPENED, actor.id)
    return person.id


def _sent_before(actor: Actor, record_id: UUID | None) -> UUID | None:
    record = db.session.get(BeforeRecord, record_id) if record_id else None
    return record.patient_id if record is not None and record.keeper_id == actor.id else None


def _id_for(actor: Actor, record_id: UUID | None, token: str) -> UUID:
    if record_id is None or not token_fits_id(server_secret(), actor.id, record_id, token):
        return make_id()
    return record_id if db.session.get(BeforeRecord, record_id) is None else make_id()


def invite(actor: Actor, patient_id: UUID) -> Invited:
    """A one-time link for the person of a record, from its keeper; it opens nothing of the record and ends any link
    made before. Raises `NotAllowed`, `BeforeRefused`."""
    with unit_of_work():
        record = kept(actor, patient_id)
        if care_now.is_closed(record.clinic_id):
            raise BeforeRefused("This clinic is closed here. Nobody is invited any more.")
        person = db.session.get_one(Person, patient_id, with_for_update=True, populate_existing=True)
        if person.status not in before_rows.WITHOUT_ACCOUNT:
            raise BeforeRefused("They need no link: their account is there, or was disabled by a manager.")
        if not people.is_current(person):
            raise BeforeRefused(people_admin.CHANGED_PAST_US)
        token = invitation_links.renew(person, actor.id)
        notices.put(person.clinic_id, person.id, Notice.INVITED)
    return Invited(token, patient_id)


def kept(actor: Actor, patient_id: UUID) -> BeforeRecord:
    """The record that the actor keeps of somebody, held for a change; in the caller's unit of work. Raises
    `NotAllowed`."""
    record = before_rows.to_change(patient_id)
    if record is None:
        raise NotAllowed
    require(actor.who, Permission.BEFORE_KEEP, About(record.clinic_id, person_id=record.keeper_id))
    return record
