"""A clinic that closes: no sharing, no requests, no invitations; patients keep everything that is theirs."""

from __future__ import annotations

import pytest

from journal.models import CareRelation, Reflection, RingGrant
from journal.permissions import NotAllowed
from journal.services import today
from journal.services.audit import verification
from journal.services.care import care, care_rows, care_today
from journal.services.care.care import CareRefused
from journal.services.clinics import clinic_closing
from journal.services.consents import consent_texts
from journal.services.people import invitations
from journal.services.people.invited_people import InvitationRefused
from journal.services.recovery import own_keys, recovery_keys
from journal.services.reflections import deleting, drafts, reflections
from journal.services.refusals import NobodyReads
from tests.services.hands import stored, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def closed(cast: Cast) -> Cast:
    write(cast.patient.actor(), "shared before", shared=True)
    care.ask(cast.clinic_id, cast.other_patient.id, cast.therapist.id)
    clinic_closing.close(cast.manager.actor())
    return cast


def test_all_care_ends_and_every_grant_is_taken_back(closed: Cast) -> None:
    assert {row["state"] for row in stored(CareRelation)} == {care_rows.ENDED}
    assert stored(RingGrant) == []
    assert care.patients_of(closed.therapist.actor()) == []
    assert list(verification.verify(closed.clinic_id)) == []


def test_nobody_is_assigned_or_invited_any_more(closed: Cast) -> None:
    with pytest.raises(CareRefused):
        care.ask(closed.clinic_id, closed.patient.id, closed.therapist.id)
    with pytest.raises(InvitationRefused):
        invitations.invite(closed.clinic_id, role="nurse", name="Sam Osei", email="sam@people.example")


def test_patients_are_asked_nothing_any_more(cast: Cast) -> None:
    recovery_keys.create(cast.clinic_id)
    consent_texts.publish(cast.manager.actor(), consent_texts.PRIVACY, "Who reads", "Another text. " * 20, 1)
    for asks in (True, False):
        maya = cast.patient.actor()
        shown = today.today(maya).question, own_keys.today(maya).recovery_question
        assert [each is not None for each in shown] == [asks, asks]
        if asks:
            clinic_closing.close(cast.manager.actor())


def test_patients_read_write_for_themselves_and_delete(closed: Cast) -> None:
    maya = closed.patient.actor()
    old = stored(Reflection)[0]["id"]
    page = reflections.page(maya, old)
    assert (page.readable, page.readers, page.can_share, page.sharing_is_over) == (True, (), False, True)
    assert write(maya, "for myself")
    assert drafts.new_editor(maya).sharing_is_over
    with pytest.raises(NobodyReads):
        write(maya, "for nobody", shared=True)
    deleting.delete_reflection(maya, old)
    assert care_today.state(maya).is_over


@pytest.mark.parametrize("who", ["therapist", "patient"])
def test_only_a_manager_closes_it_and_once(closed: Cast, who: str) -> None:
    for member in (getattr(closed, who), closed.manager):
        with pytest.raises(NotAllowed):
            clinic_closing.close(member.actor())
