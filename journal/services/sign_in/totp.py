"""The authenticator app: set up with a first code, asked for at sign-in, each code good for one use."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import NoReturn, cast
from uuid import UUID

import segno
from sqlalchemy import CursorResult, delete, select, update

from journal import clock
from journal.crypto import totp as crypto
from journal.crypto.errors import CannotOpen
from journal.crypto.sealing import Place
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Person, Totp
from journal.services.actor import Actor
from journal.services.audit import refused
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.people import accounts, people
from journal.services.sign_in import factors, throttles
from journal.services.work import unit_of_work

_LETTERS_IN_A_GROUP = 4


class WrongCode(Exception):
    """The code is not this person's now, or was used already."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """A seed that no app has confirmed yet: for the camera, for typing, and sealed to travel with the form."""

    qr: str = field(repr=False)
    groups: tuple[str, ...] = field(repr=False)
    carried: str = field(repr=False)


def set_up(actor: Actor, carried: str = "") -> SetUp:
    """A new seed to set up an app with, or the one that travels with a form whose code was wrong. Nothing is stored.
    Raises `NotToday` for a patient on a dosing day."""
    _require_decision(actor)
    seed = _carried_seed(actor, carried) or crypto.make_seed()
    typed = (seed[start : start + _LETTERS_IN_A_GROUP] for start in range(0, len(seed), _LETTERS_IN_A_GROUP))
    return SetUp(_picture(seed), tuple(typed), crypto.carry_seed(server_secret(), _on_the_way(actor), actor.id, seed))


def _picture(seed: str) -> str:
    """The QR code as SVG without any style; the account is called by its day, so that no app shows a name."""
    made, drawn = segno.make(crypto.address_for_app(seed, f"set up {clock.now():%Y-%m-%d}"), error="m"), io.BytesIO()
    made.save(
        drawn, kind="svg", xmldecl=False, omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr",
        lineclass=None, nl=False,
    )  # fmt: skip
    return drawn.getvalue().decode()


def confirm(actor: Actor, carried: str, code: str) -> None:
    """Makes the app count, with its first code, in the place of an earlier one; ends every sign-in of the person.
    Raises `WrongCode`, `NotToday`, `FactorsChanged`."""
    _require_decision(actor)
    seed = _carried_seed(actor, carried)
    step = crypto.step_of(seed, code, clock.now()) if seed else None
    if seed is None or step is None:
        raise WrongCode
    with unit_of_work():
        person = factors.locked(actor.id)
        row = _row(actor.id) or Totp(id=make_id(), clinic_id=person.clinic_id, person_id=person.id, version=0)
        row.version, row.created_at, row.last_step = row.version + 1, clock.now(), step
        row.seed_sealed = crypto.seal_seed(server_secret(), _place(row), person.id, seed)
        db.session.add(row)
        _changed(person, Act.FACTOR_SET)


def remove(actor: Actor) -> None:
    """Takes the app away; ends every sign-in of the person. Raises `LastFactor`, `FactorsChanged`."""
    with unit_of_work():
        person = factors.locked(actor.id)
        factors.require_not_last(person)
        db.session.execute(delete(Totp).where(Totp.person_id == actor.id))
        _changed(person, Act.FACTOR_REMOVED)


def _changed(person: Person, act: Act) -> None:
    factors.close(person, act)
    accounts.end_sign_ins(person.id)


def try_code(person_id: UUID, code: str, address: str, device: str | None) -> None:
    """Uses up a code, of which only so many tries are taken. Raises `TooMany`, `WrongCode`, `FactorsChanged`."""
    with throttles.attempt(throttles.CODE, person_id, address, device):
        check(person_id, code)


def check(person_id: UUID, code: str) -> None:
    """Uses up a code: of many who bring the same one, one is let through. Raises `WrongCode`, `FactorsChanged`."""
    row, person = _row(person_id), db.session.get_one(Person, person_id)
    if row is None or not factors.are_whole(person):
        raise WrongCode if row is None else factors.FactorsChanged
    step = crypto.step_of(_seed(row), code, clock.now())
    if step is None:
        _refuse(person)
    unused = (Totp.id == row.id) & (Totp.last_step < step)
    with unit_of_work():
        moved = cast("CursorResult[None]", db.session.execute(update(Totp).where(unused).values(last_step=step)))
        if moved.rowcount != 1:
            _refuse(person)


def _refuse(person: Person) -> NoReturn:
    refused.note(Act.REFUSED_CODE, person.clinic_id, person.id, actor_id=person.id, about=person.id)
    raise WrongCode


def _seed(row: Totp) -> str:
    try:
        return crypto.open_seed(server_secret(), _place(row), row.person_id, row.seed_sealed)
    except CannotOpen as error:
        raise factors.FactorsChanged from error


def reseal(row: Totp) -> None:
    """Brings a seed under the newest secret; in the caller's unit of work, which binds it in. Raises `CannotOpen`."""
    seed = crypto.open_seed(server_secret(), _place(row), row.person_id, row.seed_sealed)
    row.seed_sealed = crypto.seal_seed(server_secret(), _place(row), row.person_id, seed)


def _carried_seed(actor: Actor, carried: str) -> str | None:
    try:
        return crypto.read_carried_seed(server_secret(), _on_the_way(actor), actor.id, carried)
    except CannotOpen:
        return None


def _require_decision(actor: Actor) -> None:
    if actor.role == "patient":
        decisions.require_decision(actor.id)


def _row(person_id: UUID) -> Totp | None:
    return db.session.scalars(select(Totp).where(Totp.person_id == person_id)).one_or_none()


def _place(row: Totp) -> Place:
    return people.place(row.clinic_id, row.id, row.version)


def _on_the_way(actor: Actor) -> Place:
    return people.place(actor.clinic_id, actor.id)
