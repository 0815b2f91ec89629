"""The file a journal is taken along in: one zip with `journal.json` for machines and `journal.md` for people."""

from __future__ import annotations

import gzip
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from journal import clock
from journal.services.export import (
    journal_insights,
    journal_measures,
    journal_passages,
    journal_plan,
    journal_treatments,
)
from journal.services.export.journal_entries import Entry, Taken, Written
from journal.services.export.journal_meetings import for_machines, for_people
from journal.services.notes.note_views import NoteView
from journal.services.notes.replies import ReplyView

ONLY_ME, WHO_TREATS = "Only me", "Whoever treats me"
FORMAT, CLOSED = 1, "This cannot be opened."
WITHDRAWN = "This note was withdrawn."
_FAST = 1  # words shrink nearly as much as with more effort, in a fifth of the time


def pack(taken: Taken, entries: Iterable[Entry]) -> bytes:
    """The zip file, made in memory in one pass: only what is packed already, and one reflection, lie there at once."""
    file, readable, zone = io.BytesIO(), io.BytesIO(), ZoneInfo(taken.zone)
    with ZipFile(file, "w", compresslevel=_FAST) as pack:
        with pack.open(_named("journal.json", taken.at, zone), "w") as machine, _packed(readable) as human:
            human.write("".join(_before_the_pages(taken, zone)).encode())
            machine.write(_head(taken).encode())
            closed: list[tuple[Entry, str]] = []
            for number, entry in enumerate(entries):
                machine.write((",\n" * (number > 0) + _json(_entry(entry))).encode())
                human.write("".join(_told(entry, zone)).encode())
                closed += [(entry, part) for part in entry.closed]
            machine.write(_foot(closed).encode())
            human.write("".join(_told_closed(closed, zone)).encode())
        readable.seek(0)
        with pack.open(_named("journal.md", taken.at, zone), "w") as target, gzip.open(readable) as source:
            shutil.copyfileobj(source, target)
    return file.getvalue()


def _packed(buffer: io.BytesIO) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=_FAST)


def _named(name: str, moment: datetime, zone: ZoneInfo) -> ZipInfo:
    local = moment.astimezone(zone)
    info = ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    info.compress_type = ZIP_DEFLATED
    return info


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _head(taken: Taken) -> str:
    of_all = {"format": FORMAT, "clinic": taken.clinic, "exported_at": _exact(taken.at)}
    own: dict[str, Any] = {"coping_plan": journal_plan.for_machines(taken.plan)}
    own["treatments"] = journal_treatments.for_machines(taken.treatments)
    own |= {"appointments": for_machines(taken.meetings), **journal_insights.for_machines(taken.insights)}
    own |= journal_measures.for_machines(taken.measures)
    return _json(of_all | own)[:-1] + ', "reflections": [\n'


def _foot(closed: list[tuple[Entry, str]]) -> str:
    told = [{"reflection": str(entry.id), "part": part} for entry, part in closed]
    return f'\n], "cannot_be_opened": {_json(told)}}}\n'


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.id), "state": entry.state, "created_at": _exact(entry.created_at),
        "moment": entry.placed.moment if entry.placed else None, "lies": entry.placed.words if entry.placed else None,
        **(_written(entry.saved) if entry.saved else {"version": 0}),
        "shared_at": _exact(entry.shared_at), "audience": entry.audience, "can_read_now": entry.readers,
        "draft": _written(entry.draft) if entry.draft else None,
        "earlier_versions": [_written(each) for each in entry.earlier],
        "notes": [_note(each) for each in entry.notes], **journal_passages.fields(entry.apart),
    }  # fmt: skip


def _written(written: Written) -> dict[str, Any]:
    of_all = {"version": written.number, "saved_at": _exact(written.saved_at)}
    if written.text is None:
        return {**of_all, "title": None, "body": None, "cannot_be_opened": True}
    return {**of_all, "title": written.text.head.title, "body": written.text.body}


def _note(note: NoteView) -> dict[str, Any]:
    return {
        "author": note.author_name, "written_at": _exact(note.created_at), "visible_since": _exact(note.released_at),
        "about_version": note.written_about_version, "quoted": note.quote, **_said(note),
        "replies": [
            {"author": reply.author_name, "written_at": _exact(reply.created_at), **_said(reply)}
            for reply in note.replies
        ],
    }  # fmt: skip


def _said(each: NoteView | ReplyView) -> dict[str, Any]:
    if isinstance(each, NoteView) and each.withdrawn_at:
        return {"text": None, "withdrawn": True}
    return {"text": each.text} if each.readable else {"text": None, "cannot_be_opened": True}


def _exact(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _opening(taken: Taken, zone: ZoneInfo) -> str:
    return (
        f"# My journal\n\nTaken along on {clock.date_and_time(taken.at, zone)}. Times are those of {taken.zone}; "
        "the oldest reflection comes first. Earlier versions are in journal.json.\n"
    )


def _before_the_pages(taken: Taken, zone: ZoneInfo) -> Iterator[str]:
    yield _opening(taken, zone)
    yield from journal_plan.for_people(taken.plan, zone)
    yield from journal_treatments.for_people(taken.treatments, zone)
    yield from for_people(taken.meetings, zone)
    yield from journal_insights.for_people(taken.insights, zone)
    yield from journal_measures.for_people(taken.measures, zone)


def _told(entry: Entry, zone: ZoneInfo) -> Iterator[str]:
    """One reflection for people: heading, dates, words, what is not saved yet, notes and replies."""
    newest = entry.saved or entry.draft
    title = newest.text.head.title if newest and newest.text else ""
    begun = clock.date_and_time(entry.created_at, zone)
    yield f"\n---\n\n## {title or f'Reflection, {begun}'}\n\nBegun {begun}"
    if entry.placed:
        yield f", {entry.placed.words}"
    yield f", saved {clock.date_and_time(entry.saved.saved_at, zone)}" if entry.saved else ", not saved yet"
    if entry.shared_at and entry.audience != ONLY_ME:
        yield f", shared {clock.date_and_time(entry.shared_at, zone)}"
    yield f". {_audience(entry)}\n"
    if entry.saved:
        yield _words(entry.saved)
    if entry.draft:
        yield f"\n### Typed and not saved, {clock.date_and_time(entry.draft.saved_at, zone)}\n{_words(entry.draft)}"
    yield from journal_passages.told(entry.apart)
    for note in entry.notes:
        yield f"\n### Note by {note.author_name}, {clock.date_and_time(note.created_at, zone)}\n"
        yield "\n" + "".join(f"> {line}\n" for line in note.quote.splitlines()) if note.quote else ""
        yield f"\n{WITHDRAWN if note.withdrawn_at else note.text if note.readable else CLOSED}\n"
        for reply in note.replies:
            said = reply.text if reply.readable else CLOSED
            yield f"\n#### {reply.author_name}, {clock.date_and_time(reply.created_at, zone)}\n\n{said}\n"


def _audience(entry: Entry) -> str:
    if entry.audience == ONLY_ME:
        return f"{ONLY_ME}."
    return f"For: {entry.audience}. Can read it now: {', '.join(entry.readers) or 'nobody'}."


def _words(written: Written) -> str:
    return f"\n{written.text.body if written.text else CLOSED}\n"


def _told_closed(closed: list[tuple[Entry, str]], zone: ZoneInfo) -> Iterator[str]:
    if closed:
        yield "\n---\n\n## What cannot be opened\n\n"
    for entry, part in closed:
        yield f"- {clock.date_and_time(entry.created_at, zone)}: {part}\n"
