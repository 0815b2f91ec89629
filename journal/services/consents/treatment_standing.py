"""How a patient stands to the text on treatment in one course: for the patient, and for their treatment team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from journal.extensions import db
from journal.models import ConsentText, Course, TreatmentConsent
from journal.services import sealed_records
from journal.services.actor import Actor
from journal.services.audit import hidden_rows
from journal.services.consents import consent_points, consent_texts
from journal.services.consents.consent_points import TOUCHES, PointsText
from journal.services.consents.consent_texts import TREATMENT
from journal.services.consents.treatment_consents import AGREE, REFUSE
from journal.services.courses import course_rows

NOT_ANSWERED, BEGUN, GIVEN, REFUSED, WITHDRAWN, OLDER, CLOSED, NO_TEXT = (
    "not_answered", "begun", "given", "refused", "withdrawn", "older", "closed", "no_text",
)  # fmt: skip
WORDS = {
    NOT_ANSWERED: "not given yet", BEGUN: "not finished yet", GIVEN: "given", REFUSED: "refused in part",
    WITHDRAWN: "withdrawn", OLDER: "given to an earlier version of the text", CLOSED: "not readable with your keys",
    NO_TEXT: "not asked for: the text was changed in the database",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnsweredText:
    """The answer to one version: each point with what was said, and when."""

    number: int
    title: str
    version: int
    said: Mapping[str, str]
    points: tuple[tuple[str, str], ...]
    touch: str
    touch_words: str
    at: datetime | None
    withdrawn_at: datetime | None
    state: str
    text: str

    @property
    def touch_said(self) -> str:
        """What the patient chose about touch, in words."""
        return TOUCHES.get(self.touch, "")


@dataclass(frozen=True, slots=True)
class TreatmentStanding:
    """Where consent for a course stands: to the version that counts now, and the answers so far, newest first."""

    state: str
    current: int
    answers: tuple[AnsweredText, ...]

    @property
    def is_given(self) -> bool:
        """Whether the patient agreed to every point of the version that counts now."""
        return self.state == GIVEN

    @property
    def words(self) -> str:
        """The same in words."""
        return WORDS[self.state]

    @property
    def newest(self) -> AnsweredText | None:
        """The answer to the newest version that was answered."""
        return self.answers[0] if self.answers else None


def of_course(actor: Actor, course: Course) -> TreatmentStanding:
    """Where consent for a course stands, as far as the actor's keys open it; the caller has asked."""
    text = consent_texts.find_newest(course.clinic_id, TREATMENT)
    rows = [row for row in course_rows.consents_of(course.id) if row.author_id == row.patient_id == course.patient_id]
    said, texts = sealed_records.opened(actor, rows), _texts({row.text_id for row in rows})
    whole = [row for row in rows if row.id in said and row.text_id in texts]
    found = [_answered(row, said[row.id], texts[row.text_id]) for row in whole]
    answers = tuple(sorted(found, key=lambda each: each.number, reverse=True))
    if text is None:
        return TreatmentStanding(NO_TEXT, 0, answers)
    if not sealed_records.is_current(course):
        return TreatmentStanding(CLOSED, text.number, ())  # days that were changed by hand carry no consent elsewhere
    if hidden_rows.of_patient(TreatmentConsent, course.clinic_id, course.patient_id):
        return TreatmentStanding(CLOSED, text.number, answers)  # one that somebody hid may say otherwise
    return TreatmentStanding(_state(answers, text.number, hidden=len(rows) > len(whole)), text.number, answers)


def _state(answers: Sequence[AnsweredText], current: int, *, hidden: bool) -> str:
    """An answer that does not open, or was changed by hand, counts for nothing and is said so."""
    mine = next((each for each in answers if each.number == current), None)
    if mine is not None:
        return mine.state
    if hidden:
        return CLOSED
    return OLDER if any(each.state == GIVEN for each in answers) else NOT_ANSWERED


def _texts(ids: set[UUID]) -> dict[UUID, ConsentText]:
    """The versions that were answered, as they were published; a changed one would make other answers a whole yes."""
    found = db.session.scalars(select(ConsentText).where(ConsentText.id.in_(ids))).all()
    return {row.id: row for row in consent_texts.whole(found)}


def _answered(row: TreatmentConsent, value: Mapping[str, Any], text: ConsentText) -> AnsweredText:
    parts, said = consent_points.parse(text.body), dict(value.get("points", {}))
    told = tuple((point.title, said.get(point.key, "")) for point in parts.points if not point.is_touch)
    return AnsweredText(
        text.number, text.title, row.version, said, told, str(value.get("touch") or ""),
        str(value.get("touch_words") or ""), _moment(value.get("at")), _moment(value.get("withdrawn_at")),
        _state_of(parts, value), text.body,
    )  # fmt: skip


def _state_of(text: PointsText, value: Mapping[str, Any]) -> str:
    said = value.get("points", {})
    if value.get("withdrawn_at"):
        return WITHDRAWN
    if REFUSE in said.values():
        return REFUSED
    is_whole = all(said.get(key) == AGREE for key in text.asked) and (value.get("touch") or not text.has_touch)
    return GIVEN if is_whole else BEGUN


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
