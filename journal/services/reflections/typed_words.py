"""What somebody typed into the form of a reflection."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal.services.reflections.audiences import ONLY_ME


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed into the form of a reflection, which versions its writer had seen, and where it belongs: to which
    session, at which of its moments, beside which prompt."""

    id: UUID
    title: str
    text: str
    audience: str = ONLY_ME
    base_version: int = 0
    draft_version: int = 0
    token: str = ""
    session_id: UUID | None = None
    moment: str = ""
    prompt: str = ""
