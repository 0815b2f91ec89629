"""The people of a bench installation, invited and joined as real ones are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal.services import accounts, clinics, invitations, sign_ins
from journal.services.actor import Actor


@dataclass(frozen=True)
class Member:
    """Somebody of the bench, with what they sign in with."""

    id: UUID
    email: str
    password: str


def make_clinic() -> UUID:
    """A clinic to belong to."""
    return clinics.create_clinic(
        name="Bench Clinic", time_zone="Europe/Berlin", country="DE", phone="+49 30 5550100", hours="Weekdays, 9 to 17"
    )


def join(clinic: UUID, name: str, role: str, therapist: Member | None = None) -> Member:
    """Invites somebody and accepts for them."""
    email, password = f"{name.lower()}@bench.example", f"seven quiet lanterns for {name}"
    invited = invitations.invite(
        clinic,
        role=role,
        name=name,
        email=email,
        identifier="1980-01-01",
        therapist_id=therapist.id if therapist else None,
    )
    invitations.accept(invited.token, password)
    return Member(invited.person_id, email, password)


def signed_in(member: Member) -> Actor:
    """This person with their keys, to call services with."""
    found = sign_ins.find(sign_ins.begin(accounts.check_password(member.email, member.password)))
    if found is None or found.actor is None:
        raise RuntimeError(f"{member.email} cannot sign in")
    return found.actor
