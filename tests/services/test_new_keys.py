"""Who says that another person knew their password gets new keys, and keeps what they can read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import PersonKey, Ring, RingGrant, RingKeyRow, Totp
from journal.services.actor import Actor, Keys
from journal.services.audit import verification
from journal.services.people import accounts, people
from journal.services.recovery import new_keys, recoveries
from journal.services.rings import key_changes
from journal.services.sign_in import sign_ins
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.password_policy import WeakPassword
from journal.services.sign_in.slots import WrongSignIn
from tests.services.hands import at_once, overwrite, stored, write
from tests.services.recovering import HERE, NEW, anew, read_by, signed_in, titles
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def renew(member: Member) -> Actor:
    """Renews somebody's keys and gives them, signed in anew."""
    return signed_in(new_keys.renew(member.actor(), member.password, NEW, *HERE).unlocked)


def write_both(cast: Cast, actor: Actor | None = None) -> None:
    write(actor or cast.patient.actor(), "Shared.", shared=True, title="Shared")
    write(actor or cast.patient.actor(), "Kept.", title="Kept")


def test_a_patient_keeps_everything_and_so_does_the_therapist(cast: Cast) -> None:
    write_both(cast)
    before = cast.patient.actor().keys
    actor = renew(cast.patient)
    assert actor.keys.epoch == before.epoch + 1
    assert actor.keys.account_key.reveal() != before.account_key.reveal()
    assert titles(actor) == {"Shared", "Kept"}
    assert read_by(cast.therapist.actor(), cast.patient) == {"Shared"}
    assert {row["generation"] for row in stored(Ring, Ring.owner_id == cast.patient.id)} == {2}
    assert key_changes.waiting(actor) == []
    write(actor, "After.", shared=True, title="After")
    assert read_by(cast.therapist.actor(), cast.patient) == {"Shared", "After"}
    assert list(verification.verify(cast.clinic_id)) == []


def test_the_old_password_kit_sign_in_and_account_key_open_nothing_more(cast: Cast) -> None:
    write_both(cast)
    old, cookie = (
        cast.patient.actor(),
        sign_ins.begin(accounts.check_password(cast.patient.email, cast.patient.password)),
    )
    renew(cast.patient)
    with pytest.raises(WrongSignIn):
        accounts.check_password(cast.patient.email, cast.patient.password)
    with pytest.raises(WrongSignIn):
        recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW)
    found = sign_ins.find(cookie)
    assert found is None or found.actor is None
    thief = replace(old, keys=_as_stored_now(cast.patient, old))
    assert titles(thief) == {None}
    with pytest.raises(CannotOpen):
        assert thief.keys.pairs


def _as_stored_now(member: Member, old: Actor) -> Keys:
    """What the old account key makes of the rows as they are now."""
    key = stored(PersonKey, PersonKey.person_id == member.id, PersonKey.epoch == old.keys.epoch)[0]
    assert key["private_sealed"] == b""
    return Keys(old.keys.account_key, old.keys.epoch, old.keys.key_id, old.keys.place, key["private_sealed"])


def test_a_therapist_reads_on_and_nothing_new_until_the_words_were_compared(cast: Cast) -> None:
    write_both(cast)
    assert read_by(cast.therapist.actor(), cast.patient) == {"Shared"}
    therapist = renew(cast.therapist)
    assert read_by(therapist, cast.patient) == {"Shared"}
    assert list(verification.verify(cast.clinic_id)) == []
    patient = cast.patient.actor()
    (change,) = key_changes.waiting(patient)
    assert change.new_words == people.public_keys(people.current_key(cast.therapist.id)[1]).in_words()
    ring = stored(Ring, Ring.owner_id == cast.patient.id, Ring.kind == "care")[0]
    assert ring["rotation_due"]
    key_changes.confirm(patient, cast.therapist.id, change.fingerprint)
    write(cast.patient.actor(), "After.", shared=True, title="After")
    assert read_by(anew(therapist), cast.patient) == {"Shared", "After"}
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_grant_that_waited_for_the_old_key_is_taken_along(cast: Cast) -> None:
    assert stored(RingGrant, RingGrant.recipient_id == cast.therapist.id)[0]["adopted_sealed"] is None
    write_both(cast)
    assert read_by(renew(cast.therapist), cast.patient) == {"Shared"}


def test_a_grant_taken_along_does_not_open_for_the_old_key(cast: Cast) -> None:
    write_both(cast)
    old = cast.therapist.actor()
    read_by(old, cast.patient)
    renew(cast.therapist)
    assert read_by(anew(old), cast.patient) == set()


def test_a_refused_renewal_changes_nothing(cast: Cast) -> None:
    before = stored(RingKeyRow)
    for current, new, error in (
        ("not her password at all", NEW, WrongSignIn),
        (cast.other_patient.password, NEW, WrongSignIn),
        (cast.patient.password, "short", WeakPassword),
    ):
        with pytest.raises(error):
            new_keys.renew(cast.patient.actor(), current, new, *HERE)
    assert stored(RingKeyRow) == before
    accounts.check_password(cast.patient.email, cast.patient.password)


def test_factors_changed_in_the_database_are_not_bound_in(cast: Cast) -> None:
    overwrite(Totp, Totp.person_id == cast.therapist.id, seed_sealed=bytes(300))
    with pytest.raises(FactorsChanged):
        new_keys.renew(cast.therapist.actor(), cast.therapist.password, NEW, *HERE)


def test_of_two_renewals_at_once_one_is_made(app: Flask, cast: Cast) -> None:
    write_both(cast)
    actors = [cast.patient.actor() for _ in range(3)]
    db.session.remove()
    answers = at_once(
        app, lambda number: new_keys.renew(actors[number], cast.patient.password, f"{NEW} {number}", *HERE), 3
    )
    won = [number for number, answer in enumerate(answers) if not isinstance(answer, Exception)]
    assert len(won) == 1, answers
    db.session.remove()
    actor = signed_in(accounts.check_password(cast.patient.email, f"{NEW} {won[0]}"))
    assert titles(actor) == {"Shared", "Kept"}
