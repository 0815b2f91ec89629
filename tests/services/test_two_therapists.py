"""With two therapists the patient shares with both or with one, and what is for one is closed to the other."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from journal.crypto.errors import CannotOpen
from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import AuditRow, Note, Reflection, Ring
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.care import care, care_requests
from journal.services.consents import consent_texts, consents
from journal.services.consents.consents import ConsentMissing
from journal.services.notes import note_access, note_views, notes
from journal.services.notes.notes import TypedNote
from journal.services.reflections import audiences, drafts, reflections, sharing, writing
from journal.services.reflections.audiences import ONLY_ME, THERAPIST
from journal.services.reflections.drafts import Words
from journal.services.refusals import NobodyReads
from journal.services.review import reviews
from journal.services.rings import held_rings
from tests.services.care_steps import begin, end, readable, ring
from tests.services.hands import overwrite, queued, stored, write
from tests.support import shown
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def both(cast: Cast) -> Cast:
    begin(cast, cast.other_therapist)
    return cast


def write_for(actor: Actor, text: str, audience: str) -> UUID:
    made = make_id()
    return writing.save(actor, Words(made, "", text, audience, token=token_for_id(server_secret(), actor.id, made)))


def only(member: Member) -> str:
    return member.id.hex


def names(reflection_id: UUID) -> list[str]:
    db.session.remove()
    return sorted(reader.name for reader in care.readers_of(db.session.get_one(Reflection, reflection_id)))


def acts(cast: Cast, record_id: UUID) -> list[str]:
    about = (AuditRow.clinic_id == cast.clinic_id) & (AuditRow.record_id == record_id)
    return list(db.session.scalars(select(AuditRow.act).where(about).order_by(AuditRow.sequence)))


def test_one_therapist_is_offered_without_a_name_and_two_by_name(cast: Cast) -> None:
    assert [choice.label for choice in audiences.choices(cast.patient.id)] == ["My therapist too"]
    begin(cast, cast.other_therapist)
    labels = [choice.label for choice in audiences.choices(cast.patient.id)]
    assert labels == ["Dr. Ines Okafor and Tomas Reyes", "Dr. Ines Okafor only", "Tomas Reyes only"]


def test_what_is_for_one_is_sealed_under_a_ring_of_that_one(both: Cast) -> None:
    maya = both.patient.actor()
    for_both, for_one = write_for(maya, "for both", THERAPIST), write_for(maya, "for one", only(both.therapist))
    assert names(for_both) == ["Dr. Ines Okafor", "Tomas Reyes"]
    assert names(for_one) == ["Dr. Ines Okafor"]
    assert readable(both.therapist, both) == ["for both", "for one"]
    assert readable(both.other_therapist, both) == ["for both"]
    with pytest.raises(CannotOpen):
        held_rings.open_ring(both.other_therapist.actor(), ring(both, both.therapist)["id"], 1)
    assert list(verification.verify(both.clinic_id)) == []


def test_that_somebody_reads_no_longer_is_in_the_audit_and_widening_is_not(both: Cast) -> None:
    maya = both.patient.actor()
    page = write_for(maya, "for both", THERAPIST)
    assert Act.REFLECTION_NARROWED not in acts(both, page)
    sharing.share(maya, page, only(both.therapist))
    assert acts(both, page).count(Act.REFLECTION_NARROWED) == 1
    sharing.share(maya, page, THERAPIST)
    assert acts(both, page).count(Act.REFLECTION_NARROWED) == 1


def test_the_server_refuses_the_other_one_too(both: Cast) -> None:
    for_one = write_for(both.patient.actor(), "for one", only(both.therapist))
    tomas = both.other_therapist.actor()
    for attempt in (
        lambda: reviews.open_reflection(tomas, for_one),
        lambda: reviews.mark_reviewed(tomas, for_one, 1),
        lambda: notes.add(tomas, for_one, TypedNote("seen?", notes.NOW)),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert for_one not in queued(tomas)
    assert for_one in queued(both.therapist.actor())


def test_a_ring_of_one_is_made_once(both: Cast) -> None:
    maya = both.patient.actor()
    for text in ("first", "second"):
        write_for(maya, text, only(both.therapist))
    assert len(stored(Ring, Ring.reader_id == both.therapist.id)) == 1


def test_the_reader_of_a_ring_cannot_be_changed_in_the_database(both: Cast) -> None:
    write_for(both.patient.actor(), "for one", only(both.therapist))
    overwrite(Ring, Ring.id == ring(both, both.therapist)["id"], reader_id=both.other_therapist.id)
    with pytest.raises(CannotOpen):
        write_for(both.patient.actor(), "for the other", only(both.other_therapist))
    assert readable(both.other_therapist, both) == []


def test_reviewed_is_kept_for_each(both: Cast) -> None:
    shared = write(both.patient.actor(), shared=True)
    reviews.mark_reviewed(both.therapist.actor(), shared, 1)
    assert (queued(both.therapist.actor()), queued(both.other_therapist.actor())) == ([], [shared])
    page = reflections.page(both.patient.actor(), shared)
    assert [seen.name for seen in page.receipts.read_by] == ["Dr. Ines Okafor"]


def test_a_note_only_me_is_closed_to_the_other_therapist(both: Cast) -> None:
    shared = write(both.patient.actor(), shared=True)
    ines, tomas = both.therapist.actor(), both.other_therapist.actor()
    notes.add(ines, shared, TypedNote("mine alone", notes.ONLY_ME))
    notes.add(ines, shared, TypedNote("for all of us", notes.NOW))
    shown, _ = note_views.views(tomas, note_access.visible(tomas, shared, both.patient.id), "")
    assert [note.text for note in shown] == ["for all of us"]
    kept = next(row for row in stored(Note) if row["visibility"] == notes.ONLY_ME)
    with pytest.raises(CannotOpen):
        held_rings.open_ring(tomas, kept["ring_id"], kept["generation"])


def test_going_from_both_to_one_closes_it_for_the_other(both: Cast) -> None:
    maya = both.patient.actor()
    shared = write_for(maya, "for both", THERAPIST)
    assert drafts.editor(maya, shared).audience == THERAPIST
    sharing.share(maya, shared, only(both.other_therapist))
    assert names(shared) == ["Tomas Reyes"]
    assert readable(both.therapist, both) == []
    assert drafts.editor(maya, shared).audience == only(both.other_therapist)
    assert list(verification.verify(both.clinic_id)) == []


def test_an_older_page_does_not_reach_a_new_therapist_by_being_edited(cast: Cast) -> None:
    before = write(cast.patient.actor(), "before", shared=True)
    begin(cast, cast.other_therapist)
    maya = cast.patient.actor()
    editor = drafts.editor(maya, before)
    assert editor.audience == only(cast.therapist)
    writing.save(maya, Words(before, "", "before, mended", editor.audience, base_version=1))
    assert names(before) == ["Dr. Ines Okafor"]


def test_without_consent_no_more_may_read_than_did(both: Cast) -> None:
    maya = both.patient.actor()
    for_one, for_both = write_for(maya, "for one", only(both.therapist)), write_for(maya, "for both", THERAPIST)
    consents.withdraw(maya, consent_texts.PRIVACY)
    for wider in (THERAPIST, only(both.other_therapist)):
        with pytest.raises(ConsentMissing):
            writing.save(maya, Words(for_one, "", "new words", wider, base_version=1))
    assert readable(both.other_therapist, both) == ["for both"]
    writing.save(maya, Words(for_one, "", "for one still", only(both.therapist), base_version=1))
    writing.save(maya, Words(for_both, "", "now for one", only(both.therapist), base_version=1))
    assert readable(both.other_therapist, both) == []


def test_history_of_one_is_not_given_to_the_other(cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    write_for(cast.patient.actor(), "for one", only(cast.therapist))
    write_for(cast.patient.actor(), "for both", THERAPIST)
    end(cast, therapist=cast.other_therapist)
    asked = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    care_requests.answer(
        cast.patient.actor(), asked, accept=True, also_before=True, fingerprint=shown.of_request(asked)
    )
    assert readable(cast.other_therapist, cast) == ["for both"]


def test_somebody_who_is_not_there_is_no_audience(both: Cast) -> None:
    maya = both.patient.actor()
    end(both, therapist=both.other_therapist)
    for nobody in (only(both.other_therapist), only(both.manager), make_id().hex):
        with pytest.raises(NobodyReads):
            write_for(maya, "for nobody", nobody)
    assert write_for(maya, "for the one who stays", only(both.therapist))
    assert drafts.new_editor(maya).audience == ONLY_ME
