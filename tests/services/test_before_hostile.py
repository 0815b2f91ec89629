"""A record before the person in a database that lies: forged keepers, swapped rings, planted grants open nothing."""

from __future__ import annotations

import pytest

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import RingKey
from journal.extensions import db
from journal.ids import make_id
from journal.models import BeforeRecord, Person, PersonKey, Ring, RingGrant, RingKeyRow, SessionRecord
from journal.permissions import NotAllowed, Permission
from journal.services.audit import verification
from journal.services.before import before_endings, before_lists, handing_over, letting_in, opening, taking_up
from journal.services.rings import grants, patient_rings
from journal.services.treatment import treatment_team
from journal.services.work import unit_of_work
from tests.services.before_steps import SAID, add, arrived, handed, opened, readable, written
from tests.services.hands import overwrite, put, remove, stored
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def is_refused(who: Member, patient_id: object) -> bool:
    """Whether nothing of the record is there for this person."""
    db.session.remove()
    actor = who.actor()
    try:
        treatment_team.patient_for(actor, patient_id, Permission.TREATMENT_READ)  # type: ignore[arg-type]
    except NotAllowed:
        return readable(who) == []
    return False


def faults(cast: Cast) -> str:
    db.session.remove()
    return " ".join(verification.verify(cast.clinic_id))


def test_a_keeper_who_was_written_into_the_database_opens_nothing(cast: Cast) -> None:
    patient_id = opened(cast.therapist)
    written(cast.therapist, patient_id)
    overwrite(BeforeRecord, keeper_id=cast.other_therapist.id)
    assert is_refused(cast.other_therapist, patient_id)
    assert before_lists.of_clinician(cast.other_therapist.actor()).expected == ()
    for refused in (opening.invite, handing_over.recipient):
        with pytest.raises(NotAllowed):
            refused(cast.other_therapist.actor(), patient_id)
    assert "before_record" in faults(cast)


def test_a_record_that_was_destroyed_does_not_come_back(cast: Cast) -> None:
    patient_id = opened(cast.therapist)
    written(cast.therapist, patient_id)
    kept = {model: stored(model)[0] for model in (BeforeRecord, SessionRecord)}
    (ring,) = stored(Ring, Ring.kind == "before")
    keys = stored(RingKeyRow, RingKeyRow.ring_id == ring["id"])
    before_endings.destroy(cast.therapist.actor(), patient_id, "mistake")
    for model, row in {**kept, Ring: ring}.items():
        overwrite(model, model.id == row["id"], **{name: value for name, value in row.items() if name != "id"})
    put(RingKeyRow, keys[0])
    assert is_refused(cast.therapist, patient_id)
    with pytest.raises(CannotOpen):
        patient_rings.newest(cast.therapist.actor(), patient_id, "treatment")
    assert all(table in faults(cast) for table in ("before_record", "ring", "session_record"))


def test_a_ring_that_was_swapped_for_another_is_not_written_under(cast: Cast) -> None:
    first = opened(cast.therapist)
    written(cast.therapist, first)
    other = opening.open_record(cast.therapist.actor(), opening.TypedPerson("Ole Berg", "ole@people.example", "1970"))
    (ring,) = stored(Ring, Ring.patient_id == other, Ring.kind == "before")
    overwrite(BeforeRecord, BeforeRecord.patient_id == first, ring_id=ring["id"])
    with pytest.raises(CannotOpen):
        patient_rings.newest(cast.therapist.actor(), first, "treatment")
    overwrite(Ring, Ring.id == ring["id"], patient_id=first)
    assert is_refused(cast.therapist, first) or readable(cast.therapist) == [SAID]
    with pytest.raises(CannotOpen):
        patient_rings.newest(cast.therapist.actor(), other, "treatment")


def test_nothing_is_kept_for_somebody_who_has_an_account(cast: Cast) -> None:
    """Neither by a row that names them, nor by taking their own ring out of the database."""
    patient_id = opened(cast.therapist)
    written(cast.therapist, patient_id)
    overwrite(BeforeRecord, patient_id=cast.patient.id)
    with pytest.raises(NotAllowed):
        treatment_team.patient_for(cast.therapist.actor(), cast.patient.id, Permission.TREATMENT_READ)
    overwrite(BeforeRecord, patient_id=patient_id)
    lena = arrived(cast.therapist, patient_id)
    (ring,) = stored(Ring, Ring.owner_id == lena.id, Ring.kind == "treatment")
    remove(RingKeyRow, RingKeyRow.ring_id == ring["id"])
    remove(Ring, Ring.id == ring["id"])
    with pytest.raises(CannotOpen):
        patient_rings.newest(cast.therapist.actor(), lena.id, "treatment")
    overwrite(Person, Person.id == lena.id, status="expected", epoch=0)
    with pytest.raises((CannotOpen, NotAllowed)):
        patient_rings.newest(cast.therapist.actor(), lena.id, "treatment")


