"""A clinic's timeline of prompts: its manager changes offsets, texts, order and quiet hours, a version each time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import Clinic, ClinicPrompts
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.prompts import moments, prompt_rows
from journal.services.prompts.moments import AFTER_END, Moment, Prompt, Quiet, Timeline
from journal.services.work import unit_of_work

LONGEST, MOST = 500, 20


class PromptsRefused(ValueError):
    """A moment cannot be so; the message says why. Nothing was changed."""


class PromptsMoved(Exception):
    """Somebody else changed the prompts meanwhile; nothing was changed."""


@dataclass(frozen=True, slots=True)
class ClinicTimeline:
    """The timeline as its manager sees it; `whole` unless it was changed past the application."""

    version: int
    timeline: Timeline
    whole: bool


@dataclass(frozen=True, slots=True)
class TypedPrompt:
    """A prompt as it was typed: its code where it had one, and its place among the others."""

    code: str
    text: str
    place: int


def shown(actor: Actor) -> ClinicTimeline:
    """The timeline of the manager's clinic. Raises `NotAllowed`."""
    require(actor.who, Permission.CLINIC_CHANGE, About(actor.clinic_id))
    row = prompt_rows.of_clinic(actor.clinic_id)
    if row is None:
        return ClinicTimeline(0, moments.built_in(), whole=True)
    whole = prompt_rows.is_current(row, prompt_rows.clinic_stamp)
    return ClinicTimeline(row.version, moments.read(row.timeline) if whole else moments.built_in(), whole)


def moment(actor: Actor, code: str) -> tuple[ClinicTimeline, Moment]:
    """The timeline and one moment of it. Raises `NotAllowed`, also where there is no such moment."""
    whole = shown(actor)
    found = whole.timeline.moment(code)
    if found is None:
        raise NotAllowed
    return whole, found


def change_moment(
    actor: Actor, code: str, seen: int, from_hours: int, until_hours: int, typed: Sequence[TypedPrompt]
) -> None:
    """Sets when a moment is open and what it asks, for who saw version `seen`. A prompt left empty is taken out.

    Raises `NotAllowed`, `PromptsRefused`, `PromptsMoved`."""
    _, known = moment(actor, code)
    check_offsets(known.anchor, from_hours, until_hours)
    wanted = replace(known, from_hours=from_hours, until_hours=until_hours, prompts=_prompts(known, typed))
    _change(actor, seen, lambda timeline: timeline.with_moment(wanted))


def reset_moment(actor: Actor, code: str, seen: int) -> None:
    """Puts a moment back to how it comes. Raises `NotAllowed`, `PromptsMoved`."""
    moment(actor, code)
    plain = moments.built_in().moment(code)
    _change(actor, seen, lambda timeline: timeline.with_moment(plain) if plain else timeline)


def change_quiet(actor: Actor, seen: int, from_minutes: int, until_minutes: int) -> None:
    """Sets the quiet hours; the same time twice means none. Raises `NotAllowed`, `PromptsRefused`, `PromptsMoved`."""
    require(actor.who, Permission.CLINIC_CHANGE, About(actor.clinic_id))
    if not {from_minutes, until_minutes} <= set(range(24 * 60)):
        raise PromptsRefused("Give two times of day.")
    _change(actor, seen, lambda timeline: replace(timeline, quiet=Quiet(from_minutes, until_minutes)))


def check_offsets(anchor: str, from_hours: int, until_hours: int) -> None:
    """Raises `PromptsRefused` unless a moment can open and close so."""
    if not (0 <= from_hours <= moments.LONGEST_HOURS and 0 <= until_hours <= moments.LONGEST_HOURS):
        raise PromptsRefused("Give hours or days from 0 to a year; a time before the session has no minus sign.")
    if anchor == AFTER_END and until_hours <= from_hours:
        raise PromptsRefused("It has to close later than it opens.")
    if anchor != AFTER_END and until_hours >= from_hours:
        raise PromptsRefused("It is counted backwards: it has to open more hours before than it closes.")


def check_text(text: str) -> str:
    """The text of a prompt in one line. Raises `PromptsRefused`."""
    tidy = " ".join(text.split())
    if len(tidy) > LONGEST:
        raise PromptsRefused(f"A prompt has at most {LONGEST} characters; one here has {len(tidy):,}.")
    if not tidy.isprintable():
        raise PromptsRefused("There is a character in a prompt that cannot be kept.")
    return tidy


def _prompts(known: Moment, typed: Sequence[TypedPrompt]) -> tuple[Prompt, ...]:
    before = {each.code: each for each in (*_plain(known.code), *known.prompts)}
    kept = [(each, text) for each in sorted(typed, key=lambda one: one.place) if (text := check_text(each.text))]
    if len(kept) > MOST:
        raise PromptsRefused(f"A moment has at most {MOST} prompts.")
    found: dict[str, Prompt] = {}
    for each, text in kept:
        code = each.code if each.code in before and each.code not in found else make_id().hex
        found[code] = Prompt(code, text, help=code in before and before[code].help)
    return tuple(found.values())


def _plain(code: str) -> tuple[Prompt, ...]:
    plain = moments.built_in().moment(code)
    return plain.prompts if plain else ()


def _change(actor: Actor, seen: int, changed: Callable[[Timeline], Timeline]) -> None:
    require(actor.who, Permission.CLINIC_CHANGE, About(actor.clinic_id))
    with unit_of_work():
        db.session.get_one(Clinic, actor.clinic_id, with_for_update=True)  # of two at once one is first
        now = shown(actor)
        wanted = changed(now.timeline)
        if wanted == now.timeline and now.whole:
            return
        if now.version != seen:
            raise PromptsMoved
        _put(actor, prompt_rows.of_clinic(actor.clinic_id) or _new(actor.clinic_id), wanted)


def _new(clinic_id: UUID) -> ClinicPrompts:
    return ClinicPrompts(id=make_id(), clinic_id=clinic_id, created_at=clock.now(), version=0)


def _put(actor: Actor, row: ClinicPrompts, timeline: Timeline) -> None:
    row.timeline, row.changed_by, row.version = moments.written(timeline), actor.id, row.version + 1
    db.session.add(row)
    audit.record(Act.CLINIC_PROMPTS_CHANGED, actor.id, prompt_rows.clinic_stamp(row))
