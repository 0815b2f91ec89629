"""A readied phone is ready for its days alone, and a wrong, late or removed one is turned away, always alike."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from journal import clock
from journal.crypto.sign_ins import Cookie
from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import AppendedWords, ReadyPhone
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.care.decisions import NotToday
from journal.services.now import appended_words, ready_phones, taking_over
from journal.services.now.appended_words import NotReady
from journal.services.now.ready_phones import EnoughPhones, NothingComes
from journal.services.people import people_admin
from journal.services.sessions.telling import JUST_NOW, TypedEnd, tell
from tests.services.hands import overwrite, stored
from tests.support.booking import ahead
from tests.support.cast import Cast

TEXT, PHONE, HERE = "warm, lake, door", "Firefox on Android", "203.0.113.9"


@pytest.fixture
def session(patient: Actor, cast: Cast) -> UUID:
    return ahead(cast, 1, "dosing")


@pytest.fixture
def cookie(patient: Actor, session: UUID) -> Cookie:
    return ready_phones.ready(patient, PHONE)[0]


def append(cookie: Cookie | None, text: str = TEXT, address: str = HERE) -> UUID:
    made, token = appended_words.new_form(cookie)
    kept = appended_words.append(cookie, address, made, token, text)
    db.session.remove()
    return kept


def test_a_wrong_a_late_and_a_removed_phone_are_turned_away_alike(patient: Actor, cookie: Cookie) -> None:
    made, token = appended_words.new_form(cookie)
    with clock.at(clock.now() + timedelta(days=5)), pytest.raises(NotReady):
        appended_words.append(cookie, HERE, made, token, TEXT)
    ready_phones.remove(patient, stored(ReadyPhone)[0]["id"])
    for number, wrong in enumerate((cookie, None, Cookie.make(), Cookie(cookie.id, Cookie.make().secret))):
        with pytest.raises(NotReady):
            appended_words.append(wrong, f"203.0.113.{number}", made, token, TEXT)
        with pytest.raises(NotReady):
            appended_words.new_form(wrong)
    assert not stored(AppendedWords)


def test_an_id_that_was_not_made_with_the_form_is_turned_away(patient: Actor, cookie: Cookie) -> None:
    made = make_id()
    for token in ("", "zz", token_for_id(server_secret(), patient.id, made)):
        with pytest.raises(NotReady):
            appended_words.append(cookie, HERE, made, token, TEXT)


def test_a_phone_that_is_lifted_in_the_database_stays_removed(patient: Actor, cookie: Cookie) -> None:
    before = stored(ReadyPhone)[0]
    ready_phones.remove(patient, before["id"])
    overwrite(ReadyPhone, ReadyPhone.id == before["id"], removed_at=None, version=1)
    with pytest.raises(NotReady):
        append(cookie)


def test_somebody_disabled_appends_nothing(patient: Actor, cookie: Cookie, cast: Cast) -> None:
    people_admin.disable(cast.manager.actor(), patient.id)
    with pytest.raises(NotReady):
        append(cookie)


def test_nobody_touches_what_is_somebody_elses(patient: Actor, cookie: Cookie, cast: Cast) -> None:
    made, other = append(cookie), cast.other_patient.actor()
    phone = stored(ReadyPhone)[0]["id"]
    for act in (lambda: ready_phones.remove(other, phone), lambda: taking_over.discard(other, made),
                lambda: ready_phones.remove(other, uuid4())):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    assert taking_over.take_over(other) == 0
    assert ready_phones.find(cookie)
    for who in (cast.therapist.actor(), cast.manager.actor()):
        with pytest.raises(NotAllowed):
            taking_over.take_over(who)
        with pytest.raises(NotAllowed):
            ready_phones.phones(who)


def test_a_phone_is_readied_only_before_a_session_and_on_no_day_of_rest(patient: Actor, cast: Cast) -> None:
    with pytest.raises(NothingComes):
        ready_phones.ready(patient, PHONE)
    ahead(cast, 20, "dosing")
    with pytest.raises(NothingComes):
        ready_phones.ready(patient, PHONE)
    ahead(cast, 3, "dosing")
    for _ in range(ready_phones.MOST_PHONES):
        ready_phones.ready(patient, PHONE)
    with pytest.raises(EnoughPhones):
        ready_phones.ready(patient, PHONE)
    tell(patient, TypedEnd(JUST_NOW))
    with pytest.raises(NotToday):
        ready_phones.ready(patient, PHONE)
