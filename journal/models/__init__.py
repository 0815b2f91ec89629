"""Storage: columns and relationships; every ciphertext column ends in `_sealed`."""

from journal.models.audit import AuditHead, AuditRow
from journal.models.care import CareRelation, Invitation, Pin
from journal.models.clinic import Clinic, Installation
from journal.models.note import Note, Reply
from journal.models.person import Person, PersonKey, SignIn, Slot
from journal.models.reflection import Reading, Reflection, ReflectionDraft, ReflectionVersion
from journal.models.ring import Ring, RingGrant, RingKeyRow

__all__ = [
    "AuditHead",
    "AuditRow",
    "CareRelation",
    "Clinic",
    "Installation",
    "Invitation",
    "Note",
    "Person",
    "PersonKey",
    "Pin",
    "Reading",
    "Reflection",
    "ReflectionDraft",
    "ReflectionVersion",
    "Reply",
    "Ring",
    "RingGrant",
    "RingKeyRow",
    "SignIn",
    "Slot",
]
