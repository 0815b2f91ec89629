"""A clinic's own red flags: what its manager asks besides those built in, kept as JSON in the clinic's row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from journal.extensions import db
from journal.ids import make_id
from journal.models import Clinic
from journal.services.clinics import clinic_rows
from journal.services.evaluations import evaluation_questions as questions
from journal.services.evaluations.evaluation_questions import FlagQuestion

MOST = 20
_UNREADABLE = (ValueError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class AskedFlags:
    """Every red flag a clinic asks; not `whole` where its settings were changed past the application."""

    flags: tuple[FlagQuestion, ...]
    whole: bool


def read(stored: str) -> tuple[FlagQuestion, ...]:
    """The clinic's own as they are kept; none where they cannot be read."""
    try:
        return _parsed(stored)
    except _UNREADABLE:
        return ()


def _parsed(stored: str) -> tuple[FlagQuestion, ...]:
    flags = tuple(FlagQuestion(**each) for each in json.loads(stored))
    if not all(isinstance(words, str) for each in flags for words in asdict(each).values()):
        raise TypeError
    return flags


def written(flags: Iterable[FlagQuestion]) -> str:
    """The clinic's own as they are kept; each new one gets a code, which stays when its words change."""
    built_in = {each.code for each in questions.built_in_flags()}
    kept: list[dict[str, str]] = []
    for each in flags:
        taken = built_in | {one["code"] for one in kept}
        code = each.code if each.code and each.code not in taken else make_id().hex
        kept.append({**asdict(each), "code": code})
    return json.dumps(kept, ensure_ascii=False)


def asked(clinic_id: UUID) -> AskedFlags:
    """What a clinic asks: the built-in ones, and its own. Where the settings are not what the audit says, or cannot be
    read, nobody knows what it asks besides."""
    clinic = db.session.get_one(Clinic, clinic_id)
    try:
        own = _parsed(clinic.red_flags)
    except _UNREADABLE:
        return AskedFlags(questions.built_in_flags(), whole=False)
    return AskedFlags((*questions.built_in_flags(), *own), clinic_rows.is_current(clinic))
