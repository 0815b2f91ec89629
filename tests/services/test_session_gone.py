"""A session that was deleted while its patient wrote about it takes none of their words along."""

from __future__ import annotations

import pytest

from journal.ids import make_id
from journal.models import AuditRow, DosingSession, Reflection
from journal.permissions import NotAllowed
from journal.services.audit.acts import Act
from journal.services.care import decisions
from journal.services.reflections import drafts, reflections, writing
from journal.services.reflections.drafts import ONLY_ME, Words
from journal.services.sessions import session_deleting, sessions
from tests.services.hands import remove, stored
from tests.support import booking
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")
SAID = "The light on the ceiling, and how long a minute was."


@pytest.mark.parametrize("by", ["therapist", "other_patient"])
def test_words_about_a_session_that_was_deleted_meanwhile_are_kept(cast: Cast, by: str) -> None:
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    session_id = stored(DosingSession)[0]["id"]
    form = drafts.new_editor(cast.patient.actor(), session_id, "first_account")
    words = Words(form.id, "", SAID, ONLY_ME, token=form.token, session_id=session_id, moment="first_account")
    session_deleting.delete(cast.therapist.actor(), session_id)
    assert not stored(DosingSession)
    if by == "other_patient":
        other = drafts.new_editor(cast.other_patient.actor())
        with pytest.raises(NotAllowed):
            drafts.new_editor(cast.other_patient.actor(), session_id)
        with pytest.raises(NotAllowed):
            writing.save(
                cast.other_patient.actor(), Words(other.id, "", SAID, ONLY_ME, token=other.token, session_id=session_id)
            )
        return
    reflection_id = writing.save(cast.patient.actor(), words)
    placed = reflections.page(cast.patient.actor(), reflection_id).placed
    assert placed is not None
    assert placed.words == "about a session that did not take place"


def test_an_id_that_never_was_a_session_is_refused(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        drafts.new_editor(cast.patient.actor(), make_id(), "first_account")
    with pytest.raises(NotAllowed):
        drafts.new_editor(cast.patient.actor(), cast.patient.id, "first_account")
    assert not stored(Reflection)


def test_a_session_that_was_entered_anew_after_a_mistake_rests_also_when_its_row_is_taken_away(cast: Cast) -> None:
    booking.ahead(cast, 0.01, "dosing", 120)
    for _ in range(2):
        sessions.check_in(cast.therapist.actor(), cast.patient.id)
        assert not decisions.may_decide(cast.patient.id)
        if not stored(AuditRow, AuditRow.act == Act.SESSION_DELETED):
            session_deleting.delete(cast.therapist.actor(), stored(DosingSession)[0]["id"])
            assert decisions.may_decide(cast.patient.id)
    remove(DosingSession)
    assert not decisions.may_decide(cast.patient.id)
