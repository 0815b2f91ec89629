"""A measure as a table: the numbers of its chart, for reading and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from journal.services import spreadsheets
from journal.services.measures import measure_words
from journal.services.measures.changes import Difference
from journal.services.measures.measure_course import Answer, Course

Cell = str | int | date | Difference | None
DATE, SOURCE, WHOLE = "Date", "Source", "Complete"
FROM_PREVIOUS, FROM_BASELINE = "From the one before", "From the baseline"
AFTER_SESSION, DAYS_AFTER = "After session", "Days after it"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and a row for each answer in the order of the days."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def said(self) -> Table:
        """The same without what is alike in every row and goes without saying."""
        alike = {"yes", "patient"}
        kept = [i for i, _ in enumerate(self.headings) if not self.rows or {row[i] for row in self.rows} - alike]
        return Table(
            tuple(self.headings[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in self.rows)
        )  # fmt: skip

    def newest(self, most: int) -> tuple[tuple[Cell, ...], ...]:
        """The last rows, newest first."""
        return tuple(reversed(self.rows[-most:]))


def of(course: Course, *, marked: bool) -> Table:
    """The table of a measure; bands, change, parts and the watched question only where they may be seen."""
    rows = [tuple(_cells(course, each, marked=marked)) for each in course.answers]
    headings = tuple(_headings(course, marked=marked))
    return Table(headings, tuple(tuple(cell for _, cell in row) for row in rows))


def as_file(course: Course, *, marked: bool) -> str:
    """The same numbers for a spreadsheet, with the measure and the version of its definition in each row."""
    table = of(course, marked=marked)
    split = [not course.is_checkin and each in (FROM_PREVIOUS, FROM_BASELINE) for each in table.headings]
    headings = [one for each, twice in zip(table.headings, split, strict=True) for one in _split(each, twice=twice)]
    rows = (
        [
            course.instrument.title, each.response.definition_version,
            *(one for cell, twice in zip(row, split, strict=True) for one in _plain(cell, twice=twice)),
        ]
        for each, row in zip(course.answers, table.rows, strict=True)
    )  # fmt: skip
    headings = ["Measure", "Definition version", *headings]
    return spreadsheets.written(headings, rows)


def _headings(course: Course, *, marked: bool) -> Iterator[str]:
    yield DATE
    if course.is_checkin:
        yield from (each.text for each in course.columns)
    else:
        yield "Total" if marked else "Points"
        yield from _marked_headings(course) if marked else ()
    yield from (AFTER_SESSION, DAYS_AFTER, WHOLE, SOURCE)


def _marked_headings(course: Course) -> Iterator[str]:
    yield from ("Band",) if course.instrument.bands else ()
    yield from (FROM_PREVIOUS, FROM_BASELINE)
    yield from (measure_words.part(course, each) for each in course.instrument.subscales)
    yield from (question(course),) if course.watched_item else ()


def question(course: Course) -> str:
    """What the watched item is called: by its number, never by its words."""
    ids = [each.id for each in course.instrument.items]
    return f"Question {ids.index(course.watched_item) + 1}" if course.watched_item in ids else "Question"


def _cells(course: Course, each: Answer, *, marked: bool) -> Iterator[tuple[str, Cell]]:
    yield DATE, each.on
    if course.is_checkin:
        yield from ((item.text, each.response.answers.get(item.id)) for item in course.columns)
    else:
        yield "Total", each.total
        yield from _marked_cells(course, each) if marked else ()
    before = course.session_before(each)
    yield AFTER_SESSION, before.number if before else None
    yield DAYS_AFTER, max((each.on - before.on).days, 0) if before else None
    yield WHOLE, "yes" if each.is_whole else "no"
    yield SOURCE, each.response.source


def _marked_cells(course: Course, each: Answer) -> Iterator[tuple[str, Cell]]:
    if course.instrument.bands:
        yield "Band", each.band
    yield FROM_PREVIOUS, course.from_previous.get(each.place)
    yield FROM_BASELINE, course.from_baseline.get(each.place)
    yield from ((part.label, each.response.subscales.get(part.id)) for part in course.instrument.subscales)
    if course.watched_item:
        yield question(course), each.response.answers.get(course.watched_item)


def _split(heading: str, *, twice: bool) -> Sequence[str]:
    """A change stands in a file as its number and its words."""
    return (f"{heading}, points", f"{heading}, in words") if twice else (heading,)


def _plain(cell: Cell, *, twice: bool) -> Sequence[spreadsheets.Cell]:
    if isinstance(cell, Difference):
        return cell.points, cell.words
    return (None, None) if twice else (cell,)
