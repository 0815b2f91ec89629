"""Accounts, links, phones and addresses that ended after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from journal import clock
from journal.models import NewStart, Person, ReadyPhone, RecoveryWait, SignIn
from journal.permissions import NotAllowed
from journal.services.appointments import calendar_feeds
from journal.services.audit.acts import Act
from journal.services.before import before_endings
from journal.services.now import ready_phones
from journal.services.people import accounts, deaths, invitations, people_admin
from journal.services.people.invitations import InvitationGone
from journal.services.recovery import new_starts, recovery_waits
from journal.services.sign_in import idle, reopening, sign_in_list, sign_ins
from journal.services.sign_in.idle import EndedBy
from journal.services.sign_in.slots import WrongSignIn
from tests.security.restores.telling import kit_shut, shut, status, story
from tests.services.before_steps import opened
from tests.services.hands import stored
from tests.services.recovering import NEW, ask, recover
from tests.support.booking import ahead
from tests.support.cast import Cast


@story("a link to begin anew that was used opens nothing", Act.NEW_START_USED, Act.PERSON_BEGUN_ANEW)
def begun_anew(cast: Cast) -> Iterator[None]:
    link = new_starts.make(cast.manager.actor(), cast.patient.id, "passport")
    yield
    new_starts.accept(link, NEW)
    yield
    with pytest.raises(InvitationGone):
        new_starts.accept(link, NEW)
    shut(cast.patient)
    kit_shut(cast.patient)
    assert stored(NewStart)[0]["cancelled_at"] is not None


@story("a link to begin anew that was cancelled opens nothing", Act.NEW_START_CANCELLED)
def new_start_cancelled(cast: Cast) -> Iterator[None]:
    link = new_starts.make(cast.manager.actor(), cast.patient.id, "passport")
    yield
    new_starts.cancel(cast.patient.actor())
    yield
    with pytest.raises(InvitationGone):
        new_starts.accept(link, NEW)


@story("a wait for a return that was called off lets nobody in", Act.RECOVERY_WAIT_CANCELLED)
def wait_cancelled(cast: Cast) -> Iterator[None]:
    ask(cast.therapist)
    yield
    recovery_waits.cancel(cast.therapist.actor())
    yield
    assert stored(RecoveryWait)[0]["cancelled_at"] is not None
    with clock.at(clock.now() + recovery_waits.WAIT + timedelta(minutes=1)):
        assert recover(cast.therapist).kit is None


@story("a wait for a return that was used lets nobody in again", Act.RECOVERY_WAIT_USED)
def wait_used(cast: Cast) -> Iterator[None]:
    ask(cast.therapist)
    yield
    with clock.at(clock.now() + recovery_waits.WAIT + timedelta(minutes=1)):
        recover(cast.therapist)
    yield
    assert stored(RecoveryWait)[0]["cancelled_at"] is not None
    shut(cast.therapist)
    with clock.at(clock.now() + recovery_waits.WAIT + timedelta(minutes=1)), pytest.raises(WrongSignIn):
        recover(cast.therapist)


@story("an invitation that was accepted leads nowhere", Act.PERSON_JOINED)
def joined(cast: Cast) -> Iterator[None]:
    link = people_admin.invite(cast.manager.actor(), **NOOR).token
    yield
    invitations.accept(link, NEW)
    yield
    with pytest.raises(InvitationGone):
        invitations.find(link)


@story("an invitation that a later link had ended leads nowhere", Act.PERSON_INVITED)
def invited_anew(cast: Cast) -> Iterator[None]:
    invited = people_admin.invite(cast.manager.actor(), **NOOR)
    yield
    people_admin.resend(cast.manager.actor(), invited.person_id)
    yield
    with pytest.raises(InvitationGone):
        invitations.find(invited.token)


NOOR = {"role": "therapist", "name": "Noor Haddad", "email": "noor@people.example", "identifier": "Staff 9"}


@story("an account that was disabled stays so", Act.PERSON_DISABLED)
def disabled(cast: Cast) -> Iterator[None]:
    yield
    people_admin.disable(cast.manager.actor(), cast.other_therapist.id)
    yield
    shut(cast.other_therapist)
    people_admin.enable(cast.manager.actor(), cast.other_therapist.id)
    cast.other_therapist.actor()


@story("an account that was enabled since can be enabled again", Act.PERSON_ENABLED)
def enabled(cast: Cast) -> Iterator[None]:
    people_admin.disable(cast.manager.actor(), cast.other_therapist.id)
    yield
    people_admin.enable(cast.manager.actor(), cast.other_therapist.id)
    yield
    assert status(cast.other_therapist) == "disabled"
    people_admin.enable(cast.manager.actor(), cast.other_therapist.id)


@story("who never came and was closed is nobody again", Act.PERSON_CLOSED)
def closed(cast: Cast) -> Iterator[None]:
    patient_id = opened(cast.therapist)
    yield
    before_endings.destroy(cast.therapist.actor(), patient_id, "not_coming")
    yield
    assert stored(Person, Person.id == patient_id)[0]["status"] == "closed"


@story("a death that was confirmed ends the account again", Act.DEATH_CONFIRMED, Act.PERSON_ENDED)
def died(cast: Cast) -> Iterator[None]:
    death = deaths.ask(cast.manager.actor(), cast.patient.id)
    yield
    deaths.answer(cast.therapist.actor(), death, confirm=True)
    yield
    assert status(cast.patient) == "ended"
    shut(cast.patient)
    assert deaths.waiting(cast.manager.actor()) == []


@story("sign-ins that a manager ended do not come back", Act.SIGN_INS_ENDED)
def sign_ins_ended(cast: Cast) -> Iterator[None]:
    cookie = sign_ins.begin(accounts.check_password(cast.patient.email, cast.patient.password))
    yield
    people_admin.end_sign_ins(cast.manager.actor(), cast.patient.id)
    yield
    found = sign_ins.find(cookie)
    assert found is None or found.actor is None


@story("a phone that was removed appends nothing", Act.PHONE_REMOVED)
def phone_removed(cast: Cast) -> Iterator[None]:
    ahead(cast, 1, "dosing")
    cookie, _ = ready_phones.ready(cast.patient.actor(), "Firefox on Android")
    yield
    ready_phones.remove(cast.patient.actor(), stored(ReadyPhone)[0]["id"])
    yield
    assert ready_phones.find(cookie) is None


@story("a sign-in that was left alone and taken off the list is not taken up again")
def left_alone(cast: Cast) -> Iterator[None]:
    unlocked = accounts.check_password(cast.patient.email, cast.patient.password)
    sign_ins.begin(unlocked)
    [row] = stored(SignIn, SignIn.person_id == cast.patient.id)
    idle.end(row["id"], EndedBy.IDLE)
    yield
    sign_in_list.end_one(cast.patient.actor(), row["id"])
    yield
    assert reopening.take_up(row["id"], row["level"], unlocked) is None


@story("a calendar's address that was revoked leads nowhere", Act.CALENDAR_REVOKED)
def calendar_revoked(cast: Cast) -> Iterator[None]:
    address = calendar_feeds.make(cast.patient.actor())
    yield
    calendar_feeds.revoke(cast.patient.actor())
    yield
    with pytest.raises(NotAllowed):
        calendar_feeds.read(address)


@story("a calendar's address that a new one had replaced leads nowhere", Act.CALENDAR_MADE)
def calendar_replaced(cast: Cast) -> Iterator[None]:
    address = calendar_feeds.make(cast.patient.actor())
    yield
    calendar_feeds.make(cast.patient.actor())
    yield
    with pytest.raises(NotAllowed):
        calendar_feeds.read(address)
    calendar_feeds.read(calendar_feeds.make(cast.patient.actor()))