def planted(cast: Cast, lena: Member, by: Member, ring_id: object) -> None:
    """A grant to Lena by somebody who keeps nothing of her, as whoever writes to the database could leave it."""
    actor = by.actor()
    with unit_of_work():
        key = db.session.query(PersonKey).filter(PersonKey.person_id == lena.id).one()
        grants.hand_over_ring(actor, RingKey.make_generation(ring_id, 1), key)  # type: ignore[arg-type]
    db.session.remove()


def test_a_grant_by_somebody_who_did_not_keep_the_record_is_not_taken(cast: Cast) -> None:
    patient_id = opened(cast.therapist)
    written(cast.therapist, patient_id)
    lena = arrived(cast.therapist, patient_id)
    handed(cast.therapist, lena)
    (record,) = stored(BeforeRecord)
    remove(RingGrant, RingGrant.kind == "handed")
    planted(cast, lena, cast.other_therapist, record["ring_id"])
    assert taking_up.waiting(lena.actor()) is None
    with pytest.raises(KeyRefused):
        taking_up.take(lena.actor(), let_in=False)
    assert (readable(cast.therapist), readable(lena)) == ([SAID], [])


def test_a_grant_put_in_past_the_application_is_not_taken(cast: Cast) -> None:
    patient_id = opened(cast.therapist)
    written(cast.therapist, patient_id)
    lena = arrived(cast.therapist, patient_id)
    handed(cast.therapist, lena)
    (grant,) = stored(RingGrant, RingGrant.kind == "handed")
    taking_up.refuse(lena.actor())
    put(RingGrant, grant)
    overwrite(BeforeRecord, state="handed")
    assert taking_up.waiting(lena.actor()) is None
    with pytest.raises(NotAllowed):
        taking_up.take(lena.actor(), let_in=False)
    assert readable(lena) == []


@pytest.mark.parametrize("kind", ["owner", "handed"])
def test_a_colleague_taken_out_does_not_come_back(cast: Cast, kind: str) -> None:
    keeper, colleague, patient_id = cast.therapist, cast.other_therapist, opened(cast.therapist)
    written(keeper, patient_id)
    letting_in.let_in(keeper.actor(), patient_id, colleague.id, shown.of_person(colleague.id))
    assert readable(colleague) == [SAID]
    ring_id = stored(BeforeRecord)[0]["ring_id"]
    (grant,) = stored(RingGrant, RingGrant.recipient_id == colleague.id, RingGrant.ring_id == ring_id)
    letting_in.take_back(keeper.actor(), patient_id, colleague.id)
    put(RingGrant, {**grant, "kind": kind})
    assert is_refused(colleague, patient_id)


def test_an_entry_that_was_changed_stays_closed_and_the_rest_comes_over(cast: Cast) -> None:
    keeper, patient_id = cast.therapist, opened(cast.therapist)
    session_id = written(keeper, patient_id)
    add(keeper, session_id, "second")
    first = stored(SessionRecord)[0]
    overwrite(SessionRecord, SessionRecord.id == first["id"], version=7)
    lena = arrived(keeper, patient_id)
    handed(keeper, lena)
    assert taking_up.take(lena.actor(), let_in=False) == taking_up.TakenUp(1, 1)
    assert readable(lena) == ["second"]
    overwrite(SessionRecord, SessionRecord.id == first["id"], version=1)
    assert readable(keeper) == [SAID]  # its key was not destroyed
    handed(keeper, lena)  # mended: the rest follows
    assert taking_up.take(lena.actor(), let_in=False) == taking_up.TakenUp(1, 0)
    assert sorted(readable(lena)) == sorted(["second", SAID])
    assert not faults(cast)


def test_an_entry_of_somebody_else_under_the_ring_is_not_brought_along(cast: Cast) -> None:
    keeper, patient_id = cast.therapist, opened(cast.therapist)
    written(keeper, patient_id)
    overwrite(SessionRecord, patient_id=cast.other_patient.id)
    lena = arrived(keeper, patient_id)
    handed(keeper, lena)
    assert taking_up.take(lena.actor(), let_in=False) == taking_up.TakenUp(0, 1)


def test_a_key_that_was_swapped_while_handing_over_gets_nothing(cast: Cast) -> None:
    keeper, patient_id = cast.therapist, opened(cast.therapist)
    lena = arrived(keeper, patient_id)
    words = handing_over.recipient(keeper.actor(), patient_id).words
    (other,) = stored(PersonKey, PersonKey.person_id == cast.other_patient.id)
    mine = PersonKey.person_id == lena.id
    overwrite(PersonKey, mine, sealing_public=other["sealing_public"], signing_public=other["signing_public"])
    with pytest.raises(KeyRefused):
        handing_over.hand_over(keeper.actor(), patient_id, words)
    assert not stored(RingGrant, RingGrant.kind == "handed")


def test_two_records_of_one_person_cannot_be(cast: Cast) -> None:
    patient_id = opened(cast.therapist)
    (record,) = stored(BeforeRecord)
    with pytest.raises(Exception, match=r"(?i)unique"):
        put(BeforeRecord, {**record, "id": make_id()})
    assert before_lists.page(cast.therapist.actor(), patient_id).entries == 0
