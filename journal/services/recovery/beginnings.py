"""Beginning anew with new keys: every ring goes on with a generation that only the new keys open."""

from __future__ import annotations

from sqlalchemy import select

from journal.crypto.passwords import Proof
from journal.crypto.slots import SlotTerms
from journal.extensions import db
from journal.models import CareRelation, Cover, Person, Ring
from journal.permissions import Who
from journal.services import notices
from journal.services.actor import Keys
from journal.services.appointments import calendar_feeds
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care_endings, care_rows
from journal.services.notices import Notice
from journal.services.now import ready_phones
from journal.services.people import accounts, people
from journal.services.recovery import factor_loss, recovery_waits
from journal.services.recovery.kits import Kit
from journal.services.rings import rings, taking_back
from journal.services.treatment import treatment_endings


def begin_anew(person: Person, proof: Proof, terms: SlotTerms) -> tuple[Keys, Kit]:
    """New keys of the next epoch for somebody who lost theirs; in the caller's unit of work, which holds the person.

    Second factors go, sign-ins end, and what only the lost keys opened stays sealed. Grants are made by nobody here:
    a patient confirms every key anew, and whoever treats them asks every patient anew."""
    factor_loss.remove_all(person)
    recovery_waits.close_open(person, person.id)
    person.epoch, person.version, person.quick_lock_sealed = person.epoch + 1, person.version + 1, None
    people.close_person(person)
    keys, kit = accounts.open_account(person, proof, terms)
    db.session.flush()
    who = Who(person.id, person.clinic_id, person.role)
    own = select(Ring).where(Ring.owner_id == person.id).order_by(Ring.id)
    for ring in db.session.scalars(own.with_for_update()).all():
        rings.begin_alone(who, keys, ring)
    _ask_again(person)
    accounts.end_sign_ins(person.id)
    calendar_feeds.end(person.id)
    ready_phones.remove_all(person.id)
    audit.record(Act.PERSON_BEGUN_ANEW, person.id, people.stamp(person))
    return keys, kit


def _ask_again(person: Person) -> None:
    """Every patient of a therapist who lost their keys is asked anew; what was granted to the lost ones is deleted."""
    care_endings.end_open_covers(Cover.covering_id == person.id, person.id)
    treatment_endings.ask_again(person.id)
    theirs = (CareRelation.therapist_id == person.id) & (CareRelation.state == care_rows.ACTIVE)
    for relation in db.session.scalars(select(CareRelation).where(theirs).with_for_update()).all():
        if care_rows.is_current(relation):
            care_rows.move(relation, care_rows.ASKED, Act.CARE_ASKED, person.id)
            db.session.flush()
            taking_back.take_back(relation.patient_id, person.id, person.id)
            notices.put(relation.clinic_id, relation.patient_id, Notice.CARE_ASKED)
