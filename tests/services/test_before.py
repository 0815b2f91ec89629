"""A record before the person: its keeper alone opens it, its person takes it up, and no link or manager gets at it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.models import AuditRow, BeforeRecord, Person, RingKeyRow
from journal.permissions import NotAllowed, Permission
from journal.services.audit.acts import Act
from journal.services.before import before_endings, before_lists, handing_over, letting_in, opening, taking_up
from journal.services.before.opening import BeforeRefused, TypedPerson
from journal.services.people import invitations, people, people_admin
from journal.services.people.invited_people import InvitationRefused
from journal.services.rings import patient_rings, renewals
from journal.services.session_records import session_log
from journal.services.session_records.session_log import TypedEntry
from journal.services.treatment import treatment_team
from tests.services.before_steps import SAID, TYPED, accept, arrived, entry, is_whole, opened, readable, written
from tests.services.hands import newcomer, stored
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture(params=["therapist", "nurse"])
def keeper(request: pytest.FixtureRequest, cast: Cast) -> Member:
    """Who opens the record; not Lena's therapist, for nobody is."""
    return cast.other_therapist if request.param == "therapist" else newcomer(cast, "Sam Ellery", "nurse")


def test_a_record_is_opened_written_and_read_before_its_person_comes(cast: Cast, keeper: Member) -> None:
    patient_id = opened(keeper)
    written(keeper, patient_id)
    assert readable(keeper) == [SAID]
    assert [person.id for person in treatment_team.patients_of(keeper.actor())] == [patient_id]
    (expected,) = before_lists.of_clinician(keeper.actor()).expected
    assert (expected.person.name, expected.person.status, expected.is_mine) == ("Lena Brandt", "expected", True)
    for other in (cast.therapist, cast.manager, cast.patient):
        assert readable(other) == []
        for permission in (Permission.TREATMENT_READ, Permission.TREATMENT_WRITE):
            with pytest.raises(NotAllowed):
                treatment_team.patient_for(other.actor(), patient_id, permission)
    assert is_whole(cast)


def test_only_a_prescriber_prescribes_in_it_too(cast: Cast) -> None:
    prescriber = newcomer(cast, "Noor Haddad", "prescriber")
    patient_id = opened(prescriber)
    treatment_team.patient_for(prescriber.actor(), patient_id, Permission.TREATMENT_PRESCRIBE, hold=True)
    letting_in.let_in(prescriber.actor(), patient_id, cast.therapist.id, shown.of_person(cast.therapist.id))
    treatment_team.patient_for(cast.therapist.actor(), patient_id, Permission.TREATMENT_WRITE)
    with pytest.raises(NotAllowed):
        treatment_team.patient_for(cast.therapist.actor(), patient_id, Permission.TREATMENT_PRESCRIBE)


@pytest.mark.parametrize("part", ["manager", "patient"])
def test_only_a_clinician_opens_one(cast: Cast, part: str) -> None:
    with pytest.raises(NotAllowed):
        opening.open_record(getattr(cast, part).actor(), TYPED)
    assert not stored(BeforeRecord)


@pytest.mark.parametrize("email", ["maya@people.example", "ruth@people.example"])
def test_an_address_that_is_known_is_refused_with_the_same_words_and_leaves_a_trace(cast: Cast, email: str) -> None:
    with pytest.raises(InvitationRefused) as refused:
        opening.open_record(cast.other_therapist.actor(), TypedPerson("Maya L.", email, "1988"))
    assert "known here already" in str(refused.value)
    assert "Maya" not in str(refused.value)
    assert stored(AuditRow, AuditRow.act == Act.PERSON_REFUSED, AuditRow.actor_id == cast.other_therapist.id)
    assert not stored(BeforeRecord)


@pytest.mark.parametrize(("name", "email"), [("", "lena@people.example"), ("Lena", "lena"), ("Lena", "")])
def test_a_name_and_a_whole_address_are_needed(cast: Cast, name: str, email: str) -> None:
    with pytest.raises(InvitationRefused):
        opening.open_record(cast.therapist.actor(), TypedPerson(name, email, ""))
    assert not stored(BeforeRecord)


def test_a_link_opens_nothing_and_who_follows_it_is_not_handed_the_record(cast: Cast, keeper: Member) -> None:
    patient_id = opened(keeper)
    written(keeper, patient_id)
    link = people_admin.resend(cast.manager.actor(), patient_id).token
    stranger = accept(link, patient_id, cast.clinic_id)
    assert readable(stranger) == []
    assert taking_up.waiting(stranger.actor()) is None
    (told,) = handing_over.waiting(keeper.actor())
    assert (told.patient_id, told.refused, told.since is not None) == (patient_id, False, True)
    with pytest.raises(NotAllowed):
        taking_up.take(stranger.actor(), let_in=False)
    with pytest.raises(KeyRefused):  # the words that the stranger reads out are not those on the page
        handing_over.hand_over(keeper.actor(), patient_id, "other words altogether")
    assert readable(keeper) == [SAID]


