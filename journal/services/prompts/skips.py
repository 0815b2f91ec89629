"""What a patient is asked no more: a prompt, for good; or a moment of one session, for good or until tomorrow."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import Appointment, DosingSession, Person, PromptSkip
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.prompts import moments, plans, prompt_rows, quiet_hours
from journal.services.work import unit_of_work


def skip_prompt(actor: Actor, code: str) -> None:
    """Asks a prompt no more, whichever session it is about. Raises `NotAllowed`, also for what is not asked here."""
    _require(actor)
    with unit_of_work():
        if plans.of_patient(actor, actor.id).of_prompt(code) is None:
            raise NotAllowed
        _put(actor, Act.PROMPT_SKIPPED, code, None, None)


def ask_again(actor: Actor, code: str) -> None:
    """Asks a prompt again that was skipped. Raises `NotAllowed`."""
    _require(actor)
    with unit_of_work():
        row = _found(actor, code, None)
        if row is None:
            raise NotAllowed
        if row.until is None:
            _move(actor, row, Act.PROMPT_ASKED_AGAIN, clock.now())


def skip_moment(actor: Actor, code: str, about_id: UUID) -> None:
    """Asks for a moment of this session or appointment no more. Raises `NotAllowed`."""
    _about(actor, code, about_id)
    with unit_of_work():
        _put(actor, Act.PROMPT_SKIPPED, code, about_id, None)


def put_off(actor: Actor, code: str, about_id: UUID) -> None:
    """Asks for a moment of this session or appointment again tomorrow. Raises `NotAllowed`."""
    _about(actor, code, about_id)
    with unit_of_work():
        _put(actor, Act.PROMPT_PUT_OFF, code, about_id, quiet_hours.tomorrow(clock.now(), ZoneInfo(actor.zone)))


def _about(actor: Actor, code: str, about_id: UUID) -> None:
    _require(actor)
    about = db.session.get(DosingSession, about_id) or db.session.get(Appointment, about_id)
    if about is None or about.patient_id != actor.id or moments.built_in().moment(code) is None:
        raise NotAllowed


def _require(actor: Actor) -> None:
    require(actor.who, Permission.PROMPT_SKIP, About(actor.clinic_id, patient_id=actor.id))


def _found(actor: Actor, code: str, about_id: UUID | None) -> PromptSkip | None:
    rows = prompt_rows.skips_of(actor.clinic_id, actor.id)
    return next((row for row in rows if (row.code, row.about_id) == (code, about_id)), None)


def _put(actor: Actor, act: Act, code: str, about_id: UUID | None, until: datetime | None) -> None:
    db.session.get_one(Person, actor.id, with_for_update=True)  # of two at once one is first
    row = _found(actor, code, about_id)
    if row is not None and (row.until is None or row.until == until):
        return
    if row is None:
        row = PromptSkip(
            id=make_id(), clinic_id=actor.clinic_id, patient_id=actor.id, code=code, about_id=about_id,
            created_at=clock.now(), version=0,
        )  # fmt: skip
        db.session.add(row)
    _move(actor, row, act, until)


def _move(actor: Actor, row: PromptSkip, act: Act, until: datetime | None) -> None:
    row.until, row.version = until, row.version + 1
    audit.record(act, actor.id, prompt_rows.skip_stamp(row))
