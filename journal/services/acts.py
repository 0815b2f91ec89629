"""The acts that leave a row in the audit: what, and a dot, and what was done to it."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """Everything that leaves a row."""

    CLINIC_CREATED = "clinic.created"
    PERSON_INVITED = "person.invited"
    PERSON_JOINED = "person.joined"
    SLOT_PUT = "person.slot_put"
    PINNED = "person.pinned"
    PERSON_RECOVERED = "person.recovered"
    APPEARANCE_CHANGED = "person.appearance_changed"
    KIT_STORED = "person.kit_stored"
    SIGNED_IN = "sign_in.begun"
    SIGNED_OUT = "sign_in.ended"
    CARE_ASKED = "care.asked"
    CARE_BEGUN = "care.begun"
    CARE_DECLINED = "care.declined"
    RING_MADE = "ring.made"
    RING_RENEWED = "ring.renewed"
    RING_GRANTED = "ring.granted"
    RING_ADOPTED = "ring.adopted"
    DRAFT_BEGUN = "reflection.draft_begun"
    DRAFT_DISCARDED = "reflection.draft_discarded"
    REFLECTION_SAVED = "reflection.saved"
    REFLECTION_SHARED = "reflection.shared"
    REFLECTION_MADE_PRIVATE = "reflection.made_private"
    REFLECTION_DELETED = "reflection.deleted"
    REFLECTION_RESTORED = "reflection.restored"
    REFLECTION_DESTROYED = "reflection.destroyed"
    REFLECTION_OPENED = "reflection.opened"
    REFLECTION_REVIEWED = "reflection.reviewed"
    REVIEW_UNDONE = "reflection.review_undone"
    NOTE_WRITTEN = "note.written"
    NOTE_RELEASED = "note.released"
    NOTE_QUOTE_WITHDRAWN = "note.quote_withdrawn"
    REPLY_WRITTEN = "reply.written"
