"""Where each value of a JSON text stands, so that a mistake in a file can be named with its line."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

Path = tuple[str | int, ...]
_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r"[^\s,\]}]+")
_DEEPEST = 60


class NotJson(ValueError):
    """This is no JSON; the line and column say from where on."""

    def __init__(self, words: str, line: int, column: int) -> None:
        super().__init__(words)
        self.line, self.column = line, column


def read(text: str) -> tuple[Any, dict[Path, int]]:
    """What a text says, and the line of everything in it. A key named twice, numbers that are none and what is nested
    without end are refused too. Raises `NotJson`."""
    try:
        told = json.loads(text, parse_float=_number, parse_constant=_refuse, object_pairs_hook=_once)
        places = _Places(text).found()
    except json.JSONDecodeError as error:
        raise NotJson(f"This is no JSON: {error.msg.lower()}.", error.lineno, error.colno) from error
    except RecursionError as error:
        raise NotJson("This is nested too deeply.", 1, 1) from error
    except ValueError as error:
        raise NotJson(str(error) if isinstance(error, _Refused) else "A number here is too long.", 1, 1) from error
    return told, places


class _Refused(ValueError):
    """Something that JSON allows, or Python does, and a definition does not."""


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 10**9 else value


def _refuse(name: str) -> Any:
    raise _Refused(f"{name} is no number.")


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused(f"“{key[:40]}” is named twice in one place.")
        found[key] = value
    return found


class _Places:
    """Walks through a text that was read already."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def found(self) -> dict[Path, int]:
        """The lines, by the way to each value."""
        self._value(())
        return self._lines

    def _line(self) -> int:
        return bisect_left(self._ends, self._at) + 1

    def _value(self, path: Path) -> None:
        if len(path) > _DEEPEST:
            raise RecursionError
        self._skip()
        self._lines[path] = self._line()
        opening = self._text[self._at]
        if opening == "{":
            self._members(path)
        elif opening == "[":
            self._elements(path)
        elif opening == '"':
            self._string()
        else:
            found = _PLAIN.match(self._text, self._at)
            self._at = found.end() if found else self._at + 1

    def _members(self, path: Path) -> None:
        while self._goes_on("}"):
            self._skip()
            line = self._line()
            key = self._string()
            self._skip()
            self._at += 1  # the colon
            self._value((*path, key))
            self._lines[*path, key] = line

    def _elements(self, path: Path) -> None:
        number = 0
        while self._goes_on("]"):
            self._value((*path, number))
            number += 1

    def _goes_on(self, closing: str) -> bool:
        """Steps over an opening bracket or a comma, or over the bracket that ends it."""
        self._skip()
        is_end = self._text[self._at] == closing
        self._at += 1
        if is_end:
            return False
        self._skip()
        if self._text[self._at] == closing:  # it is empty
            self._at += 1
            return False
        return True

    def _string(self) -> str:
        value, self._at = json.decoder.scanstring(self._text, self._at + 1)  # type: ignore[attr-defined]
        return str(value)

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
