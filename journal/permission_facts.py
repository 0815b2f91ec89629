"""What a permission looks at: who asks, and the facts about what they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Who:
    """The part of an actor that permissions look at."""

    id: UUID
    clinic_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class About:
    """What a permission is asked about; a fact left out counts against the actor."""

    clinic_id: UUID
    patient_id: UUID | None = None
    author_id: UUID | None = None
    in_care: bool = False
    shared: bool = False
    visible_to_patient: bool = False
    only_author: bool = False
    therapist_id: UUID | None = None
    person_id: UUID | None = None
    account_open: bool = False
