"""The people of a bench installation, invited and joined as real ones are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pyotp

from journal import clock
from journal.services.actor import Actor
from journal.services.clinics import clinics
from journal.services.consents import consents
from journal.services.people import accounts, invitations
from journal.services.sign_in import sign_ins, totp
from journal.services.sign_in.slots import Unlocked


@dataclass(frozen=True)
class Member:
    """Somebody of the bench, with what they sign in with."""

    id: UUID
    clinic: UUID
    email: str
    password: str
    secret: str = ""  # of the authenticator app, for who works at the clinic


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
    shown = invitations.find(invited.token).fingerprint
    accepted = invitations.accept(invited.token, password, is_adult=True, fingerprint=shown)
    actor, secret = _opened(accepted.unlocked), ""
    if role == "patient":
        consents.agree_to_all(actor)
    else:
        secret = _set_up_app(actor)
    return Member(invited.person_id, clinic, email, password, secret)


def _set_up_app(actor: Actor) -> str:
    """Sets up an authenticator app an hour ago, so that no code of now is used, and gives its secret."""
    with clock.at(clock.now() - timedelta(hours=1)):
        new = totp.set_up(actor)
        secret = "".join(new.groups)
        totp.confirm(actor, new.carried, pyotp.TOTP(secret).at(clock.now()))
    return secret


def signed_in(member: Member) -> Actor:
    """This person with their keys, to call services with."""
    return _opened(accounts.check_password(member.email, member.password))


def _opened(unlocked: Unlocked) -> Actor:
    found = sign_ins.find(sign_ins.begin(unlocked))
    if found is None or found.actor is None:
        raise RuntimeError("a sign-in of the bench did not open")
    return found.actor


def fresh(actor: Actor) -> Actor:
    """The same person as in their next request, which opens its keys anew."""
    return replace(actor, keys=replace(actor.keys, rings={}))
