"""A key that is not the one agreed to stops everything new, until the patient has compared the words."""

from __future__ import annotations

from typing import Any

import pytest

from journal.crypto.accounts import KeyPairs
from journal.crypto.errors import KeyRefused
from journal.extensions import db
from journal.models import AuditRow, PersonKey, Pin
from journal.models import Notice as NoticeRow
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.care import care, care_today
from journal.services.care.decisions import NotToday
from journal.services.notices import Notice
from journal.services.people import people
from journal.services.rings import key_changes, pins, renewals
from journal.services.rings.key_changes import KeyChange
from journal.services.sessions import sessions
from journal.services.work import unit_of_work
from tests.services.care_steps import begin, end
from tests.services.hands import overwrite, stored, write
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")


def key_row(member: Member) -> dict[str, Any]:
    return stored(PersonKey, PersonKey.person_id == member.id)[0]


def replace_keys(member: Member) -> None:
    """Other keys for somebody, with a MAC that holds: who runs the server could, or one who began again."""
    with unit_of_work():
        _, key = people.current_key(member.id)
        public = KeyPairs.make().public()
        key.sealing_public, key.signing_public = public.sealing, public.signing
        people.close_key(key)
    db.session.remove()


def only_change(cast: Cast) -> KeyChange:
    db.session.remove()
    [change] = key_changes.waiting(cast.patient.actor())
    return change


def test_nothing_waits_while_the_key_is_the_one_agreed_to(cast: Cast) -> None:
    assert key_changes.waiting(cast.patient.actor()) == []
    with pytest.raises(NotAllowed):
        key_changes.one(cast.patient.actor(), cast.therapist.id)


def test_a_changed_key_shows_whose_and_the_words_of_both(cast: Cast) -> None:
    old = people.public_keys(people.current_key(cast.therapist.id)[1]).in_words()
    replace_keys(cast.therapist)
    change = only_change(cast)
    assert (change.name, change.old_words) == ("Dr. Ines Okafor", old)
    assert change.new_words not in (None, old)


def test_a_key_exchanged_without_a_mac_has_no_words_to_agree_to(cast: Cast) -> None:
    overwrite(PersonKey, PersonKey.person_id == cast.therapist.id, sealing_public=bytes(1216))
    change = only_change(cast)
    assert (change.new_words, change.fingerprint) == (None, "")
    with pytest.raises(KeyRefused):
        key_changes.confirm(cast.patient.actor(), cast.therapist.id, "0" * 64)


def test_saving_still_works_and_nothing_new_is_granted(cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    replace_keys(cast.therapist)
    end(cast, therapist=cast.other_therapist)
    renewals.at_sign_in(cast.patient.actor())
    write(cast.patient.actor(), "for me")
    assert care.readers(cast.patient.id) == []
    assert "care.key_stopped" in [row["act"] for row in stored(AuditRow)]


def test_the_patient_is_told(cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    replace_keys(cast.therapist)
    end(cast, therapist=cast.other_therapist)
    renewals.at_sign_in(cast.patient.actor())
    kinds = [row["kind"] for row in stored(NoticeRow, NoticeRow.person_id == cast.patient.id)]
    assert Notice.KEY_CHANGED in kinds


def test_confirming_pins_just_this_key_and_grants_what_was_held(cast: Cast) -> None:
    write(cast.patient.actor(), "before", shared=True)
    replace_keys(cast.therapist)
    change = only_change(cast)
    key_changes.confirm(cast.patient.actor(), cast.therapist.id, change.fingerprint)
    assert key_changes.waiting(cast.patient.actor()) == []
    assert "person.pinned_anew" in [row["act"] for row in stored(AuditRow)]
    assert list(verification.verify(cast.clinic_id)) == []
    assert [reader.name for reader in care.readers(cast.patient.id)] == ["Dr. Ines Okafor"]


def test_another_key_than_the_one_compared_is_not_confirmed(cast: Cast) -> None:
    replace_keys(cast.therapist)
    seen = only_change(cast).fingerprint
    replace_keys(cast.therapist)
    with pytest.raises(KeyRefused):
        key_changes.confirm(cast.patient.actor(), cast.therapist.id, seen)
    assert only_change(cast).fingerprint != seen


def test_an_earlier_pin_put_back_stops_again(cast: Cast) -> None:
    before = stored(Pin, Pin.subject_id == cast.therapist.id)[0]
    replace_keys(cast.therapist)
    key_changes.confirm(cast.patient.actor(), cast.therapist.id, only_change(cast).fingerprint)
    overwrite(Pin, Pin.id == before["id"], fingerprint_sealed=before["fingerprint_sealed"], version=before["version"])
    assert only_change(cast).old_words is None
    _, key = people.current_key(cast.therapist.id)
    maya = cast.patient.actor()
    assert not pins.holds(maya.who, maya.keys, key)


def test_nobody_confirms_for_the_patient(cast: Cast) -> None:
    replace_keys(cast.therapist)
    seen = only_change(cast).fingerprint
    for member in (cast.other_patient, cast.other_therapist, cast.manager):
        with pytest.raises(NotAllowed):
            key_changes.confirm(member.actor(), cast.therapist.id, seen)


def test_it_is_not_asked_on_a_dosing_day(cast: Cast) -> None:
    sessions.check_in(cast.therapist.actor(), cast.patient.id)
    replace_keys(cast.therapist)
    assert care_today.asked(cast.patient.actor()).key_changes == ()
    with pytest.raises(NotToday):
        key_changes.confirm(cast.patient.actor(), cast.therapist.id, "0" * 64)


def test_a_request_of_somebody_with_a_changed_key_waits_for_the_words(cast: Cast) -> None:
    begin(cast, cast.other_therapist)
    end(cast, therapist=cast.other_therapist)
    care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
    replace_keys(cast.other_therapist)
    asked = care_today.asked(cast.patient.actor())
    assert ([change.name for change in asked.key_changes], asked.requests) == (["Tomas Reyes"], ())
    key_changes.confirm(cast.patient.actor(), cast.other_therapist.id, asked.key_changes[0].fingerprint)
    assert [request.name for request in care_today.asked(cast.patient.actor()).requests] == ["Tomas Reyes"]
