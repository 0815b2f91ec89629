"""A row that somebody put back stays known as that, whatever harmless thing is done with it afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from journal import clock
from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import CareRelation, Note, Person, Reflection, Ring
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.care import care, care_requests
from journal.services.care.leave_taking import RELEASE, WITHDRAW, decide
from journal.services.consents import consent_export
from journal.services.export import journal_export
from journal.services.notes import note_changes, notes
from journal.services.notes.notes import TypedNote
from journal.services.people import account, accounts, appearance, deaths, invitations, people_admin
from journal.services.people.invited_people import InvitationRefused
from journal.services.recovery import kits
from journal.services.reflections import drafts, lists, sharing
from journal.services.reflections.drafts import Words
from journal.services.rings import ring_rows
from journal.services.sign_in import factors, quick_lock, ways_in
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.slots import WrongSignIn
from tests.services.care_steps import begin, end, relation, ring
from tests.services.hands import overwrite, stored, write
from tests.support import shown
from tests.support.cast import Cast, set_up_app

pytestmark = pytest.mark.usefixtures("inside")

HERE = ("198.51.100.7", None)
HARMLESS: dict[str, Callable[[Actor, Cast], object]] = {
    "theme": lambda actor, _: appearance.change(actor, "dark", "normal"),
    "not now": lambda actor, _: ways_in.put_off(actor),
    "kit stored": lambda actor, _: account.kit_stored(actor),
    "consents taken": lambda actor, _: consent_export.export(actor),
    "journal taken": lambda actor, _: journal_export.export(actor),
    "PIN set": lambda actor, _: quick_lock.put(actor, "4071"),
    "PIN removed": lambda actor, _: quick_lock.remove(actor),
}
REFUSED: dict[str, Callable[[Actor, Cast], object]] = {
    "new password": lambda actor, cast: accounts.change_password(
        actor, cast.patient.password, "a lantern carried over the ice", *HERE
    ),
    "new kit": lambda actor, _: kits.replace(actor),
    "kit revoked": lambda actor, _: kits.revoke(actor),
    "death noted": lambda _, cast: deaths.ask(cast.manager.actor(), cast.patient.id),
    "disabled": lambda _, cast: people_admin.disable(cast.manager.actor(), cast.patient.id),
}


def faults(cast: Cast, table: str) -> int:
    db.session.remove()
    return sum(fault.startswith(f"{table} ") for fault in verification.verify(cast.clinic_id))


@pytest.fixture
def rolled_back(cast: Cast) -> Actor:
    """The patient, signed in, whose row was put back to what it was before they set up a second factor."""
    before = stored(Person, Person.id == cast.patient.id)[0]
    set_up_app(accounts.check_password(cast.patient.email, cast.patient.password))
    actor = cast.patient.actor()
    overwrite(Person, Person.id == cast.patient.id, **before)
    return actor


@pytest.mark.parametrize("act", HARMLESS)
def test_nothing_done_in_the_account_makes_its_row_good(cast: Cast, rolled_back: Actor, act: str) -> None:
    HARMLESS[act](rolled_back, cast)
    assert faults(cast, "person") == 1
    assert not factors.are_whole(db.session.get_one(Person, cast.patient.id))


@pytest.mark.parametrize("act", REFUSED)
def test_what_would_change_the_account_is_refused(cast: Cast, rolled_back: Actor, act: str) -> None:
    with pytest.raises((WrongSignIn, NotAllowed, FactorsChanged, people_admin.PersonRefused)):
        REFUSED[act](rolled_back, cast)
    assert faults(cast, "person") == 1


def test_who_was_disabled_is_not_made_invited_again(cast: Cast) -> None:
    told = {"role": "patient", "name": "Noor Haddad", "email": "noor@people.example", "identifier": "P-9"}
    person_id = people_admin.invite(cast.manager.actor(), **told).person_id
    invited = stored(Person, Person.id == person_id)[0]
    people_admin.disable(cast.manager.actor(), person_id)
    overwrite(Person, Person.id == person_id, **invited)
    with pytest.raises(InvitationRefused):
        invitations.invite(cast.clinic_id, **told)
    assert faults(cast, "person") == 1


def test_a_discarded_draft_does_not_share_again_what_was_made_private(cast: Cast) -> None:
    patient = cast.patient.actor()
    reflection_id = write(patient, "for me alone", shared=True)
    was = stored(Reflection)[0]
    sharing.make_private(patient, reflection_id)
    overwrite(Reflection, Reflection.id == reflection_id, **was)
    drafts.save_draft(patient, Words(reflection_id, "", "typing", base_version=was["version"]))
    drafts.discard(patient, reflection_id)
    assert faults(cast, "reflection") == 1
    assert not any(row.readable for row in lists.shared(cast.therapist.actor(), [cast.patient.id]))


@pytest.fixture
def released_by_hand(cast: Cast) -> Note:
    """A note that waits for the appointment, and that somebody released in the database."""
    reflection_id = write(cast.patient.actor(), "words to write about", shared=True)
    notes.add(cast.therapist.actor(), reflection_id, TypedNote("face to face", notes.AT_APPOINTMENT, "words"))
    overwrite(Note, Note.reflection_id == reflection_id, released_at=clock.now())
    return db.session.scalars(select(Note)).one()


def test_making_private_does_not_release_a_note(cast: Cast, released_by_hand: Note) -> None:
    sharing.make_private(cast.patient.actor(), released_by_hand.reflection_id)
    assert faults(cast, "note") == 1
    assert stored(Note)[0]["anchor_sealed"] is None


@pytest.mark.parametrize("act", [note_changes.release, note_changes.withdraw])
def test_a_note_that_was_changed_is_neither_released_nor_withdrawn(
    cast: Cast, released_by_hand: Note, act: Callable[..., object]
) -> None:
    with pytest.raises(NotAllowed):
        act(cast.therapist.actor(), released_by_hand.id)
    assert faults(cast, "note") == 1


@pytest.mark.parametrize("decision", [RELEASE, WITHDRAW, "end"])
def test_the_end_of_care_does_not_make_a_note_good(cast: Cast, decision: str) -> None:
    reflection_id = write(cast.patient.actor(), "words to write about", shared=True)
    notes.add(cast.therapist.actor(), reflection_id, TypedNote("for me", notes.ONLY_ME))
    overwrite(Note, Note.reflection_id == reflection_id, visibility=notes.AT_APPOINTMENT)
    end(cast) if decision == "end" else decide(cast.therapist.actor(), cast.patient.id, decision)
    assert faults(cast, "note") == 1


def test_care_that_ended_is_not_asked_for_under_a_row_that_was_put_back(cast: Cast) -> None:
    was = relation(cast)
    end(cast)
    overwrite(CareRelation, CareRelation.id == was["id"], **was | {"state": "declined"})
    with pytest.raises(care.CareRefused):
        care.ask(cast.clinic_id, cast.patient.id, cast.therapist.id)
    assert faults(cast, "care_relation") == 1


@pytest.fixture
def old_ring(cast: Cast) -> dict[str, object]:
    """The patient's care ring, put back to what it was before a therapist's care ended and a generation began."""
    begin(cast, cast.other_therapist)
    was = ring(cast)
    end(cast, therapist=cast.other_therapist)
    write(cast.patient.actor(), "under the next generation", shared=True)
    overwrite(Ring, Ring.id == was["id"], **was)
    return was


def test_the_end_of_care_does_not_make_a_ring_good(cast: Cast, old_ring: dict[str, object]) -> None:
    end(cast)
    assert faults(cast, "ring") == 1
    assert not ring_rows.is_current(db.session.get_one(Ring, old_ring["id"]))


def test_a_new_therapist_does_not_make_a_ring_good(cast: Cast, old_ring: dict[str, object]) -> None:
    asked = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    fingerprint, patient = shown.of_request(asked), cast.patient.actor()
    with pytest.raises(CannotOpen):
        care_requests.answer(patient, asked, accept=True, fingerprint=fingerprint)
    assert faults(cast, "ring") == 1
    assert old_ring["id"]
