"""Taking up a record that was kept before one came: all of it or nothing, and by nobody but who it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from journal.crypto.errors import KeyRefused
from journal.models import AuditRow, Person, Ring, RingGrant, RingKeyRow, SessionRecord, TreatmentMember
from journal.permissions import NotAllowed, Permission
from journal.services.audit.acts import Act
from journal.services.before import before_endings, handing_over, letting_in, taking_up
from journal.services.before.opening import BeforeRefused
from journal.services.care.decisions import NotToday
from journal.services.recovery import new_keys
from journal.services.sessions import sessions
from journal.services.treatment import treatment_team
from tests.services.before_steps import SAID, add, arrived, entry, handed, is_whole, opened, readable, written
from tests.services.hands import stored
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def lena(cast: Cast) -> Member:
    """Lena, whose record Tomas kept, who has come, and to whom it was handed over."""
    patient_id = opened(cast.other_therapist)
    written(cast.other_therapist, patient_id)
    lena = arrived(cast.other_therapist, patient_id)
    handed(cast.other_therapist, lena)
    return lena


def test_taking_it_over_seals_every_entry_anew_by_who_wrote_it(cast: Cast, lena: Member) -> None:
    before, keeper = entry(), cast.other_therapist
    waits = taking_up.waiting(lena.actor())
    assert waits is not None
    assert (waits.keeper_name, waits.entries, waits.can_let_in) == ("Tomas Reyes", 1, True)
    assert readable(lena) == []
    assert taking_up.take(lena.actor(), let_in=False) == taking_up.TakenUp(1, 0)
    after, (ring,) = entry(), stored(Ring, Ring.owner_id == lena.id, Ring.kind == "treatment")
    assert (after["ring_id"], after["author_id"], after["version"]) == (ring["id"], keeper.id, 2)
    assert after["body_sealed"] != before["body_sealed"]
    assert readable(lena) == [SAID]
    assert readable(keeper) == []
    assert not stored(RingKeyRow, RingKeyRow.ring_id == before["ring_id"])
    assert not stored(RingGrant, RingGrant.ring_id == before["ring_id"])
    assert taking_up.waiting(lena.actor()) is None
    with pytest.raises(NotAllowed):
        treatment_team.patient_for(keeper.actor(), lena.id, Permission.TREATMENT_READ)
    (audited,) = stored(AuditRow, AuditRow.act == Act.RECORD_TAKEN_OVER)
    assert audited["actor_id"] == lena.id
    assert is_whole(cast)


def test_letting_the_keeper_read_on_is_an_answer_of_its_own(cast: Cast, lena: Member) -> None:
    keeper = cast.other_therapist
    with pytest.raises(KeyRefused):
        taking_up.take(lena.actor(), let_in=True, fingerprint=shown.of_person(cast.therapist.id))
    assert readable(keeper) == [SAID]  # nothing was taken
    assert not stored(TreatmentMember)
    taking_up.take(lena.actor(), let_in=True, fingerprint=shown.of_person(keeper.id))
    assert readable(lena) == readable(keeper) == [SAID]
    treatment_team.patient_for(keeper.actor(), lena.id, Permission.TREATMENT_WRITE, hold=True)
    assert is_whole(cast)


def test_who_says_it_is_not_theirs_opens_nothing_and_the_keeper_is_told(cast: Cast, lena: Member) -> None:
    keeper = cast.other_therapist
    taking_up.refuse(lena.actor())
    assert taking_up.waiting(lena.actor()) is None
    assert not stored(RingGrant, RingGrant.recipient_id == lena.id)
    (told,) = handing_over.waiting(keeper.actor())
    assert told.refused
    with pytest.raises(NotAllowed):  # for it may be somebody else who has come
        treatment_team.patient_for(keeper.actor(), lena.id, Permission.TREATMENT_READ)
    assert lena.id not in {person.id for person in treatment_team.patients_of(keeper.actor())}
    before_endings.destroy(keeper.actor(), lena.id, "somebody_else")
    assert stored(Person, Person.id == lena.id)[0]["status"] == "active"  # somebody's own account
    assert readable(keeper) == []
    assert is_whole(cast)


def test_it_waits_on_a_dosing_day(cast: Cast, lena: Member) -> None:
    sessions.check_in(cast.other_therapist.actor(), lena.id)
    assert taking_up.waiting(lena.actor()) is None
    for answer in (lambda: taking_up.take(lena.actor(), let_in=False), lambda: taking_up.refuse(lena.actor())):
        with pytest.raises(NotToday):
            answer()
    assert readable(cast.other_therapist) == [SAID]


def test_a_failure_half_way_leaves_everything_with_the_keeper(
    cast: Cast, lena: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(taking_up.kept_records, "end_ring", fail)
        with pytest.raises(OSError, match="full"):
            taking_up.take(lena.actor(), let_in=False)
    assert (readable(cast.other_therapist), readable(lena)) == ([SAID], [])
    assert taking_up.take(lena.actor(), let_in=False).entries == 1
    assert readable(lena) == [SAID]


def test_what_its_person_has_come_for_is_not_destroyed(cast: Cast, lena: Member) -> None:
    with pytest.raises(BeforeRefused, match="theirs"):
        before_endings.destroy(cast.other_therapist.actor(), lena.id, "mistake")


def test_every_generation_is_handed_over(cast: Cast) -> None:
    keeper, colleague, patient_id = cast.therapist, cast.other_therapist, opened(cast.therapist)
    letting_in.let_in(keeper.actor(), patient_id, colleague.id, shown.of_person(colleague.id))
    session_id = written(colleague, patient_id, "first")
    letting_in.take_back(keeper.actor(), patient_id, colleague.id)
    add(keeper, session_id, "second")
    lena = arrived(keeper, patient_id)
    handed(keeper, lena)
    taking_up.take(lena.actor(), let_in=False)
    assert sorted(readable(lena)) == ["first", "second"]
    assert {row["author_id"] for row in stored(SessionRecord)} == {keeper.id, colleague.id}


def test_new_keys_of_the_keeper_take_the_record_along(cast: Cast) -> None:
    keeper, patient_id = cast.therapist, opened(cast.therapist)
    session_id = written(keeper, patient_id, "first")
    new_keys.renew(keeper.actor(), keeper.password, "otter beside the old mill", "192.0.2.7", None)
    keeper = replace(keeper, password="otter beside the old mill")
    add(keeper, session_id, "second")
    assert sorted(readable(keeper)) == ["first", "second"]
    lena = arrived(keeper, patient_id)
    handed(keeper, lena)
    taking_up.take(lena.actor(), let_in=False)
    assert sorted(readable(lena)) == ["first", "second"]
    assert is_whole(cast)


def test_new_keys_of_the_patient_let_it_be_handed_over_again(cast: Cast, lena: Member) -> None:
    new_keys.renew(lena.actor(), lena.password, "otter beside the old mill", "192.0.2.7", None)
    lena = replace(lena, password="otter beside the old mill")
    assert taking_up.waiting(lena.actor()) is None
    assert [each.patient_id for each in handing_over.waiting(cast.other_therapist.actor())] == [lena.id]
    handed(cast.other_therapist, lena)
    taking_up.take(lena.actor(), let_in=False)
    assert readable(lena) == [SAID]
