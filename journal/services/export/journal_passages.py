"""What a patient set apart in the journal, as its file tells it: own themes, tags for themselves, what they brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from journal.models import Passage
from journal.services.actor import Actor
from journal.services.passages import passage_rows, theme_rows
from journal.services.passages.passage_rows import BRING, SYMPTOM, THEME, Opened

_CLOSED = {THEME: "theme", SYMPTOM: "tag for yourself", BRING: "words to bring"}


@dataclass(frozen=True, slots=True)
class Taken:
    """One passage: its name, the words it is about or none for the whole, and its times."""

    name: str
    words: str | None
    at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Own:
    """All that its writer set apart on one reflection; `closed` names what does not open."""

    themes: tuple[Taken, ...] = ()
    tags: tuple[Taken, ...] = ()
    brought: tuple[Taken, ...] = ()
    closed: tuple[str, ...] = ()


def own(actor: Actor, reflection_id: UUID) -> Own:
    """What the actor set apart on an own reflection; a therapist's themes are theirs and stay out."""
    rows = [row for row in passage_rows.of_reflection(reflection_id, *_CLOSED) if row.author_id == actor.id]
    said = passage_rows.opened(actor, rows)
    there = [(row, said[row.id]) for row in rows if row.id in said]
    by_kind = {kind: tuple(_taken(row, each) for row, each in there if row.kind == kind) for kind in _CLOSED}
    closed = tuple(_CLOSED.get(row.kind, "passage") for row in rows if row.id not in said)
    return Own(by_kind[THEME], by_kind[SYMPTOM], by_kind[BRING], closed)


def _taken(row: Passage, said: Opened) -> Taken:
    label = theme_rows.symptom_label if row.kind == SYMPTOM else theme_rows.theme_label
    return Taken(label(said.name), said.anchor.exact if said.anchor else None, row.created_at, row.closed_at)


def fields(apart: Own) -> dict[str, Any]:
    """For machines."""
    return {
        "themes": [{"theme": each.name, **_of(each)} for each in apart.themes],
        "tags_for_yourself": [each.name for each in apart.tags],
        "brought": [{**_of(each), "spoken_about_at": _exact(each.closed_at)} for each in apart.brought],
    }


def _of(each: Taken) -> dict[str, Any]:
    return {"words": each.words, "put_at": _exact(each.at)}


def _exact(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def told(apart: Own) -> Iterator[str]:
    """For people."""
    if apart.themes:
        yield "\nThemes: " + "; ".join(map(_named, apart.themes)) + "\n"
    if apart.tags:
        yield "\nTags for yourself: " + "; ".join(each.name for each in apart.tags) + "\n"
    for each in apart.brought:
        done = ", spoken about" if each.closed_at else ""
        yield f"\nTo bring to the appointment{done}: {_quoted(each.words) if each.words else 'the whole reflection'}\n"


def _named(each: Taken) -> str:
    return f"{each.name} ({_quoted(each.words)})" if each.words else each.name


def _quoted(words: str) -> str:
    return '"' + " ".join(words.split()) + '"'
