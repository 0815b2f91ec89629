"""Destroying a record before its person came, or after they said that it is not theirs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from journal.extensions import db
from journal.models import BeforeRecord, DosingSession, Person, SessionRecord
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.before import before_rows, kept_records, opening
from journal.services.before.opening import BeforeRefused
from journal.services.people import invitation_links, invited_people, people, people_admin
from journal.services.sessions import session_rows
from journal.services.work import unit_of_work

REASONS = {
    "not_coming": "They are not coming",
    "asked_for": "They asked for it",
    "mistake": "It was opened by mistake",
    "somebody_else": "It is about somebody else",
}  # a choice, not words: whatever stood here would outlive what is destroyed


def may_destroy(record: BeforeRecord) -> bool:
    """Whether the record can still be destroyed: nobody has an account, or who has one said it is not theirs."""
    person = db.session.get(Person, record.patient_id)
    return record.state == before_rows.REFUSED or (person is not None and person.epoch == 0)


def destroy(actor: Actor, patient_id: UUID, reason: str) -> None:
    """Destroys all that a record says, its keys, and the name and address of who never came; by its keeper. Raises
    `NotAllowed`, `BeforeRefused`."""
    if reason not in REASONS:
        raise BeforeRefused("Say why, with one of the four reasons.")
    with unit_of_work():
        record = opening.kept(actor, patient_id)
        # as accepting does, first the link and then the person: nobody comes between this look and the commit
        invitation_links.end(patient_id)
        person = db.session.get_one(Person, patient_id, with_for_update=True, populate_existing=True)
        if not may_destroy(record):
            raise BeforeRefused("They have an account now: what is kept is theirs to take up or to refuse.")
        kept_records.destroy_all(actor, record)
        if record.state == before_rows.REFUSED:
            _delete_sessions(actor, record)
        before_rows.move(record, before_rows.DESTROYED, Act.BEFORE_DESTROYED, actor.id, reason)
        _forget(person, actor)


def _delete_sessions(actor: Actor, record: BeforeRecord) -> None:
    """Deletes the sessions that were kept in the record, with what was destroyed of them: who has the account said that
    they are not theirs. Not those which the team has written about since."""
    of_it = select(SessionRecord.session_id).where(SessionRecord.ring_id == record.ring_id)
    others = select(SessionRecord.session_id).where(SessionRecord.ring_id != record.ring_id)
    mine = (DosingSession.patient_id == record.patient_id) & DosingSession.id.in_(of_it)
    query = select(DosingSession).where(mine, DosingSession.id.not_in(others)).with_for_update()
    for session in session_rows.current(db.session.scalars(query)):
        db.session.execute(delete(SessionRecord).where(SessionRecord.session_id == session.id))
        session_rows.remove(session, actor.id)


def _forget(person: Person, actor: Actor) -> None:
    if person.epoch:
        return  # somebody's account, though not that of whom the record was about
    if not people.is_current(person):
        raise BeforeRefused(people_admin.CHANGED_PAST_US)
    invited_people.forget(person)
    audit.record(Act.PERSON_CLOSED, actor.id, people.stamp(person))
