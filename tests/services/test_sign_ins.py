"""A sign-in lasts as long as it may, belongs to one cookie of one person, and holds no key once it has ended."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from journal import clock
from journal.crypto.sign_ins import Cookie
from journal.extensions import db
from journal.models import Person, PersonKey, SignIn
from journal.services.audit import verification
from journal.services.people import accounts
from journal.services.sign_in import sign_ins
from journal.services.sign_in.sign_ins import Found
from tests.services.hands import listening, overwrite, remove, seen_last, stored
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")

START = datetime.now(UTC) + timedelta(days=1)  # what goes by the real clock instead fails at once, however late it runs
MINUTE = timedelta(minutes=1)


def begin(member: Member) -> Cookie:
    with clock.at(START):
        return sign_ins.begin(accounts.check_password(member.email, member.password))


def find(cookie: Cookie, after: timedelta = timedelta()) -> Found | None:
    """What the cookie gives that long after the start."""
    db.session.remove()
    with clock.at(START + after):
        return sign_ins.find(cookie)


def is_open(cookie: Cookie, after: timedelta = timedelta()) -> bool:
    found = find(cookie, after)
    return found is not None and found.actor is not None


def row(member: Member) -> dict[str, Any]:
    return stored(SignIn, SignIn.person_id == member.id)[-1]


def test_a_cookie_gives_its_person_with_their_keys(cast: Cast) -> None:
    found = find(begin(cast.patient))
    assert found is not None
    assert found.actor is not None
    assert (found.actor.id, found.actor.name, found.actor.role) == (cast.patient.id, "Maya Lindqvist", "patient")
    kept = stored(PersonKey, PersonKey.person_id == cast.patient.id)[0]
    assert found.actor.keys.pairs.public().sealing == kept["sealing_public"]


def test_a_cookie_that_nobody_was_given_gives_nobody(cast: Cast) -> None:
    cookie = begin(cast.patient)
    assert find(Cookie.make()) is None
    assert find(Cookie(cookie.secret, cookie.id)) is None
    assert not is_open(Cookie(cookie.id, Cookie.make().secret))


def test_a_cookie_captured_before_sign_out_is_dead_after_it(cast: Cast) -> None:
    cookie, other = begin(cast.patient), begin(cast.patient)
    found = find(cookie)
    assert found is not None
    sign_ins.end(found)
    assert (is_open(cookie), is_open(other)) == (False, True)
    ended = stored(SignIn, SignIn.id == found.id)[0]
    assert ended["key_sealed"] is None
    assert ended["ended_at"] is not None
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize(("part", "minutes"), [("patient", 30), ("therapist", 15), ("manager", 15)])
def test_a_sign_in_left_alone_ends_and_loses_its_key(cast: Cast, part: str, minutes: int) -> None:
    member: Member = getattr(cast, part)
    cookie = begin(member)
    assert is_open(cookie, minutes * MINUTE - timedelta(seconds=1))
    seen_last(START, SignIn.person_id == member.id)
    assert not is_open(cookie, minutes * MINUTE)
    assert row(member)["key_sealed"] is None
    assert not is_open(cookie, timedelta())


def test_a_sign_in_in_use_ends_after_twelve_hours_all_the_same(cast: Cast) -> None:
    cookie = begin(cast.patient)
    for step in range(1, 36):
        assert is_open(cookie, step * 20 * MINUTE)
    assert not is_open(cookie, timedelta(hours=12))
    assert row(cast.patient)["key_sealed"] is None


def test_an_ended_row_names_its_person_for_a_day_and_is_then_swept(cast: Cast) -> None:
    cookie = begin(cast.patient)
    for hours in (12, 20, 35):
        found = find(cookie, timedelta(hours=hours))
        assert found is not None
        assert (found.person_id, found.actor) == (cast.patient.id, None)
        with clock.at(START + timedelta(hours=hours)):
            sign_ins.sweep()
    with clock.at(START + timedelta(hours=36, seconds=1)):
        sign_ins.sweep()
    assert find(cookie, timedelta(hours=37)) is None
    assert stored(SignIn, SignIn.id_hash == cookie.id_hash()) == []


def test_sweeping_takes_the_keys_of_expired_rows_and_leaves_open_ones(cast: Cast) -> None:
    begin(cast.patient)
    cookie = begin(cast.therapist)
    overwrite(SignIn, SignIn.person_id == cast.patient.id, expires_at=START)
    with clock.at(START + MINUTE):
        sign_ins.sweep()
    assert row(cast.patient)["key_sealed"] is None
    assert is_open(cookie, MINUTE)


def test_sweeping_takes_the_keys_of_rows_left_alone_too(cast: Cast) -> None:
    begin(cast.therapist)
    with clock.at(START + timedelta(hours=1)):
        sign_ins.sweep()
    assert row(cast.therapist)["key_sealed"] is None


def test_a_row_given_to_another_person_opens_for_nobody(cast: Cast) -> None:
    cookie = begin(cast.patient)
    overwrite(SignIn, SignIn.person_id == cast.patient.id, person_id=cast.therapist.id)
    assert not is_open(cookie)


def test_the_cookie_of_one_with_the_row_of_another_opens_nothing(cast: Cast) -> None:
    mine, theirs = begin(cast.other_patient), begin(cast.patient)
    remove(SignIn, SignIn.id_hash == mine.id_hash())
    overwrite(SignIn, SignIn.id_hash == theirs.id_hash(), id_hash=mine.id_hash())
    assert find(mine) is not None
    assert not is_open(mine)


@pytest.mark.parametrize("column", ["level", "epoch", "key_sealed", "id"])
def test_a_row_that_was_changed_opens_nothing(cast: Cast, column: str) -> None:
    cookie, other = begin(cast.patient), begin(cast.patient)
    stolen = stored(SignIn, SignIn.id_hash == other.id_hash())[0]
    remove(SignIn, SignIn.id_hash == other.id_hash())
    changed = {"level": "pending", "epoch": 2, "key_sealed": stolen["key_sealed"], "id": stolen["id"]}
    overwrite(SignIn, SignIn.id_hash == cookie.id_hash(), **{column: changed[column]})
    assert not is_open(cookie)


CHANGES: dict[str, Any] = {"role": "manager", "status": "disabled", "version": 9, "mac": bytes(36)}


@pytest.mark.parametrize("column", CHANGES)
def test_a_person_whose_row_was_changed_is_refused_at_the_next_request(cast: Cast, column: str) -> None:
    cookie = begin(cast.patient)
    assert is_open(cookie)
    overwrite(Person, Person.id == cast.patient.id, **{column: CHANGES[column]})
    assert not is_open(cookie)


def test_a_person_whose_epoch_or_keys_were_changed_is_refused(cast: Cast) -> None:
    cookie, other = begin(cast.patient), begin(cast.therapist)
    overwrite(Person, Person.id == cast.patient.id, epoch=2)
    stolen = stored(PersonKey, PersonKey.person_id == cast.other_therapist.id)[0]
    overwrite(PersonKey, PersonKey.person_id == cast.therapist.id, sealing_public=stolen["sealing_public"])
    assert (is_open(cookie), is_open(other)) == (False, False)


def test_being_seen_is_written_at_most_once_a_minute(cast: Cast) -> None:
    cookie, seen = begin(cast.patient), []
    for seconds in (1, 30, 60, 61, 62, 120, 121, 122, 183):
        assert is_open(cookie, timedelta(seconds=seconds))
        seen.append(round((row(cast.patient)["last_seen_at"] - START).total_seconds()))
    assert seen == [0, 0, 0, 61, 61, 61, 61, 122, 183]


def _only_reading(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def test_reading_goes_on_when_being_seen_cannot_be_written(cast: Cast, engine: str) -> None:
    cookie = begin(cast.patient)
    db.session.remove()
    if engine == "postgresql":
        with db.engine.begin() as connection:
            full = "$$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$"
            connection.execute(text(f"CREATE FUNCTION full_disk() RETURNS trigger AS {full} LANGUAGE plpgsql"))
            connection.execute(text("CREATE TRIGGER f BEFORE UPDATE ON sign_in EXECUTE FUNCTION full_disk()"))
    db.engine.dispose()
    with listening("connect", _only_reading) if engine == "sqlite" else nullcontext():
        assert is_open(cookie, 5 * MINUTE)
        assert row(cast.patient)["last_seen_at"] == START