def test_the_keeper_writes_nothing_more_once_the_person_has_come(cast: Cast, keeper: Member) -> None:
    patient_id = opened(keeper)
    session_id = written(keeper, patient_id)
    lena = arrived(keeper, patient_id)
    actor = keeper.actor()
    treatment_team.patient_for(actor, lena.id, Permission.TREATMENT_READ)
    with pytest.raises(NotAllowed):
        session_log.add(actor, session_id, TypedEntry({}, "one more"))
    with pytest.raises(CannotOpen):
        patient_rings.newest(actor, lena.id, "treatment")


def test_a_colleague_is_let_in_by_the_keeper_and_taken_out_for_good(cast: Cast, keeper: Member) -> None:
    colleague, patient_id = newcomer(cast, "Noor Haddad", "prescriber"), opened(keeper)
    written(keeper, patient_id)
    with pytest.raises(NotAllowed):
        letting_in.let_in(colleague.actor(), patient_id, colleague.id, shown.of_person(colleague.id))
    with pytest.raises(KeyRefused):
        letting_in.let_in(keeper.actor(), patient_id, colleague.id, shown.of_person(cast.manager.id))
    letting_in.let_in(keeper.actor(), patient_id, colleague.id, shown.of_person(colleague.id))
    assert readable(colleague) == [SAID]
    assert [each.name for each in before_lists.page(keeper.actor(), patient_id).colleagues] == ["Noor Haddad"]
    for who, refused in ((colleague, opening.invite), (colleague, handing_over.recipient)):
        with pytest.raises(NotAllowed):
            refused(who.actor(), patient_id)
    letting_in.take_back(keeper.actor(), patient_id, colleague.id)
    assert readable(colleague) == []
    with pytest.raises(NotAllowed):
        treatment_team.patient_for(colleague.actor(), patient_id, Permission.TREATMENT_READ)
    ring = patient_rings.newest(keeper.actor(), patient_id, "treatment")
    assert ring.generation == 2
    assert is_whole(cast)


def test_a_colleague_who_leaves_lets_the_ring_fall_due_for_its_keeper(cast: Cast) -> None:
    keeper, colleague, patient_id = cast.therapist, cast.other_therapist, opened(cast.therapist)
    letting_in.let_in(keeper.actor(), patient_id, colleague.id, shown.of_person(colleague.id))
    letting_in.take_back(colleague.actor(), patient_id, colleague.id)
    renewals.at_sign_in(keeper.actor())
    assert patient_rings.newest(keeper.actor(), patient_id, "treatment").generation == 2


@pytest.mark.parametrize("is_invited", [False, True])
def test_destroying_one_leaves_neither_words_nor_keys_nor_name(cast: Cast, keeper: Member, is_invited: bool) -> None:
    patient_id = opened(keeper)
    written(keeper, patient_id)
    link = opening.invite(keeper.actor(), patient_id).token if is_invited else ""
    for who in (cast.manager, cast.therapist):
        with pytest.raises(NotAllowed):
            before_endings.destroy(who.actor(), patient_id, "mistake")
    with pytest.raises(BeforeRefused, match="Say why"):
        before_endings.destroy(keeper.actor(), patient_id, "")
    before_endings.destroy(keeper.actor(), patient_id, "not_coming")
    assert entry()["body_sealed"] is None
    (record,), (person,) = stored(BeforeRecord), stored(Person, Person.id == patient_id)
    assert (record["state"], record["reason"], person["status"]) == ("destroyed", "not_coming", "closed")
    assert not stored(RingKeyRow, RingKeyRow.ring_id == record["ring_id"])
    kept = db.session.get_one(Person, patient_id)
    assert (people.name_of(kept), people.email_of(kept)) == ("Somebody who did not come", "")
    if is_invited:
        with pytest.raises(invitations.InvitationGone):
            invitations.accept(link, "willow by the slow canal", is_adult=True)
    with pytest.raises(NotAllowed):
        treatment_team.patient_for(keeper.actor(), patient_id, Permission.TREATMENT_READ)
    assert opened(keeper) != patient_id  # the address is free again
    assert is_whole(cast)


def test_a_form_that_is_sent_twice_opens_one_record(cast: Cast) -> None:
    actor, made = cast.therapist.actor(), uuid4()
    token = token_for_id(server_secret(), actor.id, made)
    first = opening.open_record(actor, TYPED, made, token)
    assert opening.open_record(actor, TYPED, made, token) == first
    assert len(stored(BeforeRecord)) == 1


def test_the_manager_sees_whose_record_waits_on_somebody_and_no_more(cast: Cast) -> None:
    patient_id = opened(cast.therapist)
    assert before_lists.of_keeper(cast.manager.actor(), cast.therapist.id) == ("Lena Brandt",)
    assert before_lists.of_keeper(cast.manager.actor(), cast.other_therapist.id) == ()
    with pytest.raises(NotAllowed):
        before_lists.of_keeper(cast.other_therapist.actor(), cast.therapist.id)
    with pytest.raises(NotAllowed):
        before_lists.page(cast.manager.actor(), patient_id)
