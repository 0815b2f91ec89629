"""What tests of passkeys do again and again: add one, sign in with it, prove with it."""

from __future__ import annotations

from journal.models import AuditRow
from journal.services.actor import Actor
from journal.services.sign_in import passkey_sign_ins, passkeys, sign_ins
from journal.services.sign_in.passkeys import Site
from tests.services.hands import stored
from tests.support.authenticator import Authenticator
from tests.support.cast import Member

HERE = Site("localhost", "http://localhost")


def add(member: Member, device: Authenticator, label: str = "My phone", actor: Actor | None = None) -> None:
    """Somebody adds a passkey of this device."""
    actor = actor or member.actor()
    passkeys.register(actor, device.create(passkeys.register_options(actor, HERE)), label, HERE)


def sign_in(device: Authenticator) -> Actor:
    """Whoever the newest passkey of this device signs in."""
    unlocked = passkey_sign_ins.sign_in(device.get(passkey_sign_ins.sign_in_options(HERE)), HERE)
    found = sign_ins.find(sign_ins.begin(unlocked))
    assert found is not None
    assert found.actor is not None
    return found.actor


def prove(member: Member, device: Authenticator, purpose: str = passkey_sign_ins.SECOND_FACTOR) -> None:
    passkey_sign_ins.prove(
        member.id, purpose, device.get(passkey_sign_ins.proof_options(member.id, purpose, HERE)), HERE
    )


def refusals() -> int:
    return len(stored(AuditRow, AuditRow.act == "passkey.refused"))
