"""A clinic's own instruments: the files of one folder, each sound or refused by name, line and reason.

The folder is read when the application starts; what is put there later is there after the next start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from journal.extensions import settings
from journal.services.measures import definition_checking, definition_reading, json_places, shipped
from journal.services.measures.definition import Instrument
from journal.services.measures.json_places import NotJson

LARGEST = 256 * 1024
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason for which a file is not offered; line and column where they can be told."""

    file: str
    words: str
    line: int | None = None
    column: int | None = None
    place: str = ""

    def __str__(self) -> str:
        where = f", line {self.line}" if self.line else ""
        where += f", column {self.column}" if self.column else ""
        return f"{self.file}{where}: {f'{self.place}: ' if self.place else ''}{self.words}"


@dataclass(frozen=True, slots=True)
class Own:
    """What a folder holds: the definitions that are sound with the file of each, and what was refused."""

    definitions: Mapping[tuple[str, str], Instrument]
    files: Mapping[tuple[str, str], str]
    refused: tuple[Refused, ...] = ()


class _FileRefused(Exception):
    """A file that is not offered, with every reason."""

    def __init__(self, *reasons: Refused) -> None:
        super().__init__()
        self.reasons = reasons


def own() -> Own:
    """The own instruments of this installation, as they were when it started."""
    return _once(settings().instruments)


@lru_cache(maxsize=16)
def _once(folder: Path | None) -> Own:
    return read(folder)


def read(folder: Path | None) -> Own:
    """What a folder holds now; one that is not there holds nothing."""
    definitions: dict[tuple[str, str], Instrument] = {}
    names: dict[tuple[str, str], str] = {}
    refused: list[Refused] = []
    for file in _files(folder, refused):
        try:
            instrument = _instrument(file)
            _require_new(file.name, instrument, names)
        except _FileRefused as found:
            refused += found.reasons
            continue
        key = (instrument.id, instrument.definition_version)
        definitions[key], names[key] = instrument, _shown(file.name)
    refused += _in_circles(definitions, names)
    return Own(definitions, names, tuple(map(_showable, refused)))


def _in_circles(
    definitions: dict[tuple[str, str], Instrument], names: Mapping[tuple[str, str], str]
) -> Iterator[Refused]:
    """Takes out each definition whose follow-up leads back to it: of a circle, none would ever be asked."""
    newest = shipped.newest({**shipped.definitions(), **definitions})
    while found := [each for each in newest.values() if each.own and _leads_back(each.id, newest)]:
        for each in found:
            key = (each.id, each.definition_version)
            del definitions[key]
            yield Refused(names[key], "What follows up on this leads back to it.", None, None, "follow_up")
        newest = shipped.newest({**shipped.definitions(), **definitions})


def _leads_back(name: str, known: Mapping[str, Instrument]) -> bool:
    seen, at = set[str](), name
    while at not in seen:
        seen.add(at)
        after = known[at].follow_up if at in known else None
        at = after.instrument if after else ""
    return at == name


def _shown(words: str) -> str:
    """Words of a file, or its name, with a mark for each sign that no page can show."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)


def _showable(each: Refused) -> Refused:
    return replace(each, file=_shown(each.file), words=_shown(each.words), place=_shown(each.place))


def _files(folder: Path | None, refused: list[Refused]) -> list[Path]:
    if folder is None:
        return []
    try:
        found = sorted(each for each in folder.iterdir() if each.suffix == ".json") if folder.is_dir() else []
    except OSError:
        refused.append(Refused(folder.name, "This folder cannot be read."))
        return []
    refused += [Refused(each.name, f"There are more than {MOST_FILES} files.") for each in found[MOST_FILES:]]
    return found[:MOST_FILES]


def _instrument(file: Path) -> Instrument:
    try:
        told, lines = json_places.read(_text(file))
    except NotJson as error:
        raise _FileRefused(Refused(file.name, str(error), error.line, error.column)) from error
    problems = definition_checking.problems(told)
    if problems:
        raise _FileRefused(
            *(Refused(file.name, each.words, _line(lines, each.path), None, each.place) for each in problems)
        )
    instrument = definition_reading.instrument(told, own=True)
    if instrument.id in {each for each, _ in shipped.definitions()}:
        words = f"“{instrument.id}” comes with Interleaf; give yours an id of its own."
        raise _FileRefused(Refused(file.name, words, _line(lines, ("id",)), None, "id"))
    return instrument


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise _FileRefused(Refused(file.name, f"This file is larger than {LARGEST // 1024} kB."))
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _FileRefused(Refused(file.name, "This file is not in UTF-8.")) from error
    except OSError as error:
        raise _FileRefused(Refused(file.name, "This file cannot be read.")) from error


def _line(lines: Mapping[json_places.Path, int], path: json_places.Path) -> int | None:
    return next((lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in lines), None)


def _require_new(name: str, instrument: Instrument, names: Mapping[tuple[str, str], Any]) -> None:
    known = names.get((instrument.id, instrument.definition_version))
    if known is not None:
        words = f"“{instrument.id}” {instrument.definition_version} stands in {known} already; raise its version."
        raise _FileRefused(Refused(name, words))


def files_refused(refused: Iterable[Refused]) -> list[str]:
    """The names of the files that are not offered."""
    return list(dict.fromkeys(each.file for each in refused))
