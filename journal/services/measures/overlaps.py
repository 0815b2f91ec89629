"""Days that two answers of one measure ask about both: said wherever one is begun, never left unsaid."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from journal.extensions import db
from journal.models import MeasureResponse
from journal.services.actor import Actor
from journal.services.measures import answer_rows, responses
from journal.services.measures.definition import QUESTIONNAIRE, Instrument


def last_days(patient_id: UUID) -> dict[str, date]:
    """The last day each measure was answered, by its id."""
    mine = (MeasureResponse.patient_id == patient_id) & MeasureResponse.state.in_(responses.FINISHED)
    query = select(MeasureResponse.instrument, func.max(MeasureResponse.answered_on)).where(mine)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(MeasureResponse.instrument))}


def with_last(actor: Actor, instrument: Instrument) -> str:
    """What to say where the days asked about now were asked about before."""
    return words(instrument, last_days(actor.id).get(instrument.id), answer_rows.day_at(actor))


def words(instrument: Instrument, last: date | None, today: date) -> str:
    """The same, for an answer on a day; empty where the days do not overlap."""
    if instrument.kind != QUESTIONNAIRE or last is None or last + timedelta(days=instrument.recall_days) <= today:
        return ""
    days = max((today - last).days, 0)
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"It asks about the {instrument.recall_text}, and was last answered {ago}: some of the days are the same."
