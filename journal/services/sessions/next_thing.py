"""The one next thing for a patient: landing, an open moment nothing was written at, or nothing that is asked.

While they rest after a session only landing is offered, and it asks nothing. Otherwise of all that is open what closes
first comes first. The moments of a session are those of the newest that has ended: a new one takes over. What opens in
the quiet hours waits until they are over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from journal import clock, spans
from journal.extensions import db
from journal.models import DosingSession, PromptSkip
from journal.services.actor import Actor
from journal.services.appointments import appointment_rows
from journal.services.appointments.reading_dates import NextMeeting
from journal.services.prompts import moments, plans, prompt_rows, quiet_hours
from journal.services.prompts.moments import Moment, Timeline
from journal.services.prompts.plans import Asked
from journal.services.sessions import next_thing_queries as queries
from journal.services.sessions import resting, session_rows, time_words

LANDED, MOMENT, RESTING, NOTHING = "landing", "moment", "resting", "nothing"


@dataclass(frozen=True, slots=True)
class NextThing:
    """What Today shows: a moment with its first prompt, or that nothing is asked.

    `session_id` is whose the words will be, `about_id` what skipping is kept with, `draft_id` what was begun for it."""

    kind: str = NOTHING
    moment: str = ""
    name: str = ""
    hint: str = ""
    prompt: Asked | None = None
    session_id: UUID | None = None
    about_id: UUID | None = None
    draft_id: UUID | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Chance:
    """A moment that is open now, and what it is counted from."""

    moment: Moment
    about_id: UUID
    session_id: UUID | None
    opens: datetime
    closes: datetime
    words: str


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest session once it is over: the how-manieth it was, when it ended, and how long ago in words."""

    id: UUID
    ended_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked, when, by which timeline, and after how many sessions."""

    actor: Actor
    now: datetime
    timeline: Timeline
    sessions: int
    newest: _Newest | None

    def unquiet(self, moment: datetime) -> datetime:
        """A moment, or the end of the quiet hours it lies in where this person lives."""
        return quiet_hours.after(moment, ZoneInfo(self.actor.zone), self.timeline.quiet)


def decide(actor: Actor, meeting: NextMeeting | None = None) -> NextThing:
    """The one next thing of the actor, who has `meeting` as their next integration appointment; the caller has
    asked."""
    rows, now = session_rows.of_patient(actor.id), clock.now()
    asked = _Asked(actor, now, prompt_rows.timeline(actor.clinic_id), len(rows), _newest(rows, now))
    rests_until = resting.resting_until(actor.id)
    rests = rests_until is not None and now < rests_until
    chances = sorted(_chances(asked, meeting), key=lambda each: (each.closes, each.opens))
    if rests:
        chances = [each for each in chances if each.moment.code == moments.LANDING]
    found = _first_unwritten(asked, chances) if chances else None
    return found or (_resting(asked.newest) if rests else NextThing())


def _newest(rows: Sequence[DosingSession], now: datetime) -> _Newest | None:
    """Nothing while it goes on; the moments of the one before are over then."""
    if not rows or (end := session_rows.ends(rows[:1])[rows[0].id]) is None:
        return None
    begins = rows[0].started_at or rows[0].checked_in_at
    words = time_words.from_session(now, begins, end.at, _named(len(rows)), is_assumed=end.assumed)
    return _Newest(rows[0].id, end.at, words)


def _named(number: int) -> str:
    return f"your {spans.ordinal(number)} session"


def _chances(asked: _Asked, meeting: NextMeeting | None) -> Iterator[_Chance]:
    newest = asked.newest
    for moment in asked.timeline.moments:
        if moment.anchor == moments.AFTER_END and newest is not None:
            yield from _open(asked, moment, newest.ended_at, (newest.id, newest.id, newest.words))
        elif moment.anchor == moments.BEFORE_APPOINTMENT and meeting is not None:
            about = (meeting.id, newest.id if newest else None, newest.words if newest else "")
            yield from _open(asked, moment, meeting.starts_at, about)
        elif moment.anchor == moments.BEFORE_START:
            for booked in _dosing_ahead(asked, moment.from_hours):
                words = time_words.from_session(asked.now, booked.starts_at, None, _named(asked.sessions + 1))
                yield from _open(asked, moment, booked.starts_at, (booked.id, booked.id, words))


def _open(
    asked: _Asked, moment: Moment, anchor_at: datetime, about: tuple[UUID, UUID | None, str]
) -> Iterator[_Chance]:
    opens, closes = moment.window(anchor_at)
    # landing is where a patient comes by themselves, straight from the session
    asks = opens if moment.code == moments.LANDING else asked.unquiet(opens)
    if asks <= asked.now < closes:
        about_id, session_id, words = about
        yield _Chance(moment, about_id, session_id, opens, closes, words)


def _dosing_ahead(asked: _Asked, hours: int) -> list[Any]:
    wanted = {"patient": asked.actor.id, "now": asked.now, "until": asked.now + timedelta(hours=hours)}
    return appointment_rows.current(db.session.scalars(queries.DOSING_AHEAD, wanted))[:1]


def _first_unwritten(asked: _Asked, chances: Sequence[_Chance]) -> NextThing | None:
    actor, sessions = asked.actor, [each.session_id for each in chances if each.session_id]
    written = db.session.execute(queries.WRITTEN, {"patient": actor.id, "sessions": sessions}).all()
    skips, plan = prompt_rows.skips_of(actor.clinic_id, actor.id), None
    for chance in chances:
        rows = [row for row in written if _is_for(row, chance)]
        if any(row.state != "draft" for row in rows) or _is_skipped(asked, chance, skips):
            continue
        plan = plan or plans.of_timeline(actor, actor.id, asked.timeline, skips)
        planned = plan.moment(chance.moment.code)
        if planned is not None and (planned.open or chance.moment.code == moments.LANDING):
            return _thing(chance, next(iter(planned.open), None), rows[-1].id if rows else None)
    return None


def _is_for(row: Any, chance: _Chance) -> bool:
    is_at = row.moment == chance.moment.code
    if chance.moment.anchor == moments.BEFORE_APPOINTMENT:  # after one session there may be several appointments
        return is_at and bool(row.created_at >= chance.opens)
    return is_at and bool(row.session_id == chance.session_id)


def _is_skipped(asked: _Asked, chance: _Chance, skips: Sequence[PromptSkip]) -> bool:
    own = (row for row in skips if (row.code, row.about_id) == (chance.moment.code, chance.about_id))
    return any(row.until is None or asked.now < asked.unquiet(row.until) for row in own)


def _thing(chance: _Chance, prompt: Asked | None, draft_id: UUID | None) -> NextThing:
    moment = chance.moment
    kind = LANDED if moment.code == moments.LANDING else MOMENT
    return NextThing(
        kind, moment.code, moment.name, moment.hint, prompt, chance.session_id, chance.about_id, draft_id,
        chance.words,
    )  # fmt: skip


def _resting(newest: _Newest | None) -> NextThing:
    """That nothing is asked; what is written all the same is a word on the day, once the session is over."""
    if newest is None:
        return NextThing(RESTING)
    return NextThing(RESTING, moments.LANDING, session_id=newest.id, words=newest.words)
