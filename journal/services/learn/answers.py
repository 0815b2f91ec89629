"""Questions and aftercare as a page tells them: in the clinic's own words, or with what stands in for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from uuid import UUID

from journal.models import ClinicText
from journal.services.learn import clinic_text_rows
from journal.services.learn.sentences import Numbering, Sentence, Source, data

QUESTION, AFTERCARE = "question", "aftercare"
_PARTS = {QUESTION: "questions", AFTERCARE: "aftercare"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer, or one aftercare text; `text` holds the clinic's own words where it wrote some."""

    kind: str
    name: str
    title: str
    sentences: tuple[Sentence, ...] = ()
    sources: tuple[Source, ...] = ()
    text: str = ""
    number: int = 0
    is_shown: bool = True
    published_at: datetime | None = None
    author_id: UUID | None = None


@cache
def built_in() -> dict[str, Answer]:
    """What stands there until a clinic writes, by its name."""
    told = data("questions")
    return {each["name"]: _answer(kind, each) for kind, part in _PARTS.items() for each in told[part]}


def _answer(kind: str, told: dict[str, str]) -> Answer:
    numbering = Numbering()
    sentences = numbering.sentences(told["answer"])  # type: ignore[arg-type]
    return Answer(kind, told["name"], told["title"], sentences, numbering.listed())


def of_clinic(clinic_id: UUID) -> tuple[Answer, ...]:
    """Everything of a clinic, also what it does not show: what is built in first, then its own questions."""
    own = clinic_text_rows.newest(clinic_id)
    known = {name: _with(each, own.get(name)) for name, each in built_in().items()}
    others = {name: _with(Answer(text.kind, name, ""), text) for name, text in own.items() if name not in known}
    return (*known.values(), *others.values())


def shown(clinic_id: UUID, kind: str) -> tuple[Answer, ...]:
    """What everybody of a clinic can read."""
    return tuple(each for each in of_clinic(clinic_id) if each.kind == kind and each.is_shown)


def _with(answer: Answer, text: ClinicText | None) -> Answer:
    if text is None:
        return answer
    return replace(
        answer, title=text.title, text=text.body, number=text.number, is_shown=text.is_shown,
        published_at=text.published_at, author_id=text.author_id,
    )  # fmt: skip
