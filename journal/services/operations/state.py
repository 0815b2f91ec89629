"""How much work waits, in numbers of the whole installation: for machines that watch it, of nobody in particular."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from journal import clock
from journal.extensions import db
from journal.models import Clinic, Notice, Reflection, SafetyFlag, SignIn
from journal.services.reflections import deleting
from journal.services.safety import flag_ages
from journal.services.safety.flag_rows import UNDER_WAY


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and seconds; what is overdue is so by each clinic's own hours."""

    notices_waiting: int
    notices_given_up: int
    oldest_notice_seconds: float
    flags_open: int
    flags_overdue: int
    purges_due: int
    sign_ins_unswept: int


def figures() -> Figures:
    """Reads the counts; opens nothing, and asks nobody's permission: they are shown to machines only."""
    waiting, moment = Notice.sent_at.is_(None) & Notice.given_up_at.is_(None), clock.now()
    oldest = db.session.scalar(select(func.min(Notice.created_at)).where(waiting))
    there = SafetyFlag.state.in_(UNDER_WAY)
    expired = Reflection.deleted_at <= moment - deleting.RESTORABLE_FOR
    found = Figures(
        _count(Notice.id, waiting), _count(Notice.id, Notice.given_up_at.is_not(None)), _since(oldest, moment),
        _count(SafetyFlag.id, there), sum(_overdue(there)),
        _count(Reflection.id, deleting.IS_DELETED & expired),
        _count(SignIn.id, SignIn.key_sealed.is_not(None) & (SignIn.expires_at < moment)),
    )  # fmt: skip
    db.session.rollback()  # nothing is held until the next time somebody looks
    return found


def _overdue(there: Any) -> Iterable[int]:
    for clinic in db.session.scalars(select(Clinic).order_by(Clinic.id)).all():
        late = SafetyFlag.created_at < flag_ages.late_before(clinic)
        yield _count(SafetyFlag.id, there & (SafetyFlag.clinic_id == clinic.id) & late)


def _since(oldest: datetime | None, moment: datetime) -> float:
    return max(0.0, (moment - oldest).total_seconds()) if oldest else 0.0


def _count(column: Any, where: Any) -> int:
    return db.session.execute(select(func.count(column)).where(where)).scalar_one()
