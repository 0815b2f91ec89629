"""The story of the demonstration: every event of its data file, played in the order of time through the services.

A moment is told as "-35 20:40": 35 days before today, at 20:40 in the clinic's time zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from journal import clock
from journal.extensions import db
from journal.services.audit import audit
from journal.services.demonstration import (
    demonstration_before,
    demonstration_course,
    demonstration_evaluation,
    demonstration_measures,
    demonstration_referral,
    demonstration_safety,
    demonstration_session,
)
from journal.services.demonstration.demonstration_insights import Insight
from journal.services.demonstration.demonstration_sheet import Sheet
from journal.services.demonstration.demonstration_stage import Meeting, Stage

Told = dict[str, Any]
Event = tuple[str, Callable[[], None]]
_COUNTED_EVERY = 50


def play(story: Told, password: str, now: datetime) -> None:
    """Lets everything happen at its moment before `now`, inside the caller's unit of work."""
    zone, stage = ZoneInfo(story["clinic"]["time_zone"]), Stage(password)
    events = [(moment(when, zone, now), act) for when, act in _events(stage, story, (zone, now))]
    for number, (at, act) in enumerate(sorted(events, key=lambda event: event[0])):
        if number % _COUNTED_EVERY == 0:
            _count_rows()
        with clock.at(at):
            act()
            audit.write_pending()  # later events read in the audit what is current


def _count_rows() -> None:
    """PostgreSQL counts rows between transactions, and this is one long one: told nothing, it plans for an
    audit of a few rows until the end, and each look takes longer than the one before."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("ANALYZE audit"))


def moment(when: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment told as days from today and a time of day."""
    days, time = when.split()
    hour, minute = map(int, time.split(":"))
    today = now.astimezone(zone).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today + timedelta(days=int(days))


def _events(stage: Stage, story: Told, today: tuple[ZoneInfo, datetime]) -> Iterator[Event]:
    yield story["clinic"]["opened"], partial(stage.open_clinic, story["clinic"])
    for person in story["people"]:
        yield person["invited"], partial(stage.invite, person)
        if "joined" in person:
            yield person["joined"], partial(stage.join, person)
    for told in story["appointments"]:
        yield from _appointment(Meeting(stage, told, moment(told["starts"], *today)), told)
    yield from demonstration_session.events(stage, story)
    yield from demonstration_referral.events(stage, story, today[1].astimezone(today[0]).date())
    yield from demonstration_evaluation.events(stage, story)
    yield from demonstration_before.events(stage, story)
    yield from demonstration_course.events(stage, story)
    yield from demonstration_measures.events(stage)
    for part, act in _singly(stage):
        for told in story[part]:
            yield told["at"], partial(act, told)
    for reflection in story["reflections"]:
        yield from _reflection(stage, Sheet(stage, reflection), reflection)


def _singly(stage: Stage) -> tuple[tuple[str, Callable[[Told], None]], ...]:
    """What happens once each, by its part of the file."""
    return (
        ("care_requests", stage.ask), ("themes", stage.add_theme), ("coping_plans", stage.save_plan),
        ("clinic_texts", stage.answer_for_clinic), ("process_notes", stage.note_to_self),
        ("prompts", stage.add_prompt),
        ("treatments", stage.add_treatment), ("phone_numbers", demonstration_safety.give_number(stage)),
        ("asked_for_contact", demonstration_safety.ask_for_contact(stage)),
    )  # fmt: skip


def _appointment(meeting: Meeting, told: Told) -> Iterator[Event]:
    yield told["at"], meeting.book
    for mark in ("held", "missed"):
        if mark in told:
            yield told[mark], partial(meeting.mark, mark)


def _reflection(stage: Stage, sheet: Sheet, told: Told) -> Iterator[Event]:
    for version in told["saved"]:
        yield version["at"], partial(sheet.save, version)
    if "draft" in told:
        yield told["draft"]["at"], partial(sheet.draft, told["draft"])
    if "deleted" in told:
        yield told["deleted"], sheet.delete
    for reading in told.get("read", ()):
        yield from _reading(sheet, reading)
    for note in told.get("notes", ()):
        yield from _note(sheet, note)
    yield from _set_apart(sheet, told)
    for insight in told.get("insights", ()):
        yield from Insight(stage, sheet, insight).events()


def _set_apart(sheet: Sheet, told: Told) -> Iterator[Event]:
    for theme in told.get("themes", ()):
        yield theme["at"], partial(sheet.put_theme, theme)
    if "tags" in told:
        yield told["tags"]["at"], partial(sheet.tag, told["tags"])
    if "bring" in told:
        yield told["bring"]["at"], partial(sheet.bring, told["bring"])


def _reading(sheet: Sheet, told: Told) -> Iterator[Event]:
    for when in told["opened"]:
        yield when, partial(sheet.open, told["by"])
    yield told["reviewed"], partial(sheet.mark_reviewed, told["by"])


def _note(sheet: Sheet, told: Told) -> Iterator[Event]:
    yield told["at"], partial(sheet.note, told)
    if "released" in told:
        yield told["released"], partial(sheet.release, told)
    if "reply" in told:
        yield told["reply"]["at"], partial(sheet.reply, told)
    if "answer" in told:
        yield told["answer"]["at"], partial(sheet.answer, told)
    if "opened" in told:
        yield told["opened"], sheet.come_back
    if "resolved" in told:
        yield told["resolved"], partial(sheet.resolve, told)
