"""The queries of last totals: only the rows that a brief or a page of the queue shows, never a whole course."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, func, or_, select

from journal.models import MeasureResponse
from journal.services.measures.responses import COLUMNS, DONE, FINISHED, PATIENT

_R = MeasureResponse.__table__.c
_PATIENT: BindParameter[Any] = bindparam("patient")
_PATIENTS: BindParameter[Any] = bindparam("patients", expanding=True)
_NAMES: BindParameter[Any] = bindparam("names", expanding=True)
_SOURCES: BindParameter[Any] = bindparam("sources", expanding=True)
_NEWEST_FIRST = (_R.answered_at.desc(), _R.id.desc())
_OLDEST_FIRST = (_R.answered_at, _R.id)
# as `Answer.follows` has it
_IS_BEFORE = or_(
    and_(_R.source == PATIENT, _R.answered_at < bindparam("first_session", type_=_R.answered_at.type)),
    and_(_R.source != PATIENT, _R.answered_on <= bindparam("first_day", type_=_R.answered_on.type)),
)
_OF_A_KIND = (_R.instrument, _R.state)
_OF_A_SCALE = (*_OF_A_KIND, _R.definition_version)

_OF_ONE = (
    select(
        _R.id, _R.state, _IS_BEFORE.label("before"),
        func.row_number().over(partition_by=_OF_A_KIND, order_by=_NEWEST_FIRST).label("newest"),
        func.row_number().over(partition_by=_OF_A_SCALE, order_by=_OLDEST_FIRST).label("oldest"),
        func.row_number().over(partition_by=(*_OF_A_SCALE, _IS_BEFORE), order_by=_NEWEST_FIRST).label("near"),
    )
    .where(
        _R.patient_id == _PATIENT, _R.state.in_(FINISHED), _R.instrument.in_(_NAMES), _R.source.in_(_SOURCES)
    )
    .subquery()
)  # fmt: skip
# the newest of each measure, whole ones and, beside them, those without a total; and the one its baseline is: the last
# before the first session, or the first of all, of each definition
NEWEST_OF_ONE = select(*COLUMNS).where(
    MeasureResponse.id.in_(
        select(_OF_ONE.c.id).where(
            or_(
                _OF_ONE.c.newest <= bindparam("most"),
                and_(_OF_ONE.c.state == DONE, _OF_ONE.c.oldest == 1),
                and_(_OF_ONE.c.state == DONE, _OF_ONE.c.before, _OF_ONE.c.near == 1),
            )
        )
    )
)
_OF_MANY = (
    select(
        _R.id,
        func.row_number().over(partition_by=(_R.patient_id, _R.instrument), order_by=_NEWEST_FIRST).label("newest"),
    )
    .where(_R.patient_id.in_(_PATIENTS), _R.state == DONE, _R.instrument.in_(_NAMES))
    .subquery()
)
# the last two totals of each of some patients
LAST_TWO_OF_MANY = select(*COLUMNS).where(MeasureResponse.id.in_(select(_OF_MANY.c.id).where(_OF_MANY.c.newest <= 2)))
WHO_ANSWERED = (
    select(_R.patient_id)
    .where(_R.patient_id.in_(_PATIENTS), _R.state == DONE, _R.instrument.in_(_NAMES))
    .distinct()
)  # fmt: skip
# how often one patient has answered each measure, and last when
HOW_OFTEN = (
    select(_R.instrument, func.count(), func.max(_R.answered_on))
    .where(_R.patient_id == _PATIENT, _R.state.in_(FINISHED), _R.source.in_(_SOURCES))
    .group_by(_R.instrument)
)  # fmt: skip
