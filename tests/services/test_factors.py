"""Who needs a second factor, what a proved password opens, and what stored factors that changed mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from journal import clock
from journal.extensions import db
from journal.ids import make_id
from journal.models import AuditRow, Person, SignIn, Totp
from journal.services.audit import verification
from journal.services.people import accounts
from journal.services.sign_in import factors, proofs, sign_ins
from journal.services.sign_in.factors import FactorsChanged
from tests.services.hands import overwrite, put, remove, stored
from tests.support.cast import Cast, Member, set_up_app

pytestmark = pytest.mark.usefixtures("inside")

PENDING, ENROL, FULL = sign_ins.PENDING, sign_ins.ENROL, sign_ins.FULL


def level(member: Member) -> str:
    db.session.remove()
    return factors.level_after_password(accounts.check_password(member.email, member.password))


def refused(member: Member) -> bool:
    """Whether a proved password is turned away, with a row in the audit that leaves everything else as it was."""
    with pytest.raises(FactorsChanged):
        level(member)
    return stored(AuditRow)[-1]["act"] == "person.factors_refused"


def test_who_works_at_the_clinic_is_asked_for_a_second_factor_and_a_patient_is_not(cast: Cast) -> None:
    levels = {member.role: level(member) for member in cast}
    assert levels == {"patient": FULL, "therapist": PENDING, "manager": PENDING}


def row_of(member: Member) -> dict[str, Any]:
    return stored(Totp, Totp.person_id == member.id)[0]


def _deleted(cast: Cast) -> None:
    remove(Totp, Totp.person_id == cast.therapist.id)


def _replaced(cast: Cast) -> None:
    overwrite(Totp, Totp.person_id == cast.therapist.id, seed_sealed=row_of(cast.other_therapist)["seed_sealed"])


def _of_another_version(cast: Cast) -> None:
    overwrite(Totp, Totp.person_id == cast.therapist.id, version=2)


def _given_away(cast: Cast) -> None:
    remove(Totp, Totp.person_id == cast.other_therapist.id)
    overwrite(Totp, Totp.person_id == cast.therapist.id, person_id=cast.other_therapist.id)


@pytest.mark.parametrize("change", [_deleted, _replaced, _of_another_version, _given_away])
def test_a_factor_that_was_changed_in_the_database_is_refused(cast: Cast, change: Callable[[Cast], None]) -> None:
    change(cast)
    assert refused(cast.therapist)
    assert level(cast.manager) == PENDING


def test_a_factor_that_was_added_in_the_database_is_refused(cast: Cast) -> None:
    put(Totp, row_of(cast.therapist) | {"id": make_id(), "person_id": cast.patient.id})
    assert refused(cast.patient)


@pytest.mark.parametrize("factor_too", [True, False])
def test_a_person_s_row_from_before_the_factor_does_not_bring_that_time_back(cast: Cast, factor_too: bool) -> None:
    before = stored(Person, Person.id == cast.patient.id)[0]
    set_up_app(accounts.check_password(cast.patient.email, cast.patient.password))
    if factor_too:
        remove(Totp, Totp.person_id == cast.patient.id)
    overwrite(Person, Person.id == cast.patient.id, **{name: before[name] for name in ("factors", "version", "mac")})
    with pytest.raises((FactorsChanged, accounts.WrongSignIn)):
        level(cast.patient)


def test_a_digest_taken_out_of_the_row_breaks_it(cast: Cast) -> None:
    remove(Totp, Totp.person_id == cast.therapist.id)
    overwrite(Person, Person.id == cast.therapist.id, factors=None)
    with pytest.raises(accounts.WrongSignIn):
        level(cast.therapist)


def test_a_refusal_makes_nothing_whole(cast: Cast) -> None:
    _deleted(cast)
    assert refused(cast.therapist)
    assert refused(cast.therapist)
    assert list(verification.verify(cast.clinic_id)) == []


def begun(member: Member, at_level: str) -> Any:
    return sign_ins.begin(accounts.check_password(member.email, member.password), at_level)


@pytest.mark.parametrize("at_level", [PENDING, ENROL])
def test_a_sign_in_that_is_not_complete_gives_no_actor(cast: Cast, at_level: str) -> None:
    found = sign_ins.find(begun(cast.therapist, at_level))
    assert found is not None
    assert (found.actor, found.level) == (None, at_level)
    assert found.waiting is not None
    assert found.waiting.id == cast.therapist.id


def test_a_sign_in_that_waits_for_a_second_factor_is_dead_after_five_minutes(cast: Cast) -> None:
    cookie, moment = begun(cast.therapist, PENDING), clock.now()
    for seconds, waits in ((299, True), (301, False)):
        db.session.remove()
        with clock.at(moment + timedelta(seconds=seconds)):
            found = sign_ins.find(cookie)
            assert found is not None
            assert (found.waiting is not None) is waits
    assert stored(SignIn, SignIn.id_hash == cookie.id_hash())[0]["key_sealed"] is None


@pytest.mark.parametrize("at_level", [PENDING, ENROL])
def test_raising_the_level_in_the_database_opens_nothing(cast: Cast, at_level: str) -> None:
    cookie = begun(cast.therapist, at_level)
    overwrite(SignIn, SignIn.id_hash == cookie.id_hash(), level=FULL, expires_at=clock.now() + timedelta(hours=12))
    found = sign_ins.find(cookie)
    assert found is not None
    assert (found.actor, found.waiting) == (None, None)


def test_a_proof_is_fresh_for_ten_minutes_and_cannot_be_written_into_the_database(cast: Cast) -> None:
    moment = clock.now()
    with clock.at(moment):
        cookie = begun(cast.patient, FULL)
    for minutes, is_fresh in ((9, True), (11, False)):
        with clock.at(moment + timedelta(minutes=minutes)):
            found = sign_ins.find(cookie)
            assert found is not None
            assert proofs.is_fresh(found.proved_at) is is_fresh
    overwrite(SignIn, SignIn.id_hash == cookie.id_hash(), proved_at=moment + timedelta(minutes=11))
    with clock.at(moment + timedelta(minutes=12)):
        found = sign_ins.find(cookie)
        assert found is not None
        assert not proofs.is_fresh(found.proved_at)
