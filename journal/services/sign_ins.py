"""Sign-ins: rows that hold the account key for one cookie, and lose it when they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.crypto.sign_ins import Cookie, open_for_sign_in, seal_for_sign_in
from journal.extensions import DATABASE_DOWN, db, server_secret
from journal.ids import make_id
from journal.models import Clinic, Person, PersonKey, SignIn
from journal.permissions import Who
from journal.services import audit, clinics, deleting, people
from journal.services.actor import Actor, Keys
from journal.services.acts import Act
from journal.services.clinics import ClinicCard
from journal.services.slots import Unlocked
from journal.services.work import unit_of_work

FULL = "full"  # the level of a sign-in that may do everything; others come with the second factor
LONGEST = timedelta(hours=12)
IDLE = {"patient": timedelta(minutes=30)}
IDLE_OF_STAFF = timedelta(minutes=15)
KEPT = timedelta(days=1)  # a keyless row, to name the person whose words are given back
TOUCHED_EVERY = timedelta(minutes=1)

_BY_COOKIE = (
    select(SignIn, Person, PersonKey, Clinic)
    .join(Person, (Person.clinic_id == SignIn.clinic_id) & (Person.id == SignIn.person_id))
    .join(PersonKey, (PersonKey.person_id == Person.id) & (PersonKey.epoch == Person.epoch))
    .join(Clinic, Clinic.id == SignIn.clinic_id)
    .where(SignIn.id_hash == bindparam("id_hash"))
)


@dataclass(frozen=True, slots=True)
class Found:
    """A cookie's row: whose it is, their clinic, and the actor when it is still open."""

    id: UUID
    person_id: UUID
    clinic_id: UUID
    actor: Actor | None
    clinic: ClinicCard


def begin(unlocked: Unlocked) -> Cookie:
    """Begins a sign-in, sweeps what is past its time, and returns the cookie that alone opens it."""
    cookie, row_id, moment = Cookie.make(), make_id(), clock.now()
    place, person_id = people.place(unlocked.clinic_id, row_id), unlocked.person_id
    sealed = seal_for_sign_in(server_secret(), cookie, place, person_id, FULL, unlocked.account_key)
    row = SignIn(
        id=row_id, clinic_id=unlocked.clinic_id, person_id=person_id, id_hash=cookie.id_hash(), level=FULL,
        epoch=unlocked.epoch, key_sealed=sealed, created_at=moment, last_seen_at=moment,
        expires_at=moment + LONGEST,
    )  # fmt: skip
    with unit_of_work():
        _sweep(moment)
        deleting.destroy_expired()
        db.session.add(row)
        audit.record(Act.SIGNED_IN, person_id, _stamp(row.clinic_id, row.id, person_id))
    return cookie


def find(cookie: Cookie) -> Found | None:
    """The sign-in of a cookie; its actor only when the row is open, whole and of an active person."""
    row = db.session.execute(_BY_COOKIE, {"id_hash": cookie.id_hash()}).one_or_none()
    if row is None:
        return None
    sign_in, person, key, clinic = row
    actor = _actor(cookie, sign_in, person, key, clinic.time_zone) if _is_open(sign_in, person.role) else None
    found = Found(sign_in.id, sign_in.person_id, sign_in.clinic_id, actor, clinics.card_of(clinic))
    _keep_up(sign_in, person.role)
    return found


def _is_open(sign_in: SignIn, role: str) -> bool:
    moment = clock.now()
    idle_since = moment - IDLE.get(role, IDLE_OF_STAFF)
    return sign_in.ended_at is None and sign_in.expires_at > moment and sign_in.last_seen_at > idle_since


def _actor(cookie: Cookie, sign_in: SignIn, person: Person, key: PersonKey, zone: str) -> Actor | None:
    if sign_in.key_sealed is None or person.status != "active" or sign_in.epoch != person.epoch:
        return None
    if not people.is_whole(person, key):
        return None
    place = people.place(sign_in.clinic_id, sign_in.id)
    try:
        account_key = open_for_sign_in(server_secret(), cookie, place, person.id, sign_in.level, sign_in.key_sealed)
    except CannotOpen:
        return None
    keys = Keys(account_key, key.epoch, key.id, people.place(key.clinic_id, key.id), key.private_sealed)
    who = Who(person.id, person.clinic_id, person.role)
    return Actor(who, people.name_of(person), person.theme, person.text_size, zone, keys)


def _keep_up(sign_in: SignIn, role: str) -> None:
    """Moves `last_seen_at` at most once a minute; takes the key from a row that has timed out."""
    sign_in_id, moment = sign_in.id, clock.now()
    if not _is_open(sign_in, role):
        if sign_in.key_sealed is not None:
            _end(sign_in_id, moment)
    elif moment - sign_in.last_seen_at > TOUCHED_EVERY:
        _touch(sign_in_id, moment)


def _touch(sign_in_id: UUID, moment: datetime) -> None:
    try:
        with unit_of_work():
            db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=moment))
    except DATABASE_DOWN:
        return  # a full disk must not keep people from reading their own words


def end(found: Found) -> None:
    """Ends a sign-in: its row loses the key at once."""
    with unit_of_work():
        _end(found.id, clock.now())
        audit.record(Act.SIGNED_OUT, found.person_id, _stamp(found.clinic_id, found.id, found.person_id))


def _end(sign_in_id: UUID, moment: datetime) -> None:
    with unit_of_work():
        db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(key_sealed=None, ended_at=moment))


def _sweep(moment: datetime) -> None:
    """Takes keys from rows that ran out or lie idle, and removes those that are a day past their end."""
    patients = select(Person.id).where(Person.role == "patient")
    idle_patient = SignIn.person_id.in_(patients) & (SignIn.last_seen_at < moment - IDLE["patient"])
    idle_staff = SignIn.person_id.not_in(patients) & (SignIn.last_seen_at < moment - IDLE_OF_STAFF)
    expired = (SignIn.expires_at < moment) | idle_patient | idle_staff
    ended = update(SignIn).where(SignIn.key_sealed.is_not(None), expired)
    db.session.execute(ended.values(key_sealed=None, ended_at=moment))
    db.session.execute(delete(SignIn).where(SignIn.expires_at < moment - KEPT))


def sweep() -> None:
    """Clears expired sign-ins; a job."""
    with unit_of_work():
        _sweep(clock.now())


def _stamp(clinic_id: UUID, sign_in_id: UUID, person_id: UUID) -> audit.Stamp:
    return audit.stamp(clinic_id, sign_in_id, 1, person_id)
