"""What was taken back stays so, whatever somebody who writes to the database puts back."""

from __future__ import annotations

import pytest

from journal.crypto.errors import CannotOpen
from journal.models import CareRelation, Reflection, Ring, RingGrant
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care, care_requests, care_rows
from journal.services.review import reviews
from journal.services.rings import held_rings
from tests.services.care_steps import begin, end, readable, relation, ring
from tests.services.hands import overwrite, put, stored, write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_a_grant_that_is_put_back_opens_nothing(cast: Cast) -> None:
    write(cast.patient.actor(), "shared once", shared=True)
    assert readable(cast.therapist, cast) == ["shared once"]
    captured = stored(RingGrant, RingGrant.recipient_id == cast.therapist.id)[0]
    was = relation(cast)
    end(cast)
    put(RingGrant, captured)
    with pytest.raises(CannotOpen):
        held_rings.open_ring(cast.therapist.actor(), captured["ring_id"], 1)
    overwrite(CareRelation, CareRelation.id == was["id"], **{name: was[name] for name in ("state", "version", "mac")})
    assert care.patients_of(cast.therapist.actor()) == []
    assert len(list(verification.verify(cast.clinic_id))) == 2


def test_a_grant_that_is_put_back_gives_no_history_to_a_therapist_who_came_back(cast: Cast) -> None:
    write(cast.patient.actor(), "shared once", shared=True)
    captured = stored(RingGrant, RingGrant.recipient_id == cast.therapist.id)[0]
    end(cast)
    begin(cast, cast.therapist)
    put(RingGrant, captured)
    assert readable(cast.therapist, cast) == []
    with pytest.raises(NotAllowed):
        reviews.open_reflection(cast.therapist.actor(), stored(Reflection)[0]["id"])


def test_the_due_mark_cannot_be_taken_off_in_the_database(cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    was = ring(cast)
    end(cast)
    overwrite(Ring, Ring.id == was["id"], **{name: was[name] for name in ("rotation_due", "version", "mac")})
    with pytest.raises(CannotOpen):
        write(cast.patient.actor(), "after it", shared=True)


@pytest.mark.parametrize("flipped", [care_rows.ASKED, care_rows.ACTIVE])
def test_an_ended_relation_turned_back_in_the_database_is_refused(cast: Cast, flipped: str) -> None:
    end(cast)
    overwrite(CareRelation, CareRelation.id == relation(cast)["id"], state=flipped)
    assert care.active_relation(cast.patient.id, cast.therapist.id) is None
    assert care_requests.requests(cast.patient.actor()) == []
    with pytest.raises(NotAllowed):
        end(cast)
