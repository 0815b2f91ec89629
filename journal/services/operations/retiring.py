"""Retiring the earlier versions of the server's secret, once every process runs with the new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from journal import clock
from journal.crypto import secret_file
from journal.extensions import db, server_secret, settings
from journal.models import Challenge, Device, Invitation, ReadyPhone, SignIn, Throttle
from journal.services.audit.acts import Act
from journal.services.audit.audit_queries import COLUMNS
from journal.services.clinics import clinics
from journal.services.ledger import ledger
from journal.services.now import ready_phones
from journal.services.operations import rotating
from journal.services.operations.resealing_rows import is_current
from journal.services.operations.rotating import Tell
from journal.services.work import in_parts, unit_of_work

_AT_ONCE = 500


class NotRotated(Exception):
    """Nothing was retired: something still needs the earlier version. The message says what."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended with the earlier version, because nobody but its owner could have brought it along."""

    sign_ins: int
    phones: int
    links: int


def retire(total: Tell, progress: Tell) -> Ended:
    """Lets every earlier version open nothing any more, and vouch only for the rows of an audit that it made. Raises
    `NotRotated`."""
    if not rotating.is_finished():
        raise NotRotated("Something still lies under the earlier version. Run rotate-secret first, to its end.")
    rotating.reseal(total, progress)  # also what a process with the old file wrote meanwhile
    with unit_of_work():
        ended = Ended(_end_sign_ins(), _end_phones(), _end_links())
        _forget()
        rotating.note(Act.SECRET_RETIRED)
    ends = {each.hex: _last_before(each) for each in clinics.ids()}
    secret_file.retire(settings().secret_file, {**ends, secret_file.LEDGER: ledger.close_earlier()})
    server_secret().read_again()
    return ended


def _end_sign_ins() -> int:
    open_ = db.session.scalars(select(SignIn).where(SignIn.key_sealed.is_not(None))).all()
    old = [row for row in open_ if not is_current(row.key_sealed)]
    for row in old:
        row.key_sealed, row.ended_at, row.ended_by = None, row.ended_at or clock.now(), "list"
    return len(old)


def _end_phones() -> int:
    live = db.session.scalars(select(ReadyPhone).where(ReadyPhone.removed_at.is_(None))).all()
    old = [row for row in live if not server_secret().is_current(row.secret_mac)]
    for row in old:
        ready_phones.end(row)
    return len(old)


def _end_links() -> int:
    unused = db.session.scalars(select(Invitation).where(Invitation.used_at.is_(None))).all()
    old = [row for row in unused if not server_secret().is_current(row.mac)]
    _change_in_parts(update(Invitation).values(used_at=clock.now()), Invitation.id, [row.id for row in old])
    return sum(row.expires_at > clock.now() for row in old)


def _forget() -> None:
    """Browsers are only told of as new once more; counts of tries and challenges are over within minutes."""
    known = db.session.execute(select(Device.id, Device.token_mac)).all()
    _change_in_parts(delete(Device), Device.id, [each for each, mac in known if not server_secret().is_current(mac)])
    for counted in (Throttle, Challenge):
        db.session.execute(delete(counted))


def _change_in_parts(change: Any, column: Any, ids: list[UUID]) -> None:
    for start in range(0, len(ids), _AT_ONCE):
        db.session.execute(change.where(column.in_(ids[start : start + _AT_ONCE])))


def _last_before(clinic_id: UUID) -> int:
    """The last row of a clinic's audit that an earlier version made."""
    wanted = select(COLUMNS.sequence, COLUMNS.mac).where(COLUMNS.clinic_id == clinic_id)
    with in_parts(wanted.order_by(COLUMNS.sequence.desc()), at_once=1000) as rows:
        return next((sequence for sequence, mac in rows if not server_secret().is_current(mac)), 0)
