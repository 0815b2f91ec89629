"""A code of an authenticator app works once, for half a minute and a little around it, by the server's clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from flask import Flask

from journal import clock
from journal.crypto import totp as crypto
from journal.extensions import db
from journal.models import AuditRow, SignIn, Totp
from journal.services.audit import verification
from journal.services.care.decisions import NotToday
from journal.services.sign_in import factors, totp
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.totp import WrongCode
from tests.services.hands import at_once, overwrite, stored
from tests.support.cast import Cast, Member
from tests.support.codes import code_at

pytestmark = pytest.mark.usefixtures("inside")

MOMENT = datetime(2031, 5, 4, 9, 30, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_new_half_minute_begins() -> Iterator[None]:
    with clock.at(clock.now()):  # between two steps of a test: what is used up then would be a code that is not
        yield


def secret(member: Member) -> str:
    assert member.totp_secret is not None
    return member.totp_secret


def set_up(member: Member) -> str:
    """Sets up an app for somebody and gives its secret."""
    actor = member.actor()
    new = totp.set_up(actor)
    made = "".join(new.groups)
    totp.confirm(actor, new.carried, code_at(made))
    return made


def test_a_code_works_once(cast: Cast) -> None:
    code = code_at(secret(cast.therapist))
    totp.check(cast.therapist.id, code)
    with pytest.raises(WrongCode):
        totp.check(cast.therapist.id, code)
    assert list(verification.verify(cast.clinic_id)) == []


def test_an_earlier_code_is_dead_once_a_later_one_was_used(cast: Cast) -> None:
    before = code_at(secret(cast.therapist), -30)
    totp.check(cast.therapist.id, code_at(secret(cast.therapist)))
    with pytest.raises(WrongCode):
        totp.check(cast.therapist.id, before)


def test_of_twenty_who_bring_the_same_code_one_is_let_through(app: Flask, cast: Cast) -> None:
    code = code_at(secret(cast.therapist))
    db.session.remove()
    answers = at_once(app, lambda _: totp.check(cast.therapist.id, code), 20)
    assert answers.count(None) == 1
    assert {type(answer) for answer in answers} == {type(None), WrongCode}


@pytest.mark.parametrize(("seconds", "works"), [(0, True), (30, True), (-30, True), (60, False), (-60, False),
                                                (90, False), (-90, False), (3600, False)])  # fmt: skip
def test_a_clock_may_be_half_a_minute_off_and_no_more(cast: Cast, seconds: int, works: bool) -> None:
    with clock.at(MOMENT + timedelta(seconds=seconds)):
        code = code_at(secret(cast.therapist))
    with clock.at(MOMENT):
        if works:
            totp.check(cast.therapist.id, code)
            return
        with pytest.raises(WrongCode):
            totp.check(cast.therapist.id, code)


@pytest.mark.parametrize("code", ["", "0", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00" * 6, "0" * 20])
def test_what_is_no_code_is_refused(cast: Cast, code: str) -> None:
    with pytest.raises(WrongCode):
        totp.check(cast.therapist.id, code)


def test_spaces_in_a_code_do_not_matter(cast: Cast) -> None:
    code = code_at(secret(cast.therapist))
    totp.check(cast.therapist.id, f" {code[:3]} {code[3:]} ")


def test_the_code_of_another_and_of_nobody_is_refused(cast: Cast) -> None:
    for member in (cast.other_therapist, cast.patient):
        with pytest.raises(WrongCode):
            totp.check(member.id, code_at(secret(cast.therapist)))


def test_nothing_counts_before_the_first_code(cast: Cast) -> None:
    actor = cast.patient.actor()
    new = totp.set_up(actor)
    assert factors.kinds(actor.id) == set()
    with pytest.raises(WrongCode):
        totp.confirm(actor, new.carried, "000000")
    assert stored(Totp, Totp.person_id == actor.id) == []
    totp.confirm(actor, new.carried, code_at("".join(new.groups)))
    assert factors.kinds(actor.id) == {"totp"}
    assert list(verification.verify(cast.clinic_id)) == []


def test_the_first_code_is_used_up_by_the_set_up(cast: Cast) -> None:
    made = set_up(cast.patient)
    with pytest.raises(WrongCode):
        totp.check(cast.patient.id, code_at(made))
    totp.check(cast.patient.id, code_at(made, 30))


def test_a_wrong_first_code_shows_the_same_seed_again(cast: Cast) -> None:
    actor = cast.patient.actor()
    new = totp.set_up(actor)
    assert totp.set_up(actor, new.carried).groups == new.groups
    assert totp.set_up(actor).groups != new.groups


@pytest.mark.parametrize("carried", ["", "x", "é", "AAAA", "A" * 2000])
def test_a_spoiled_seed_sets_nothing_up(cast: Cast, carried: str) -> None:
    actor = cast.patient.actor()
    with pytest.raises(WrongCode):
        totp.confirm(actor, carried, "000000")


def test_the_seed_of_another_sets_nothing_up(cast: Cast) -> None:
    new = totp.set_up(cast.other_patient.actor())
    with pytest.raises(WrongCode):
        totp.confirm(cast.patient.actor(), new.carried, code_at("".join(new.groups)))


def test_a_new_app_takes_the_place_of_the_old(cast: Cast) -> None:
    made = set_up(cast.therapist)
    [row] = stored(Totp, Totp.person_id == cast.therapist.id)
    assert row["version"] == 2
    with pytest.raises(WrongCode):
        totp.check(cast.therapist.id, code_at(secret(cast.therapist)))
    totp.check(cast.therapist.id, code_at(made, 30))


def test_setting_up_and_removing_end_every_sign_in(cast: Cast) -> None:
    cast.patient.actor()
    set_up(cast.patient)
    assert all(row["ended_at"] for row in stored(SignIn, SignIn.person_id == cast.patient.id))
    totp.remove(cast.patient.actor())
    assert all(row["key_sealed"] is None for row in stored(SignIn, SignIn.person_id == cast.patient.id))
    assert factors.kinds(cast.patient.id) == set()
    acts = [row["act"] for row in stored(AuditRow, AuditRow.record_id == cast.patient.id)]
    assert [act for act in acts if "factor" in act] == ["person.factor_set", "person.factor_removed"]
    assert list(verification.verify(cast.clinic_id)) == []


def test_who_works_at_the_clinic_keeps_the_last_one(cast: Cast) -> None:
    for member in (cast.therapist, cast.manager):
        with pytest.raises(factors.LastFactor):
            totp.remove(member.actor())
        assert factors.kinds(member.id) == {"totp"}


def test_the_picture_names_no_person(cast: Cast) -> None:
    address = unquote(crypto.address_for_app(crypto.make_seed(), "set up 2031-05-04"))
    assert address.startswith("otpauth://totp/Interleaf:set up 2031-05-04?secret=")
    drawn = totp.set_up(cast.patient.actor()).qr
    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert "script" not in drawn


def test_a_dosing_day_sets_nothing_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = cast.patient.actor()
    new = totp.set_up(actor)
    monkeypatch.setattr("journal.services.care.decisions.may_decide", lambda *_: False)
    for work in (lambda: totp.set_up(actor), lambda: totp.confirm(actor, new.carried, code_at("".join(new.groups)))):
        with pytest.raises(NotToday):
            work()
    assert factors.kinds(actor.id) == set()


def test_a_seed_moved_to_another_row_opens_nothing(cast: Cast) -> None:
    [theirs] = stored(Totp, Totp.person_id == cast.other_therapist.id)
    overwrite(Totp, Totp.person_id == cast.therapist.id, seed_sealed=theirs["seed_sealed"])
    with pytest.raises(FactorsChanged):
        totp.check(cast.therapist.id, code_at(secret(cast.other_therapist)))
