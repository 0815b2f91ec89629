"""Passwords, kits and second factors that were changed or given up after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from journal.ids import make_id
from journal.models import Passkey, Slot, Totp
from journal.permissions import NotAllowed
from journal.services.audit.acts import Act
from journal.services.people import accounts
from journal.services.recovery import kits, new_keys, new_starts, recoveries
from journal.services.sign_in import factors, passkey_sign_ins, passkeys, quick_lock, totp
from journal.services.sign_in.passkeys import PasskeyRefused
from journal.services.sign_in.slots import WrongSignIn
from tests.security.restores.telling import kit_shut, shut, status, story
from tests.services import passkey_hands
from tests.services.hands import stored
from tests.services.recovering import HERE, NEW, pending, recover
from tests.support.authenticator import Authenticator
from tests.support.cast import Cast, set_up_app


@story("a passkey that was removed signs nobody in", Act.PASSKEY_REMOVED, Act.SLOT_REMOVED, Act.FACTOR_REMOVED)
def passkey_removed(cast: Cast) -> Iterator[None]:
    device, kept = Authenticator(), Authenticator(has_prf=False)
    passkey_hands.add(cast.patient, device)
    passkey_hands.add(cast.patient, kept)
    yield
    actor = cast.patient.actor()
    passkeys.remove(actor, next(card.id for card in passkeys.own(actor) if card.opens))
    yield
    with pytest.raises((PasskeyRefused, WrongSignIn)):
        passkey_hands.sign_in(device)
    assert not stored(Slot, Slot.person_id == cast.patient.id, Slot.kind == "passkey")
    passkey_hands.prove(cast.patient, kept, passkey_sign_ins.STEP_UP)


@story("a passkey that was added since is gone, and the account opens without it", Act.PASSKEY_ADDED, Act.FACTOR_SET)
def passkey_added(cast: Cast) -> Iterator[None]:
    yield
    passkey_hands.add(cast.patient, Authenticator())
    yield
    assert not stored(Passkey)
    cast.patient.actor()


@story("an app that was replaced proves nothing", Act.FACTOR_SET, Act.FACTOR_REMOVED)
def app_replaced(cast: Cast) -> Iterator[None]:
    set_up_app(accounts.check_password(cast.patient.email, cast.patient.password))
    yield
    totp.remove(cast.patient.actor())
    set_up_app(accounts.check_password(cast.patient.email, cast.patient.password))
    yield
    assert factors.kinds(cast.patient.id) == set()
    assert not stored(Totp, Totp.person_id == cast.patient.id)


@story("a password that was changed opens nothing while a kit is there", Act.SLOT_PUT)
def password_changed(cast: Cast) -> Iterator[None]:
    yield
    accounts.change_password(cast.patient.actor(), cast.patient.password, NEW, *HERE)
    yield
    shut(cast.patient)
    shut(cast.patient, NEW)
    recover(cast.patient, "a lantern carried over the ice")


@story("a kit that was replaced opens nothing", Act.SLOT_PUT)
def kit_replaced(cast: Cast) -> Iterator[None]:
    yield
    kits.replace(cast.patient.actor())
    yield
    kit_shut(cast.patient)
    cast.patient.actor()


@story("a kit that was revoked opens nothing", Act.KIT_REVOKED)
def kit_revoked(cast: Cast) -> Iterator[None]:
    yield
    kits.revoke(cast.patient.actor())
    yield
    kit_shut(cast.patient)
    assert kits.state(cast.patient.actor()).state == "revoked"


@story("a kit that was used opens nothing, and nobody comes in with the old password", Act.SLOT_PUT)
def kit_used(cast: Cast) -> Iterator[None]:
    yield
    recover(cast.patient)
    yield
    kit_shut(cast.patient)
    shut(cast.patient)
    assert status(cast.patient) == "disabled"


@story("a kit that was used with the second factor opens nothing", Act.KIT_USED)
def kit_used_with_factor(cast: Cast) -> Iterator[None]:
    yield
    recoveries.finish(*pending(recover(cast.therapist)))
    yield
    kit_shut(cast.therapist)
    shut(cast.therapist)


@story("keys that were renewed because somebody knew the password let nobody in", Act.PERSON_KEYS_RENEWED)
def keys_renewed(cast: Cast) -> Iterator[None]:
    yield
    new_keys.renew(cast.patient.actor(), cast.patient.password, NEW, *HERE)
    yield
    shut(cast.patient)
    kit_shut(cast.patient)


@story("an app that was given up for a passkey proves nothing", Act.FACTOR_REMOVED, Act.PASSKEY_ADDED, Act.FACTOR_SET)
def app_given_up(cast: Cast) -> Iterator[None]:
    set_up_app(accounts.check_password(cast.patient.email, cast.patient.password))
    yield
    totp.remove(cast.patient.actor())
    passkey_hands.add(cast.patient, Authenticator())
    yield
    assert factors.kinds(cast.patient.id) == set()


@story("who had an app and lost it with the rest is asked to set it up again", Act.FACTOR_REMOVED)
def everything_lost(cast: Cast) -> Iterator[None]:
    device = Authenticator()
    passkey_hands.add(cast.patient, device)
    set_up_app(accounts.check_password(cast.patient.email, cast.patient.password))
    yield
    new_starts.accept(new_starts.make(cast.manager.actor(), cast.patient.id, "known"), NEW)
    yield
    assert factors.kinds(cast.patient.id) == set()
    shut(replace(cast.patient, password=NEW))
    with pytest.raises((PasskeyRefused, WrongSignIn)):
        passkey_hands.sign_in(device)


@story("a PIN that was replaced lifts nothing", Act.QUICK_LOCK_SET)
def pin_replaced(cast: Cast) -> Iterator[None]:
    quick_lock.put(cast.patient.actor(), "7305")
    yield
    quick_lock.put(cast.patient.actor(), "8164")
    yield
    with pytest.raises(NotAllowed):
        quick_lock.lock(cast.patient.actor(), make_id())
    quick_lock.put(cast.patient.actor(), "8164")
