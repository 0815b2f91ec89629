"""A row of the table of addresses: who is answered with which status, and what must be sent."""

from __future__ import annotations

from dataclasses import dataclass, field

EVERYONE = ("patient", "other_patient", "therapist", "other_therapist", "manager", "nurse", "prescriber")
PATIENTS = ("patient", "other_patient")
THERAPISTS = ("therapist", "other_therapist")
CARE = (*THERAPISTS, "nurse", "prescriber")
STAFF = (*CARE, "manager")


@dataclass(frozen=True)
class Row:
    """Who is answered with which status; everybody else finds nothing there, strangers the sign-in page."""

    answers: dict[str, int]
    fields: dict[str, str] = field(default_factory=dict)
    public: bool = False


def open_to(people: tuple[str, ...], status: int = 200, **fields: str) -> Row:
    """A row with the same answer for some of the cast."""
    return Row(dict.fromkeys(people, status), fields)


PUBLIC = Row({}, public=True)
OWNER, READER, MANAGER = ("patient",), ("therapist",), ("manager",)
