"""Words that a readied phone appends: sealed to its owner's public key at once, and shown to no one."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from journal import clock
from journal.crypto.append import AppendTerms, id_of_words, seal_appended
from journal.crypto.canonical import Part
from journal.crypto.errors import KeyRefused
from journal.crypto.sign_ins import Cookie
from journal.crypto.tokens import token_fits_id, token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import AppendedWords, ReadyPhone, Reflection
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.now import ready_phones
from journal.services.people import people
from journal.services.sign_in import throttles
from journal.services.work import unit_of_work

LONGEST = 10_000  # Unicode code points at once
MOST_A_DAY, MOST_WAITING = 40, 100  # of one phone, and of one person until they sign in
_NOBODY = "nobody"


class NotReady(Exception):
    """This phone can append nothing: it was never readied, its time is over, or it was removed. Never says which."""


class CannotAppend(ValueError):
    """The phone is ready, and these words cannot be kept all the same; the message says why."""


def new_form(cookie: Cookie | None) -> tuple[UUID, str]:
    """An id for what is about to be written, bound to the phone. Raises `NotReady`."""
    phone = _phone(cookie)
    made = make_id()
    return made, token_for_id(server_secret(), phone.id, made)


def append(cookie: Cookie | None, address: str, record_id: UUID, token: str, text: str) -> UUID:
    """Keeps words for who readied this phone; sent twice they are kept once, and other words of the same form beside
    them. Gives their id. Raises `NotReady`, `CannotAppend`, `TooMany`."""
    phone = ready_phones.find(cookie)
    with throttles.attempt(throttles.APPEND, phone.id if phone else _NOBODY, address):
        if cookie is None or phone is None or not token_fits_id(server_secret(), phone.id, record_id, token):
            raise NotReady
    text = text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST:
        raise CannotAppend(_wrong_length(text))
    made = id_of_words(cookie.secret, record_id, text)
    try:
        _keep(cookie, made, text)
    except IntegrityError:  # the same words came twice at once; now they are there
        db.session.rollback()
    return made


def _phone(cookie: Cookie | None) -> ReadyPhone:
    phone = ready_phones.find(cookie)
    if phone is None:
        raise NotReady
    try:
        people.current_key(phone.patient_id)
    except KeyRefused as error:
        raise NotReady from error
    return phone


def _keep(cookie: Cookie, record_id: UUID, text: str) -> None:
    with unit_of_work():
        phone = _phone(cookie)  # once more: it may have been removed this moment
        if db.session.get(AppendedWords, record_id) or db.session.get(Reflection, record_id):
            return
        _check_limits(phone)
        try:
            _, key = people.current_key(phone.patient_id)
            row = AppendedWords(
                id=record_id, clinic_id=phone.clinic_id, patient_id=phone.patient_id, phone_id=phone.id, key_id=key.id,
                written_at=clock.now(),
            )  # fmt: skip
            row.words_sealed = seal_appended(people.public_keys(key), terms(row), {"text": text})
        except KeyRefused as error:
            raise NotReady from error
        row.mac = server_secret().mac("appended-words", *parts(row))
        db.session.add(row)
        audit.record(Act.WORDS_APPENDED, None, stamp(row))


def _check_limits(phone: ReadyPhone) -> None:
    of_phone = select(func.count()).select_from(AppendedWords).where(AppendedWords.phone_id == phone.id)
    lately = of_phone.where(AppendedWords.written_at > clock.now() - timedelta(days=1))
    waiting = select(func.count()).select_from(AppendedWords).where(AppendedWords.patient_id == phone.patient_id)
    if (db.session.scalar(lately) or 0) >= MOST_A_DAY or (db.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise CannotAppend("This phone keeps no more for now. Sign in, and there is room again. Your words are below.")


def _wrong_length(text: str) -> str:
    if not text:
        return "There are no words here yet, so nothing was kept."
    return f"This is longer than {LONGEST:,} characters. Keep it in two parts; your words are below."


def gone_stamp(row: AppendedWords) -> audit.Stamp:
    """What the audit remembers of words that were discarded: no row that is put back is that."""
    return audit.stamp(row.clinic_id, row.id, 2, "discarded", patient_id=row.patient_id)


def is_whole(row: AppendedWords) -> bool:
    """Whether this server wrote the row, and it is what its audit row says."""
    holds = server_secret().mac_holds(row.mac, "appended-words", *parts(row))
    return holds and not audit.stale(row.clinic_id, [stamp(row)])


def terms(row: AppendedWords) -> AppendTerms:
    """What the words of a row are bound to."""
    return AppendTerms(
        server_secret().instance, row.clinic_id, row.patient_id, row.key_id, row.phone_id, row.id, row.written_at
    )


def parts(row: AppendedWords) -> tuple[Part, ...]:
    """What the MAC of appended words covers."""
    digest = hashlib.sha256(row.words_sealed).digest()
    return (row.id, row.clinic_id, row.patient_id, row.phone_id, row.key_id, row.written_at, digest)


def stamp(row: AppendedWords) -> audit.Stamp:
    """Appended words as the audit remembers them."""
    return audit.stamp(row.clinic_id, row.id, 1, "appended", *parts(row), patient_id=row.patient_id)
