"""Prompts as a clinic, a therapist and a patient changed them: what is asked when, for whom, and what no more."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journal.extensions import Model
from journal.models.columns import Code, Id, Moment, OptionalMoment, OptionalRef, Ref, within_clinic
from journal.models.sealed_record import SealedRecord, of_patient


class ClinicPrompts(Model):
    """What a clinic changed of the timeline, one row a clinic: offsets, texts, order and quiet hours, as JSON."""

    __tablename__ = "clinic_prompts"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        within_clinic("changed_by", "person"),
        UniqueConstraint("clinic_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    changed_by: Mapped[Ref]
    timeline: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    version: Mapped[int]


class PromptOrder(Model):
    """What therapists changed for one patient: which prompts are hidden, and in which order the others come, as JSON
    of their codes."""

    __tablename__ = "prompt_order"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        within_clinic("changed_by", "person"),
        UniqueConstraint("patient_id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    changed_by: Mapped[Ref]
    arranged: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment]
    version: Mapped[int]


class AddedPrompt(SealedRecord):
    """A prompt that a therapist added for one patient, under the care ring; `moment` says where it is asked."""

    __tablename__ = "added_prompt"
    __table_args__ = of_patient("added_prompt")
    PLAIN: ClassVar[tuple[str, ...]] = ("moment",)

    moment: Mapped[Code]


class PromptSkip(Model):
    """What a patient wants to be asked no more: a prompt, or a moment of one session or appointment (`about_id`).

    `until` says when it may be asked again; with none it is for good."""

    __tablename__ = "prompt_skip"
    __table_args__ = (
        within_clinic("patient_id", "person"),
        Index("ix_prompt_skip_patient", "patient_id", "id"),
    )

    id: Mapped[Id]
    clinic_id: Mapped[Ref]
    patient_id: Mapped[Ref]
    code: Mapped[Code]
    about_id: Mapped[OptionalRef]
    until: Mapped[OptionalMoment]
    created_at: Mapped[Moment]
    version: Mapped[int]
