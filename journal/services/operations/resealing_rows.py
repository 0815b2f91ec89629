"""What is made with the server's secret, table by table, and how a row comes under its newest version.

What is within stays as it is: a password's own wrap inside the pepper, the text of a field, what a MAC covers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from journal.crypto.errors import CannotOpen
from journal.crypto.fields import index_email, reseal_field
from journal.crypto.sealing import key_version
from journal.extensions import db, server_secret
from journal.models import (
    AppendedWords,
    Appointment,
    BeforeRecord,
    CareRelation,
    ClinicRecoveryKey,
    Consent,
    Cover,
    Death,
    NewStart,
    Passkey,
    Person,
    PersonKey,
    RecoveryChoice,
    RecoveryWait,
    Ring,
    RingGrant,
    Slot,
    Totp,
    TreatmentMember,
)
from journal.services.appointments import appointment_rows
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.before import before_rows
from journal.services.care import care_rows, cover_rows
from journal.services.consents import consent_rows
from journal.services.now import appended_words
from journal.services.people import death_rows, help_countries, licences, people, phone_numbers
from journal.services.recovery import new_start_rows, recovery_key_rows, recovery_waits
from journal.services.rings import grants, ring_rows
from journal.services.sign_in import factors, passkey_rows, slots, totp
from journal.services.treatment import member_rows

_FIELDS = {
    "name_sealed": people.NAME, "email_sealed": people.EMAIL, "identifier_sealed": people.IDENTIFIER,
    "credentials_sealed": people.CREDENTIALS, "licence_sealed": licences.LICENCE, "phone_sealed": phone_numbers.PHONE,
    "help_country_sealed": help_countries.COUNTRY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One table, and what brings a row of it up to date; it raises `CannotOpen` for one that is not as it was written,
    before it has changed anything of it."""

    table: Any
    bring: Callable[[Any], None]


def is_current(sealed: bytes | None) -> bool:
    """Whether a sealed value lies under the newest version, or there is none."""
    return not sealed or key_version(sealed) == server_secret().current


def _resealed(stamp: audit.Stamp) -> None:
    audit.record(Act.SECRET_RESEALED, None, stamp)


def person(row: Person) -> None:
    """Fields, index, authenticator app and MAC of a person, all bound together by the MAC."""
    apps = db.session.scalars(select(Totp).where(Totp.person_id == row.id).with_for_update()).all()
    sealed = [*(getattr(row, name) for name in _FIELDS), *(app.seed_sealed for app in apps)]
    if server_secret().is_current(row.mac) and all(map(is_current, sealed)):
        return
    if not factors.are_whole(row):
        raise CannotOpen
    place = people.place(row.clinic_id, row.id)
    fields = {name: reseal_field(server_secret(), kind, place, getattr(row, name))
              for name, kind in _FIELDS.items() if getattr(row, name)}  # fmt: skip
    for app in apps:
        totp.reseal(app)
    email = people.email_of(row)  # who never came and was closed has none, and an index of nobody
    row.email_index = index_email(server_secret(), email) if email else row.email_index
    for name, value in fields.items():
        setattr(row, name, value)
    if row.factors:
        factors.bind_resealed(row)
    people.close_person(row)
    _resealed(people.stamp(row))


def slot(row: Slot) -> None:
    """The pepper around a way in."""
    if is_current(row.verifier_sealed) and is_current(row.account_key_sealed):
        return
    _require_current(slots.stamp(row))
    slots.reseal(row)
    _resealed(slots.stamp(row))


def passkey(row: Passkey) -> None:
    """The name somebody gave a passkey."""
    if not is_current(row.label_sealed):
        _require_current(passkey_rows.stamp(row))
        place = people.place(row.clinic_id, row.id)
        row.label_sealed = reseal_field(server_secret(), passkey_rows.LABEL, place, row.label_sealed)
        _resealed(passkey_rows.stamp(row))


def appointment(row: Appointment) -> None:
    """Where an appointment is."""
    if not is_current(row.place_sealed):
        _require_current(appointment_rows.stamp(row))
        appointment_rows.reseal(row)
        _resealed(appointment_rows.stamp(row))


def _require_current(stamp: audit.Stamp) -> None:
    if audit.stale(stamp.clinic_id, [stamp]):
        raise CannotOpen


def _mac(table: Any, purpose: str, parts: Callable[[Any], tuple[Any, ...]], column: str = "mac") -> Step:
    def bring(row: Any) -> None:
        mac, secret = getattr(row, column), server_secret()
        if secret.is_current(mac):
            return
        if not secret.mac_holds(mac, purpose, *parts(row)):
            raise CannotOpen
        setattr(row, column, secret.mac(purpose, *parts(row)))

    return Step(table, bring)


STEPS = (
    Step(Person, person),
    Step(Slot, slot),
    Step(Passkey, passkey),
    Step(Appointment, appointment),
    _mac(PersonKey, "person-key", people.key_parts),
    _mac(Ring, "ring", ring_rows.parts),
    _mac(RingGrant, "adopted-grant", lambda row: grants.adopted_parts(row, row.adopted_sealed), "adopted_mac"),
    _mac(CareRelation, "care-relation", care_rows.parts),
    _mac(Cover, "cover", cover_rows.parts),
    _mac(TreatmentMember, "treatment-member", member_rows.parts),
    _mac(BeforeRecord, "before-record", before_rows.parts),
    _mac(Consent, "consent", consent_rows.parts),
    _mac(Death, "death", death_rows.parts),
    _mac(NewStart, "new-start", new_start_rows.parts),
    _mac(RecoveryWait, "recovery-wait", recovery_waits.parts),
    _mac(ClinicRecoveryKey, "recovery-key", recovery_key_rows.key_parts),
    _mac(RecoveryChoice, "recovery-choice", recovery_key_rows.choice_parts),
    _mac(AppendedWords, "appended-words", appended_words.parts),
)
