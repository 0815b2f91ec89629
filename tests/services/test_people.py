"""People's rows are believed only as the server wrote them; names show to those who may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from journal.crypto.errors import KeyRefused
from journal.extensions import db
from journal.ids import make_id
from journal.models import AuditRow, Person, PersonKey
from journal.permissions import NotAllowed
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.people import accounts, invitations, people, people_list
from journal.services.sign_in.slots import WrongSignIn
from journal.services.work import unit_of_work
from tests.services.hands import newcomer, overwrite, stored
from tests.support.cast import Cast, Member, join, make_clinic

pytestmark = pytest.mark.usefixtures("inside")


def of(member: Member) -> Person:
    db.session.remove()
    return db.session.get_one(Person, member.id)


def refused(member: Member) -> bool:
    db.session.remove()
    try:
        people.current_key(member.id)
    except KeyRefused:
        return True
    return False


def test_the_rows_of_everyone_are_whole(cast: Cast) -> None:
    for member in cast:
        person, key = people.current_key(member.id)
        assert people.is_whole(person, key)
        assert (people.name_of(person), people.email_of(person)) == (member.name, member.email)
        assert people.identifier_of(person) == member.identifier


CHANGED: dict[str, Callable[[Any], Any]] = {
    "role": lambda _old: "manager",
    "status": lambda _old: "invited",
    "epoch": lambda old: old + 1,
    "version": lambda old: old + 1,
    "email_index": lambda old: bytes(reversed(old)),
    "mac": lambda old: old[:-1] + bytes([old[-1] ^ 1]),
}


@pytest.mark.parametrize("column", CHANGED)
def test_a_person_whose_row_was_changed_has_no_key(cast: Cast, column: str) -> None:
    old = stored(Person, Person.id == cast.therapist.id)[0][column]
    overwrite(Person, Person.id == cast.therapist.id, **{column: CHANGED[column](old)})
    assert not people.is_whole(of(cast.therapist))
    assert refused(cast.therapist)
    assert not refused(cast.other_therapist)


@pytest.mark.parametrize("column", ["sealing_public", "signing_public", "mac"])
def test_a_key_exchanged_for_that_of_another_is_refused(cast: Cast, column: str) -> None:
    theirs = stored(PersonKey, PersonKey.person_id == cast.other_therapist.id)[0]
    overwrite(PersonKey, PersonKey.person_id == cast.therapist.id, **{column: theirs[column]})
    assert refused(cast.therapist)


def test_the_whole_key_row_of_another_is_refused(cast: Cast) -> None:
    ines, tomas = (
        stored(PersonKey, PersonKey.person_id == each.id)[0] for each in (cast.therapist, cast.other_therapist)
    )
    overwrite(PersonKey, PersonKey.id == ines["id"], epoch=7)
    overwrite(PersonKey, PersonKey.id == tomas["id"], person_id=cast.therapist.id)
    assert refused(cast.therapist)
    with pytest.raises(KeyRefused):
        people.signer_key(tomas["id"], cast.therapist.id)


def test_somebody_who_has_not_joined_or_is_unknown_has_no_key(cast: Cast) -> None:
    invited = invitations.invite(cast.clinic_id, role="nurse", name="Noor", email="noor@people.example")
    for person_id in (invited.person_id, make_id()):
        with pytest.raises(KeyRefused):
            people.current_key(person_id)


def test_a_signers_key_is_found_for_its_owner_only(cast: Cast) -> None:
    key = stored(PersonKey, PersonKey.person_id == cast.patient.id)[0]
    assert people.signer_key(key["id"], cast.patient.id).signing == key["signing_public"]
    for key_id, owner in ((key["id"], cast.therapist.id), (make_id(), cast.patient.id)):
        with pytest.raises(KeyRefused):
            people.signer_key(key_id, owner)


def test_a_name_that_does_not_open_says_so_and_the_rest_goes_on(cast: Cast) -> None:
    stolen = stored(Person, Person.id == cast.other_patient.id)[0]
    overwrite(Person, Person.id == cast.patient.id, name_sealed=stolen["name_sealed"], email_sealed=b"")
    person = of(cast.patient)
    assert people.name_of(person) == people.UNREADABLE_NAME
    assert people.email_of(person) == ""
    assert people.identifier_of(person) == cast.patient.identifier
    named = people.names(cast.clinic_id, [member.id for member in cast])
    assert named == {m.id: people.UNREADABLE_NAME if m is cast.patient else m.name for m in cast}


def test_names_are_given_of_ones_own_clinic_only(cast: Cast) -> None:
    elsewhere = join(make_clinic(), "Noor Haddad", "manager", "Staff 09", "copper kettle on a cold morning")
    assert people.names(cast.clinic_id, [elsewhere.id, cast.patient.id]) == {cast.patient.id: cast.patient.name}
    assert people.names(elsewhere.clinic_id, [cast.patient.id]) == {}
    known = db.session.get_one(Person, cast.patient.id)
    assert people.names(elsewhere.clinic_id, [known.id]) == {}
    assert people.names(cast.clinic_id, []) == people.names(cast.clinic_id, [None]) == {}
    assert [each.card.name for each in people_list.listed(elsewhere.actor()).people] == ["Noor Haddad"]


def test_a_manager_sees_everyone_by_name(cast: Cast) -> None:
    newcomer(cast, "ada Lind", "nurse")
    cards = [each.card for each in people_list.listed(cast.manager.actor()).people]
    assert [card.name for card in cards] == [
        "ada Lind", "Dr. Ines Okafor", "Jonah Weiss", "Maya Lindqvist", "Ruth Adeyemi", "Tomas Reyes",
    ]  # fmt: skip
    assert {card.status for card in cards} == {"active"}


@pytest.mark.parametrize("part", ["patient", "therapist", "other_patient", "other_therapist"])
def test_nobody_else_sees_who_else_there_is(cast: Cast, part: str) -> None:
    with pytest.raises(NotAllowed):
        people_list.listed(getattr(cast, part).actor())


def test_no_name_address_or_identifier_stands_in_the_database(cast: Cast) -> None:
    kept = repr(stored(Person) + stored(PersonKey) + stored(AuditRow)).lower()
    for member in cast:
        words = [*member.name.split(), *member.email.split("@"), member.identifier, member.kit_code, member.password]
        assert not [word for word in words if word.lower() in kept and word != "Dr."]


def test_the_newest_audit_row_of_a_person_fits_the_row(cast: Cast) -> None:
    assert audit.stale(cast.clinic_id, [people.stamp(of(member)) for member in cast]) == set()


def test_a_person_rolled_back_to_an_older_row_is_refused(cast: Cast) -> None:
    old = stored(Person, Person.id == cast.patient.id)[0]
    with unit_of_work():
        person = db.session.get_one(Person, cast.patient.id)
        person.status, person.version = "disabled", person.version + 1
        people.close_person(person)
        audit.record(Act.APPEARANCE_CHANGED, None, people.stamp(person))
    overwrite(Person, Person.id == cast.patient.id, **{name: old[name] for name in ("status", "version", "mac")})
    with pytest.raises(WrongSignIn):
        accounts.check_password(cast.patient.email, cast.patient.password)
