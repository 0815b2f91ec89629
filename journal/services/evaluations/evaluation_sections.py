"""The sections of an evaluation that are answered in words: begun by one, carried on by another, nothing compulsory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from journal import clock
from journal.models import EvaluationSection
from journal.permissions import NotAllowed
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit.acts import Act
from journal.services.evaluations import evaluation_access as access
from journal.services.evaluations import evaluation_questions as questions
from journal.services.evaluations import evaluation_rows
from journal.services.evaluations.evaluation_access import EvaluationMoved, EvaluationRefused
from journal.services.evaluations.evaluation_questions import Section
from journal.services.evaluations.evaluation_rows import Found
from journal.services.people import people
from journal.services.work import unit_of_work

LONGEST, MOST_BEFORE = 4000, 10  # Unicode code points of one answer; how many earlier ones by others stay beside it


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands as the answer to one question, who wrote it and when, and what others wrote there before."""

    text: str
    author: str
    written_at: datetime
    before: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section as it stands; `answers` by question, those that are empty left out."""

    section: Section
    version: int
    answers: Mapping[str, Answer]
    left_out: bool
    readable: bool
    author: str
    written_at: datetime | None

    @property
    def words(self) -> dict[str, str]:
        """The words alone, by question."""
        return {key: answer.text for key, answer in self.answers.items()}


def views(actor: Actor, patient_id: UUID, wanted: Iterable[Section]) -> dict[str, SectionView]:
    """Sections as they stand, for who may read them; the caller has asked."""
    asked = {each.key: each for each in wanted}
    found = evaluation_rows.once(actor, EvaluationSection, patient_id, asked)
    names = people.names(actor.clinic_id, _authors(found.values()))
    return {key: _view(asked[key], each, names) for key, each in found.items()}


def view(actor: Actor, patient_id: UUID, key: str) -> SectionView:
    """One section as it stands. Raises `NotAllowed`, also where the actor is shown no such section."""
    section = questions.section(key, questions.ANSWERS)
    access.to_read(actor, patient_id)
    if actor.role == "patient":
        access.require_part(actor, section)
    return views(actor, patient_id, [section])[key]


def _authors(found: Iterable[Found[EvaluationSection]]) -> set[UUID]:
    told = [each for each in found if each.row is not None]
    written = [said for each in told for said in (each.value or {}).get("answers", {}).values()]
    all_said = [each for said in written for each in (said, *said["before"])]
    return {UUID(each["by"]) for each in all_said} | {each.row.author_id for each in told if each.row}


def _view(section: Section, found: Found[EvaluationSection], names: Mapping[UUID, str]) -> SectionView:
    row, value = found.row, found.value or {}
    answers = {key: _answer(said, names) for key, said in value.get("answers", {}).items() if said["text"]}
    author = names.get(row.author_id, people.UNREADABLE_NAME) if row else ""
    return SectionView(
        section, row.version if row else 0, answers, bool(value.get("left_out")), not found.closed and not found.lost,
        author, (row.changed_at or row.created_at) if row else None,
    )  # fmt: skip


def _answer(said: Mapping[str, Any], names: Mapping[UUID, str]) -> Answer:
    before = tuple(_answer({**each, "before": ()}, names) for each in said["before"])
    author = names.get(UUID(said["by"]), people.UNREADABLE_NAME)
    return Answer(said["text"], author, datetime.fromisoformat(said["at"]), before)


def save(actor: Actor, patient_id: UUID, key: str, typed: Mapping[str, str], seen: int) -> int:
    """Keeps the answers of a section, for who saw version `seen`, and gives its version; the same again is no change.

    Raises `NotAllowed`, `NotToday`, `EvaluationRefused`, `EvaluationMoved`, `CannotOpen`."""
    section = questions.section(key, questions.ANSWERS)
    words = {each.key: _checked(typed.get(each.key, "")) for each in section.questions}
    with unit_of_work():
        found = _held(actor, patient_id, section)
        value = found.value or {}
        before = value.get("answers", {})
        if {each: before.get(each, {}).get("text", "") for each in words} == words and not _is_anew(found, words):
            return found.row.version if found.row else 0
        _require_seen(found, seen)
        written = {each: _said(actor, text, before.get(each)) for each, text in words.items()}
        kept = {each: said for each, said in written.items() if said["text"] or said["before"]}
        return _write(actor, patient_id, section, found, {"answers": kept, "left_out": False})


def leave_out(actor: Actor, patient_id: UUID, key: str, seen: int) -> None:
    """Leaves an optional section out, and destroys what was written into it; for who saw version `seen`.

    Raises `NotAllowed`, `NotToday`, `EvaluationMoved`, `CannotOpen`."""
    section = questions.section(key, questions.ANSWERS)
    if not section.optional:
        raise NotAllowed
    with unit_of_work():
        found = _held(actor, patient_id, section)
        if found.value and found.value.get("left_out"):
            return
        _require_seen(found, seen)
        _write(actor, patient_id, section, found, {"answers": {}, "left_out": True})


def _held(actor: Actor, patient_id: UUID, section: Section) -> Found[EvaluationSection]:
    access.to_write(actor, patient_id)
    access.require_part(actor, section)
    found = evaluation_rows.once(actor, EvaluationSection, patient_id, [section.key])[section.key]
    access.require_open(actor, found)
    return found


def _is_anew(found: Found[EvaluationSection], words: Mapping[str, str]) -> bool:
    """Whether saving these very words still says something: that a section is not left out, or is written anew."""
    left_out = bool(found.value and found.value.get("left_out"))
    return any(words.values()) and (left_out or found.closed)


def _require_seen(found: Found[EvaluationSection], seen: int) -> None:
    if (found.row.version if found.row else 0) != seen:
        raise EvaluationMoved(access.MOVED)


def _checked(text: str) -> str:
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) > LONGEST:
        raise EvaluationRefused(f"An answer has at most {LONGEST:,} characters; one here has {len(words):,}.")
    return words


def _said(actor: Actor, text: str, stood: Mapping[str, Any] | None) -> dict[str, Any]:
    """One answer with who wrote it; words of somebody else that it replaces stay beside it."""
    if stood is not None and stood["text"] == text:
        return dict(stood)
    now = {"text": text, "by": str(actor.id), "at": clock.now().isoformat()}
    if stood is None:
        return {**now, "before": []}
    replaced = [{name: stood[name] for name in ("text", "by", "at")}] if stood["text"] else []
    kept = replaced if stood["by"] != str(actor.id) else []
    return {**now, "before": [*kept, *stood["before"]][:MOST_BEFORE]}


def _write(
    actor: Actor, patient_id: UUID, section: Section, found: Found[EvaluationSection], value: dict[str, Any]
) -> int:
    row = found.row or EvaluationSection(
        id=evaluation_rows.id_of(patient_id, EvaluationSection, section.key), patient_id=patient_id,
        section=section.key,
    )  # fmt: skip
    act = Act.EVALUATION_WRITTEN if found.row is None else Act.EVALUATION_CHANGED
    row.state = sealed_records.KEPT  # also one whose words were destroyed before
    sealed_records.write(actor, act, row, access.ring(actor, patient_id), value)
    return row.version
