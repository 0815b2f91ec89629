"""Passages as the pages of a reflection show them: opened one by one, and found again in the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from journal.markdown import Mark, reading_text
from journal.models import Passage, Reflection
from journal.services.actor import Actor
from journal.services.insights import insight_rows
from journal.services.passages import passage_rows, theme_rows
from journal.services.passages.passage_rows import BRING, INSIGHT, SYMPTOM, THEME, Opened
from journal.services.people import people

WORDS, WHOLE, EDITED_AWAY = "words", "whole", "edited_away"


@dataclass(frozen=True, slots=True)
class PassageView:
    """Words that were set apart, or the whole reflection where there is no quote: what for, by whom, and since when.

    `insight_id` is the insight that was made from them, whose sentence is the label."""

    id: UUID
    label: str
    author_name: str
    author_is_me: bool
    quote: str | None
    placement: str
    mark_id: str | None
    created_at: datetime
    closed_at: datetime | None
    insight_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SetApart:
    """All that was set apart on a reflection; `symptoms` are the keys of its writer's own tags, shown to nobody else.

    `closed` counts what cannot be opened. `reading` is the text that marks count in, where anything is tied to it."""

    themes: tuple[PassageView, ...]
    brought: tuple[PassageView, ...]
    symptoms: tuple[str, ...]
    closed: int
    marks: tuple[Mark, ...]
    reading: str
    offered: tuple[tuple[str, str], ...]
    of_clinic: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    insights: tuple[PassageView, ...] = ()


def on_page(actor: Actor, reflection: Reflection, body: str) -> SetApart:
    """What the actor may see of it; the caller has asked whether they may read the reflection."""
    kinds = (THEME, BRING, INSIGHT, *((SYMPTOM,) if actor.id == reflection.patient_id else ()))
    rows = passage_rows.of_reflection(reflection.id, *kinds)
    said = passage_rows.opened(actor, rows)
    there = [row for row in rows if row.id in said]
    reading = reading_text(body) if any(said[row.id].anchor for row in there) else ""
    names = people.names(actor.clinic_id, {row.author_id for row in there})
    views = [(row.kind, _view(actor, row, said[row.id], reading, names)) for row in there if row.kind != SYMPTOM]
    brought = tuple(view for kind, (view, _) in views if kind == BRING)
    return SetApart(
        themes=tuple(view for kind, (view, _) in views if kind == THEME),
        brought=brought,
        symptoms=tuple(said[row.id].name for row in there if row.kind == SYMPTOM),
        closed=len(rows) - len(there),
        marks=_marks(views),
        reading=reading,
        offered=tuple(theme_rows.built_in().items()),
        of_clinic=theme_rows.own_names(actor.clinic_id),
        tags=tuple(theme_rows.symptoms().items()) if SYMPTOM in kinds else (),
        insights=_insights(actor, [view for kind, (view, _) in views if kind == INSIGHT]),
    )


def _insights(actor: Actor, tied: Sequence[PassageView]) -> tuple[PassageView, ...]:
    """The insights made from these passages, each with its sentence; those that do not open are left out."""
    said = insight_rows.sentences(actor, [UUID(hex=view.label) for view in tied])
    found = [(UUID(hex=view.label), view) for view in tied]
    return tuple(replace(view, label=said[each], insight_id=each) for each, view in found if each in said)


_Span = tuple[int, int] | None


def _view(actor: Actor, row: Passage, said: Opened, reading: str, names: dict[UUID, str]) -> tuple[PassageView, _Span]:
    span = passage_rows.span_of(reading, said.anchor) if said.anchor else None
    placement = WHOLE if said.anchor is None else WORDS if span else EDITED_AWAY
    is_marked = row.kind in (BRING, INSIGHT) and span is not None and row.closed_at is None
    view = PassageView(
        row.id, _label(row.kind)(said.name), names.get(row.author_id, people.UNREADABLE_NAME),
        row.author_id == actor.id, said.anchor.exact if said.anchor else None, placement,
        f"mark-{row.id}" if is_marked else None, row.created_at, row.closed_at,
    )  # fmt: skip
    return view, span if is_marked else None


def _label(kind: str) -> Callable[[str], str]:
    return {THEME: theme_rows.theme_label, SYMPTOM: theme_rows.symptom_label}.get(kind, str)


def _marks(views: Sequence[tuple[str, tuple[PassageView, _Span]]]) -> tuple[Mark, ...]:
    return tuple(Mark(str(view.id), *span, kind=kind) for kind, (view, span) in views if span is not None)
