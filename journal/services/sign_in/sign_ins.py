"""Sign-ins: rows that hold the account key for one cookie, and lose it when they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.sign_ins import Cookie, open_for_sign_in, seal_for_sign_in
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Clinic, Person, PersonKey, SignIn, Slot
from journal.permissions import Who
from journal.services import notices
from journal.services.actor import Actor, Keys
from journal.services.audit import audit, refused
from journal.services.audit.acts import Act
from journal.services.clinics import clinic_rows, clinics
from journal.services.clinics.clinics import ClinicCard
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.reflections import deleting
from journal.services.sign_in import devices, idle, proofs, sign_in_rows, slots
from journal.services.sign_in.devices import Browser
from journal.services.sign_in.idle import EndedBy
from journal.services.sign_in.slots import PASSWORD, Unlocked, Versions, WrongSignIn
from journal.services.work import unit_of_work

FULL, PENDING, ENROL = "full", "pending", "enrol"  # everything; a second factor is awaited; one is to be set up
LONGEST = timedelta(hours=12)
AWAITED = timedelta(minutes=5)
NEVER = datetime.min.replace(tzinfo=UTC)
_ACTS = {PENDING: Act.PASSWORD_PROVED}

_BY_COOKIE = (
    select(SignIn, Person, PersonKey, Clinic, Slot.version)
    .join(Person, (Person.clinic_id == SignIn.clinic_id) & (Person.id == SignIn.person_id))
    .join(PersonKey, (PersonKey.person_id == Person.id) & (PersonKey.epoch == Person.epoch))
    .join(Clinic, Clinic.id == SignIn.clinic_id)
    .outerjoin(Slot, (Slot.person_id == Person.id) & (Slot.kind == PASSWORD))
    .where(SignIn.id_hash == bindparam("id_hash"))
)


@dataclass(frozen=True, slots=True)
class Found:
    """A cookie's row: whose it is, their clinic, and the actor when it is still open and may do everything; who is
    only on the way there is `waiting`, who has hidden their pages `locked`. `proved_at` is when they last proved who
    they are; left alone it goes on until `idle_at`, and never longer than `expires_at`."""

    id: UUID
    person_id: UUID
    clinic_id: UUID
    actor: Actor | None
    clinic: ClinicCard
    level: str = FULL
    waiting: Actor | None = None
    proved_at: datetime | None = None
    locked: Actor | None = None
    hides: bool = False
    idle_at: datetime = NEVER
    expires_at: datetime = NEVER
    pause: timedelta = timedelta()
    versions: Versions | None = None


def begin(
    unlocked: Unlocked, level: str = FULL, browser: Browser | None = None, until: datetime | None = None
) -> Cookie:
    """Begins a sign-in, sweeps what is past its time, and returns the cookie that alone opens it; `until` is when an
    earlier one, which it goes on with, would have ended. Raises `WrongSignIn` where the proof no longer counts."""
    cookie, row_id, moment = Cookie.make(), make_id(), clock.now()
    place, person_id = people.place(unlocked.clinic_id, row_id), unlocked.person_id
    sealed = seal_for_sign_in(server_secret(), cookie, place, person_id, level, unlocked.account_key)
    row = SignIn(
        id=row_id, clinic_id=unlocked.clinic_id, person_id=person_id, id_hash=cookie.id_hash(), level=level,
        epoch=unlocked.epoch, key_sealed=sealed, created_at=moment, last_seen_at=moment,
        expires_at=until or moment + (AWAITED if level == PENDING else LONGEST),
        proved_at=moment, proof_mac=proofs.mac(row_id, person_id, moment), device=browser and browser.label,
    )  # fmt: skip
    with unit_of_work():
        idle.sweep(unlocked.clinic_id)
        deleting.destroy_expired(batches=1)  # somebody waits; past forged rows the job goes on
        row.begun_mac = sign_in_rows.begun_mac(row, _still(unlocked))
        db.session.add(row)
        if browser and level == FULL:
            _meet(row, browser)
        audit.record(_ACTS.get(level, Act.SIGNED_IN), person_id, sign_in_rows.stamp(row))
    return cookie


def _still(unlocked: Unlocked) -> Versions:
    """The versions a sign-in begins under. Raises `WrongSignIn` where person or password changed since the proof."""
    found = select(Person.status, Person.epoch).where(Person.id == unlocked.person_id)
    now = slots.versions(unlocked.person_id)
    is_same = db.session.execute(found).one() == ("active", unlocked.epoch)
    if not is_same or unlocked.versions not in (None, now):
        raise WrongSignIn
    return now


def _meet(row: SignIn, browser: Browser) -> None:
    """Remembers a browser, and tells its person of one that they had not signed in with before."""
    if devices.remember(row.clinic_id, row.person_id, browser.token):
        notices.put(row.clinic_id, row.person_id, Notice.NEW_DEVICE)
        audit.record(Act.NEW_DEVICE, row.person_id, sign_in_rows.stamp(row))


def find(cookie: Cookie) -> Found | None:
    """The sign-in of a cookie; its actor only when the row is open, whole and of an active person."""
    row, stale = _read(cookie)
    if stale:  # put back by somebody, or changed by us between the two looks
        row, stale = _read(cookie)
    if row is None:
        return None
    sign_in, person, key, clinic, password = row
    clinic_rows.was_read(clinic, is_current=clinic.id not in stale)
    pause, versions = idle.allowed(clinic, person.role, is_current=clinic.id not in stale), (person.version, password)
    counts = idle.is_open(sign_in, pause) and _counts(sign_in, versions, stale)
    actor = _actor(cookie, sign_in, person, key, clinics.zone_of(person, clinic)) if counts else None
    is_whole, is_locked = sign_in.level == FULL, sign_in.locked_at is not None
    return Found(
        sign_in.id, sign_in.person_id, sign_in.clinic_id, actor if is_whole and not is_locked else None,
        clinics.card_of(clinic), sign_in.level, waiting=None if is_whole else actor,
        proved_at=proofs.proved_at(sign_in), locked=actor if is_whole and is_locked else None,
        hides=person.quick_lock_sealed is not None, expires_at=sign_in.expires_at,
        idle_at=idle.keep_up(sign_in, pause, versions if counts else None), pause=pause, versions=versions,
    )  # fmt: skip


def _read(cookie: Cookie) -> tuple[Any, set[UUID]]:
    """What belongs to a cookie, read anew, and the ids of that which is not what the audit says: one short query."""
    wanted, anew = {"id_hash": cookie.id_hash()}, {"populate_existing": True}
    row = db.session.execute(_BY_COOKIE, wanted, execution_options=anew).one_or_none()
    if row is None:
        return None, set()
    sign_in, person, _, clinic, _ = row
    stamps = [people.stamp(person), clinic_rows.stamp(clinic)]
    if sign_in.ended_at is None:
        stamps.append(sign_in_rows.stamp(sign_in))
    return row, audit.stale(clinic.id, stamps)


def _counts(sign_in: SignIn, versions: Versions, stale: set[UUID]) -> bool:
    if sign_in_rows.is_as_begun(sign_in, versions) and not stale & {sign_in.id, sign_in.person_id}:
        return True
    changed = sign_in.person_id if sign_in.person_id in stale else sign_in.id
    refused.note(Act.REFUSED_ROW, sign_in.clinic_id, changed, about=sign_in.person_id)
    return False


def _actor(cookie: Cookie, sign_in: SignIn, person: Person, key: PersonKey, zone: str) -> Actor | None:
    if sign_in.key_sealed is None or person.status != "active" or sign_in.epoch != person.epoch:
        return None
    if not people.is_whole(person, key):
        refused.note(Act.REFUSED_ROW, person.clinic_id, person.id, about=person.id)
        return None
    place = people.place(sign_in.clinic_id, sign_in.id)
    try:
        account_key = open_for_sign_in(server_secret(), cookie, place, person.id, sign_in.level, sign_in.key_sealed)
    except CannotOpen:
        return None
    keys = Keys(account_key, key.epoch, key.id, people.place(key.clinic_id, key.id), key.private_sealed)
    who = Who(person.id, person.clinic_id, person.role)
    return Actor(who, people.name_of(person), person.theme, person.text_size, zone, keys)


def end(found: Found) -> bool:
    """Ends a sign-in: its row loses the key at once. One that waited for a second factor had not begun. Tells whether
    it went on until now."""
    with unit_of_work():
        went_on = idle.end(found.id, EndedBy.SIGN_OUT)
        if found.level != PENDING:
            sign_in_rows.record_end(Act.SIGNED_OUT, found.clinic_id, found.id, found.person_id)
    return went_on


def sweep() -> None:
    """Clears expired sign-ins; a job."""
    for clinic_id in clinics.ids():
        with unit_of_work():
            idle.sweep(clinic_id)
