"""Acts about ways into an account, done again on a restored database.

What opens an account is emptied, never made good. Where nothing else would open the account's words, its last way in is
kept under a disabled account, until somebody at the clinic has made sure who it is."""

from __future__ import annotations

from sqlalchemy import delete, select

from journal import clock
from journal.extensions import db
from journal.models import CalendarFeed, NewStart, Passkey, Person, ReadyPhone, RecoveryWait, Slot, Totp
from journal.services.appointments import calendar_feeds
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.ledger.lines import Entry
from journal.services.ledger.reapply import Lost, Reapply, found
from journal.services.ledger.reapply_people import hold, whole
from journal.services.now import ready_phones
from journal.services.people import people
from journal.services.recovery import new_start_rows, recovery_waits
from journal.services.recovery.kits import NO_STRETCHING, REVOKED
from journal.services.sign_in import factors, passkey_rows, passkey_slots, slots
from journal.services.sign_in.slots import PASSWORD, RECOVERY_CODE

CHANGED = "changed"  # in the place of a profile: the password that this slot held was changed since
_BY_HAND = "person {id} was changed in the database, not here: look at them before the service is opened"


def slot(entry: Entry, _lost: Lost) -> str:
    """A kit that was used, revoked or replaced, a password that was changed and a passkey's slot open nothing."""
    row = found(Slot, entry)
    if row is None or not row.verifier_sealed:
        return ""
    if row.kind == PASSWORD:
        return _password(row)
    slots.empty(row, REVOKED)
    audit.record(Act.KIT_REVOKED if row.kind == RECOVERY_CODE else Act.LEDGER_APPLIED, None, slots.stamp(row))
    return ""


def _password(row: Slot) -> str:
    person = db.session.get_one(Person, row.person_id, with_for_update=True, populate_existing=True)
    if _has_another_way(person):
        slots.empty(row, CHANGED)
        audit.record(Act.LEDGER_APPLIED, None, slots.stamp(row))
        return f"person {person.id} had changed their password: they come back with their recovery kit"
    return hold(person)


def _has_another_way(person: Person) -> bool:
    others = select(Slot).where(Slot.person_id == person.id, Slot.kind != PASSWORD, Slot.profile == NO_STRETCHING)
    return any(each.epoch == person.epoch and each.account_key_sealed for each in db.session.scalars(others))


def passkey(entry: Entry, _lost: Lost) -> str:
    """A passkey that was removed is removed, with its slot."""
    row = found(Passkey, entry)
    if row is None:
        return ""
    person = db.session.get_one(Person, row.person_id, with_for_update=True, populate_existing=True)
    if not factors.are_whole(person):
        return _BY_HAND.format(id=person.id)
    passkey_slots.remove(person, row)
    db.session.delete(row)
    gone = passkey_rows.stamp_of_none(row.clinic_id, row.id, row.version)
    audit.record(Act.PASSKEY_REMOVED, None, gone)
    factors.close(person, Act.FACTOR_REMOVED)
    return ""


def factor(entry: Entry, lost: Lost) -> str:
    """An authenticator app that was removed or replaced counts no more. Where every such act was about a passkey alone,
    those have entries of their own."""
    if all(_of_passkey(each, lost) for each in lost.entries if HANDS.get(each.act) is factor and _same(each, entry)):
        return ""
    person = whole(entry)
    if person is None:
        return ""
    if factors.are_whole(person) and db.session.execute(delete(Totp).where(Totp.person_id == person.id)).rowcount:  # type: ignore[attr-defined]
        factors.close(person, Act.FACTOR_REMOVED)
    return f"person {person.id} had changed their second factor: ask them to set it up again"


def _of_passkey(entry: Entry, lost: Lost) -> bool:
    if entry.act == Act.FACTOR_SET:
        return Act.PASSKEY_ADDED in (lost.before(entry), lost.before(entry, 2))
    return lost.before(entry) == Act.PASSKEY_REMOVED and not _all_went(entry, lost)


def _all_went(entry: Entry, lost: Lost) -> bool:
    """Whether the person had lost every second factor: with a return after a wait, or when they began anew."""
    waited = any(each.act == Act.RECOVERY_WAIT_USED and each.patient_id == entry.record_id for each in lost.entries)
    return waited or lost.has(Act.PERSON_BEGUN_ANEW, entry.record_id)


def _same(entry: Entry, other: Entry) -> bool:
    return (entry.clinic_id, entry.record_id) == (other.clinic_id, other.record_id)


def passkey_gone(entry: Entry, _lost: Lost) -> str:
    """A passkey that was added since is gone with what was lost."""
    return f"passkey {entry.record_id} is not there any more: whoever had added it can do so again"


def new_start(entry: Entry, _lost: Lost) -> str:
    """A link to start again that was used or cancelled is cancelled."""
    row = found(NewStart, entry)
    if row is not None and not row.used_at and not row.cancelled_at:
        row.cancelled_at = clock.now()
        new_start_rows.close(row, Act.NEW_START_CANCELLED, None)
    return ""


def wait(entry: Entry, _lost: Lost) -> str:
    """A wait that was used or called off is called off."""
    row = found(RecoveryWait, entry)
    if row is not None and not row.used_at and not row.cancelled_at:
        recovery_waits.cancel_row(row, None)
    return ""


def phone(entry: Entry, _lost: Lost) -> str:
    """A readied phone that was removed is removed."""
    row = found(ReadyPhone, entry)
    if row is not None:
        ready_phones.end(row)
    return ""


def calendar(entry: Entry, _lost: Lost) -> str:
    """A calendar address that was revoked, or that a new one had replaced, leads nowhere."""
    feed = found(CalendarFeed, entry)
    if feed is not None:
        calendar_feeds.end(feed.person_id)
    return ""


def pin(entry: Entry, _lost: Lost) -> str:
    """A PIN that another one replaced lifts nothing: Hide is off until its owner chooses one again."""
    person = whole(entry)
    if person is not None and person.quick_lock_sealed is not None:
        person.quick_lock_sealed = None
        audit.record_about(Act.QUICK_LOCK_REMOVED, None, people.stamp(person))
    return ""


HANDS: dict[str, Reapply] = {
    **dict.fromkeys((Act.SLOT_PUT, Act.SLOT_REMOVED, Act.KIT_USED, Act.KIT_REVOKED), slot),
    Act.PASSKEY_REMOVED: passkey,
    Act.PASSKEY_ADDED: passkey_gone,
    **dict.fromkeys((Act.FACTOR_SET, Act.FACTOR_REMOVED), factor),
    **dict.fromkeys((Act.NEW_START_USED, Act.NEW_START_CANCELLED), new_start),
    **dict.fromkeys((Act.RECOVERY_WAIT_USED, Act.RECOVERY_WAIT_CANCELLED), wait),
    Act.PHONE_REMOVED: phone,
    **dict.fromkeys((Act.CALENDAR_MADE, Act.CALENDAR_REVOKED), calendar),
    Act.QUICK_LOCK_SET: pin,
}
