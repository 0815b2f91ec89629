"""What tests of lost keys do alike: use a kit, prove a second factor after it, start again, look at what opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from journal.models import Ring
from journal.services.actor import Actor, Keys
from journal.services.people import accounts, people
from journal.services.recovery import new_starts, recoveries, recovery_asking, recovery_granting, recovery_keys, returns
from journal.services.recovery.recoveries import Recovered
from journal.services.recovery.recovery_waits import Waiting
from journal.services.reflections import lists
from journal.services.sign_in import sign_ins
from journal.services.sign_in.slots import Unlocked, WrongSignIn
from tests.services.hands import stored, write
from tests.support import shown
from tests.support.cast import Cast, Member

Shares = tuple[str, str]
NEW = "seven gulls on a tin roof"
HERE = ("203.0.113.7", None)


def ask(member: Member) -> Waiting:
    """Begins the wait of somebody whose second factor is lost."""
    return recovery_asking.ask(member.email, member.kit_code, *HERE)


def recover(member: Member, password: str = NEW) -> Recovered:
    """Uses somebody's kit."""
    return recoveries.recover(member.email, member.kit_code, password)


def pending(recovered: Recovered) -> tuple[Actor, Any]:
    """Whoever proved the code, asked for their second factor, and the row of that sign-in."""
    found = sign_ins.find(sign_ins.begin(recovered.unlocked, sign_ins.PENDING))
    assert found is not None
    assert found.waiting is not None
    assert found.actor is None
    assert recovered.new_password is not None
    recoveries.keep(found.waiting, found.id, recovered.new_password)
    return found.waiting, found.id


def still_as_before(member: Member) -> None:
    """That the old password opens the account and the new one does not."""
    accounts.check_password(member.email, member.password)
    with pytest.raises(WrongSignIn):
        accounts.check_password(member.email, NEW)


def signed_in(unlocked: Unlocked) -> Actor:
    """Somebody in a new sign-in."""
    found = sign_ins.find(sign_ins.begin(unlocked))
    assert found is not None
    assert found.actor is not None
    return found.actor


def start_again(cast: Cast, member: Member) -> Actor:
    """Lets somebody start again with new keys and gives them, signed in."""
    return signed_in(new_starts.accept(new_starts.make(cast.manager.actor(), member.id, "known"), NEW).unlocked)


def anew(actor: Actor) -> Actor:
    """The same person in their next request, with no ring open yet."""
    keys = actor.keys
    return replace(actor, keys=Keys(keys.account_key, keys.epoch, keys.key_id, keys.place, keys.private_sealed))


def titles(actor: Actor) -> set[str | None]:
    """The titles of a patient's own reflections, none for one that does not open."""
    return {row.title if row.readable else None for row in lists.recent(anew(actor), 9)}


def read_by(therapist: Actor, patient: Member) -> set[str]:
    """The titles that open for a therapist of what a patient shares."""
    return {row.title for row in lists.shared(anew(therapist), [patient.id]) if row.readable}


def share_one_keep_one(cast: Cast) -> None:
    """Maya shares one page and keeps another, before anything is lost."""
    write(cast.patient.actor(), "Shared before.", shared=True, title="Shared")
    write(cast.patient.actor(), "Kept before.", title="Kept")


def accepted_key(cast: Cast) -> Shares:
    """The shares of a recovery key that Maya has accepted after sharing one page and keeping another."""
    share_one_keep_one(cast)
    made = recovery_keys.create(cast.clinic_id)
    recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=shown.of_recovery_key(cast.clinic_id))
    return made.shares


def give_back(therapist: Member, patient: Actor) -> None:
    """A therapist gives the history back to whoever holds the words of this patient's new key."""
    public = people.public_keys(people.current_key(patient.id)[1])
    returns.give_back(therapist.actor(), patient.id, public.in_words())


def care_ring(patient_id: UUID) -> UUID:
    """The id of a patient's first care ring."""
    found: UUID = stored(Ring, Ring.owner_id == patient_id, Ring.kind == "care")[0]["id"]
    return found
