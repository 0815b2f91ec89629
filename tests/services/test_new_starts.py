"""Starting again: a manager makes the link after an identity check, the person new keys; what was lost stays closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from journal import clock
from journal.extensions import db
from journal.models import CareRelation, NewStart, Notice, Passkey, Person, Reflection, Ring, RingGrant, Totp
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care, care_requests
from journal.services.people import accounts
from journal.services.people.invitations import Accepted, InvitationGone
from journal.services.recovery import new_starts, own_keys, recoveries
from journal.services.rings import rings
from journal.services.sign_in import factors, sign_ins
from journal.services.sign_in.password_policy import WeakPassword
from journal.services.sign_in.slots import WrongSignIn
from tests.services.hands import at_once, overwrite, put, remove, stored, write
from tests.services.recovering import NEW, signed_in, titles
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def start(cast: Cast, who: Member) -> str:
    return new_starts.make(cast.manager.actor(), who.id, "passport")


def begin(cast: Cast, who: Member) -> Any:
    """Lets somebody start again and gives them, signed in."""
    accepted: Accepted = new_starts.accept(start(cast, who), NEW)
    return signed_in(accepted.unlocked)


def test_somebody_who_lost_everything_gets_new_keys_and_nothing_old_lets_in(cast: Cast) -> None:
    before = cast.patient.actor()
    old = sign_ins.begin(accounts.check_password(cast.patient.email, cast.patient.password))
    actor = begin(cast, cast.patient)
    assert actor.keys.epoch == before.keys.epoch + 1
    assert actor.keys.account_key.reveal() != before.keys.account_key.reveal()
    accounts.check_password(cast.patient.email, NEW)
    for refused in (cast.patient.password, ""):
        with pytest.raises(WrongSignIn):
            accounts.check_password(cast.patient.email, refused)
    with pytest.raises(WrongSignIn):
        recoveries.recover(cast.patient.email, cast.patient.kit_code, NEW)
    found = sign_ins.find(old)
    assert found is None or found.actor is None
    told = [row["kind"] for row in stored(Notice, Notice.person_id == cast.patient.id)]
    assert told.count("account_reset") == 2
    assert list(verification.verify(cast.clinic_id)) == []


def test_what_only_the_patient_could_read_is_gone_and_new_words_are_kept(cast: Cast) -> None:
    write(cast.patient.actor(), "Only mine.", title="Mine")
    actor = begin(cast, cast.patient)
    assert titles(actor) == {None}
    again = write(actor, "A new page.")
    row = stored(Reflection, Reflection.id == again)[0]
    assert row["generation"] == 2
    assert {row["generation"] for row in stored(Ring, Ring.owner_id == cast.patient.id)} == {2}


def test_nobody_reads_what_is_new_until_the_patient_has_confirmed_a_key_anew(cast: Cast) -> None:
    actor = begin(cast, cast.patient)
    assert care.readers(cast.patient.id) == []
    ring = rings.own_ring(actor, "care", actor.id)
    assert stored(RingGrant, RingGrant.ring_id == ring.ring_id, RingGrant.generation == 2) == []


def test_second_factors_go_and_who_works_here_sets_up_a_new_one(cast: Cast) -> None:
    accepted = new_starts.accept(start(cast, cast.therapist), NEW)
    assert factors.level_after_password(accepted.unlocked) == sign_ins.ENROL
    assert stored(Totp, Totp.person_id == cast.therapist.id) == stored(Passkey) == []


def test_a_therapist_who_lost_everything_waits_for_each_patient_to_say_yes_again(cast: Cast) -> None:
    reflection = write(cast.patient.actor(), shared=True)
    begin(cast, cast.therapist)
    assert stored(RingGrant, RingGrant.recipient_id == cast.therapist.id) == []
    relation = stored(CareRelation, CareRelation.therapist_id == cast.therapist.id)[0]
    assert relation["state"] == "asked"
    assert care.active_relation(cast.patient.id, cast.therapist.id) is None
    assert care_requests.requests(cast.patient.actor()) is not None
    assert list(verification.verify(cast.clinic_id)) == []
    assert reflection


def test_only_a_manager_of_the_clinic_lets_somebody_else_start_again(cast: Cast) -> None:
    for member in cast:
        if member is not cast.manager:
            with pytest.raises(NotAllowed):
                new_starts.make(member.actor(), cast.other_patient.id, "passport")
    manager = cast.manager.actor()
    for person in (manager.id, manager.clinic_id):
        with pytest.raises(NotAllowed):
            new_starts.make(manager, person, "passport")
    with pytest.raises(NotAllowed):
        new_starts.make(manager, cast.patient.id, "by their voice")
    overwrite(Person, Person.id == cast.patient.id, role="therapist")
    with pytest.raises(NotAllowed):
        new_starts.make(manager, cast.patient.id, "passport")
    assert stored(NewStart) == []


def gone(token: str) -> None:
    with pytest.raises(InvitationGone):
        new_starts.find(token)
    with pytest.raises(InvitationGone):
        new_starts.accept(token, NEW)


def test_a_link_works_once_within_its_time_and_only_the_newest(cast: Cast) -> None:
    gone("nobody made this one")
    first = start(cast, cast.patient)
    second = start(cast, cast.patient)
    gone(first)
    with clock.at(clock.now() + new_starts.VALID_FOR + timedelta(minutes=1)):
        gone(second)
    with pytest.raises(WeakPassword):
        new_starts.accept(second, "short")
    new_starts.accept(second, NEW)
    gone(second)


def test_the_person_stops_a_link_they_did_not_ask_for(cast: Cast) -> None:
    token = start(cast, cast.patient)
    actor = cast.patient.actor()
    assert own_keys.alarms(actor).new_start is not None
    new_starts.cancel(actor)
    assert own_keys.alarms(actor).new_start is None
    gone(token)
    accounts.check_password(cast.patient.email, cast.patient.password)


@pytest.mark.parametrize("column", ["person_id", "expires_at", "used_at", "token_hash"])
def test_a_link_that_was_changed_in_the_database_leads_nowhere(cast: Cast, column: str) -> None:
    token = start(cast, cast.patient)
    if column == "used_at":
        new_starts.accept(token, NEW)
    changed: dict[str, Any] = {
        "person_id": cast.manager.id, "expires_at": clock.now() + timedelta(days=99), "used_at": None,
        "token_hash": bytes(32),
    }  # fmt: skip
    overwrite(NewStart, NewStart.person_id == cast.patient.id, **{column: changed[column]})
    gone(token)


def test_a_link_followed_twice_at_once_is_followed_once(app: Flask, cast: Cast) -> None:
    token = start(cast, cast.patient)
    answers = at_once(app, lambda number: new_starts.accept(token, f"{NEW} {number}"), 4)
    won = [number for number, answer in enumerate(answers) if isinstance(answer, Accepted)]
    assert len(won) == 1, answers
    accounts.check_password(cast.patient.email, f"{NEW} {won[0]}")
    db.session.remove()


def test_a_link_put_back_after_it_was_used_leads_nowhere(cast: Cast) -> None:
    token = start(cast, cast.patient)
    before = stored(NewStart)[0]
    new_starts.accept(token, NEW)
    remove(NewStart, NewStart.id == before["id"])
    put(NewStart, before)
    gone(token)


def test_a_link_whose_row_was_hidden_is_found_when_the_audit_is_verified(cast: Cast) -> None:
    start(cast, cast.patient)
    [row] = stored(NewStart)
    remove(NewStart, NewStart.id == row["id"])
    assert list(verification.verify(cast.clinic_id)) == [f"new_start {row['id']} was begun and is not there"]
