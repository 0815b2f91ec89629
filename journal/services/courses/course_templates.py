"""Templates of courses: those that come with Interleaf, and what a clinic keeps instead. None has a dose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from journal.ids import make_id
from journal.models import Clinic
from journal.services.clinics import clinic_rows
from journal.spans import counted

MOST, MOST_SESSIONS, LONGEST_GAP, LONGEST = 12, 60, 365, 300


class TemplateRefused(ValueError):
    """A template cannot be so; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Template:
    """How a course usually goes at a clinic: how many sessions, how many days apart, and what comes after them."""

    code: str
    name: str
    sessions: int
    gap_least: int
    gap_most: int
    then: str

    @property
    def gaps(self) -> str:
        """How far apart its sessions are expected, in words; empty where there is one alone."""
        if self.sessions < 2 or not self.gap_most:
            return ""
        if self.gap_least == self.gap_most:
            return f"{counted(self.gap_most, 'day')} apart"
        return f"{self.gap_least} to {counted(self.gap_most, 'day')} apart"


@cache
def built_in() -> tuple[Template, ...]:
    """The templates that every clinic begins with."""
    told = json.loads((files("journal") / "data" / "course_templates.json").read_text(encoding="utf-8"))
    return tuple(Template(**each) for each in told)


def of_clinic(clinic: Clinic) -> tuple[Template, ...]:
    """The clinic's own templates; ours where it has none, or where its settings were changed in the database."""
    own = read(clinic.course_templates)
    return own if own and clinic_rows.is_current(clinic) else built_in()


def read(stored: str) -> tuple[Template, ...]:
    """Templates as they are kept; none where they cannot be read."""
    try:
        return tuple(template_of(each) for each in json.loads(stored))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return ()


def template_of(told: Mapping[str, Any]) -> Template:
    """A template as a course or a clinic keeps it. Raises `KeyError`."""
    return Template(
        str(told["code"]), str(told["name"]), int(told["sessions"]), int(told["gap_least"]), int(told["gap_most"]),
        str(told["then"]),
    )  # fmt: skip


def written(templates: Iterable[Template]) -> str:
    """Templates as they are kept."""
    return json.dumps([asdict(each) for each in templates], ensure_ascii=False)


def checked(typed: Sequence[Template]) -> tuple[Template, ...]:
    """What was typed, without the rows that were emptied; a new one gets its code. Raises `TemplateRefused`."""
    kept = [each for each in typed if each.name]
    if not kept:
        raise TemplateRefused("Keep at least one template; a course is planned from one.")
    if len(kept) > MOST:
        raise TemplateRefused(f"There can be at most {MOST} templates.")
    for each in kept:
        _check(each)
    return tuple(each if each.code else Template(make_id().hex, *_rest(each)) for each in kept)


def _rest(each: Template) -> tuple[str, int, int, int, str]:
    return each.name, each.sessions, each.gap_least, each.gap_most, each.then


def _check(each: Template) -> None:
    if len(each.name) > LONGEST or len(each.then) > LONGEST:
        raise TemplateRefused(f"A name, or what comes after, has at most {LONGEST} characters.")
    if not 1 <= each.sessions <= MOST_SESSIONS:
        raise TemplateRefused(f"{each.name}: give a number of sessions from 1 to {MOST_SESSIONS}.")
    if not 0 <= each.gap_least <= each.gap_most <= LONGEST_GAP:
        raise TemplateRefused(
            f"{each.name}: give days between sessions from 0 to {LONGEST_GAP}, the smaller one first."
        )
