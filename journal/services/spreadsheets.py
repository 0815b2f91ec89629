"""Rows for a spreadsheet: RFC 4180, and no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

Cell = str | int | date | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def written(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Headings and rows as one file. Numbers stay numbers, days are ISO 8601, nothing is an empty cell. All words are
    in quotes: a spreadsheet that parts cells at semicolons would begin a new one, and a formula, within them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([plain(each) for each in headings])
    writer.writerows([_said(each) for each in row] for row in rows)
    return out.getvalue()


def plain(value: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value


def _said(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return plain(cell) if isinstance(cell, str) else cell
