"""The evaluation as a whole: its parts and where each stands, what is signed, and what the actor may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from journal.crypto.tokens import browser_key
from journal.models import Person
from journal.permissions import Permission, allows
from journal.services.actor import Actor
from journal.services.care import care
from journal.services.evaluations import clearances, earlier_treatments, evaluation_sections, flag_views
from journal.services.evaluations import evaluation_access as access
from journal.services.evaluations import evaluation_questions as questions
from journal.services.evaluations.clearances import ClearanceView
from journal.services.evaluations.earlier_treatments import EarlierView
from journal.services.evaluations.evaluation_questions import FLAGS, TREATMENTS, Section
from journal.services.evaluations.evaluation_sections import SectionView
from journal.services.evaluations.flag_views import FlagView
from journal.services.people import people
from journal.services.sessions import resting
from journal.services.treatment import treatment_team


@dataclass(frozen=True, slots=True)
class EvaluationHead:
    """Whose evaluation it is, and what the actor may do with it; `rests_until` where its patient is not asked now."""

    patient_id: UUID
    name: str
    identifier: str
    is_own: bool
    in_care: bool
    may_write: bool
    may_sign: bool
    rests_until: datetime | None
    keep_key: str = field(repr=False)

    @property
    def address(self) -> str:
        """Where its pages are for the actor."""
        return "/evaluation" if self.is_own else f"/patients/{self.patient_id}/evaluation"


@dataclass(frozen=True, slots=True)
class Line:
    """One section in the list: how it stands in words, and who wrote in it last."""

    section: Section
    stands: str
    author: str
    written_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """Everything the first page of an evaluation shows."""

    head: EvaluationHead
    lines: tuple[Line, ...]
    count: str
    flags: tuple[FlagView, ...]
    clearance: ClearanceView

    @property
    def next(self) -> Line | None:
        """The first section that the actor can fill in and nobody has."""
        return next((each for each in self.lines if each.is_open and each.stands == NOTHING), None)


NOTHING, BEGUN, LEFT_OUT, CLOSED = "Nothing yet", "Written in", "Left out", "Does not open with your keys"


def head(actor: Actor, patient_id: UUID) -> EvaluationHead:
    """Whose evaluation it is. Raises `NotAllowed`."""
    return _head(actor, access.to_read(actor, patient_id))


def _head(actor: Actor, patient: Person) -> EvaluationHead:
    about = treatment_team.about(actor, patient)
    is_own, rests_until = actor.id == patient.id, resting.resting_until(patient.id)
    may = [allows(actor.who, each, about) for each in (Permission.TREATMENT_WRITE, Permission.TREATMENT_PRESCRIBE)]
    return EvaluationHead(
        patient.id, people.name_of(patient), people.identifier_of(patient), is_own,
        actor.role == "therapist" and care.in_care(patient.id, actor.id),
        rests_until is None if is_own else may[0], may[1], rests_until if is_own else None,
        browser_key(actor.keys.account_key),
    )  # fmt: skip


def page(actor: Actor, patient_id: UUID) -> EvaluationPage:
    """The first page of an evaluation. Raises `NotAllowed`."""
    patient = access.to_read(actor, patient_id)
    treatments = earlier_treatments.listed(actor, patient_id)
    flags = flag_views.of_patient(actor, patient_id)
    asked = [each for each in questions.sections() if each.kind == questions.ANSWERS]
    views = evaluation_sections.views(actor, patient_id, asked)
    lines = tuple(_line(actor, each, views, treatments, flags) for each in questions.sections())
    count = earlier_treatments.count_in_words(treatments)
    return EvaluationPage(_head(actor, patient), lines, count, flags, clearances.standing(actor, patient_id, flags))


def _line(
    actor: Actor, section: Section, views: Mapping[str, SectionView], treatments: Sequence[EarlierView],
    flags: Sequence[FlagView],
) -> Line:  # fmt: skip
    stands, author, at = _stands(section, views, treatments, flags)
    if actor.role == "patient" and not section.is_filled_by(actor):
        return Line(section, "", "", None, is_open=False)
    return Line(section, stands, author, at, is_open=True)


def _stands(
    section: Section, views: Mapping[str, SectionView], treatments: Sequence[EarlierView], flags: Sequence[FlagView]
) -> tuple[str, str, datetime | None]:
    if section.kind == TREATMENTS:
        last = max(treatments, key=lambda each: each.written_at, default=None)
        return (BEGUN, last.author, last.written_at) if last else (NOTHING, "", None)
    if section.kind == FLAGS:
        acts = [act for flag in flags for act in flag.acts]
        newest = max(acts, key=lambda each: each.at, default=None)
        return (BEGUN, newest.author, newest.at) if newest else (NOTHING, "", None)
    view = views[section.key]
    stands = LEFT_OUT if view.left_out else BEGUN if view.answers else NOTHING if view.readable else CLOSED
    return stands, view.author, view.written_at
