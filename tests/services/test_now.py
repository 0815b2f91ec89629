"""A readied phone appends words and nothing else; they open for their writer alone, once, and forged ones never."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from journal.crypto.sign_ins import Cookie
from journal.extensions import db
from journal.ids import make_id
from journal.models import AppendedWords, AuditRow, ReadyPhone, Reflection
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.now import appended_words, ready_phones, taking_over
from journal.services.now.appended_words import CannotAppend
from journal.services.reflections import reflections
from journal.services.review import caseload
from journal.services.sessions.telling import JUST_NOW, TypedEnd, tell
from tests.services.hands import at_once, overwrite, put, stored, write
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


def reflection(record_id: UUID) -> Reflection:
    return db.session.get_one(Reflection, record_id)


def test_words_become_a_page_for_their_writer_alone(patient: Actor, cookie: Cookie, session: UUID, cast: Cast) -> None:
    made = append(cookie)
    assert not [row for row in stored(AppendedWords) if TEXT.encode() in row["words_sealed"]]
    assert taking_over.take_over(patient) == 1
    row = reflection(made)
    assert (row.state, row.moment, row.session_id, row.origin) == ("private", "landing", session, "phone")
    page = reflections.page(patient, made)
    assert (TEXT in page.html, page.readable, page.origin) == (True, True, "phone")
    assert not stored(AppendedWords)
    assert taking_over.take_over(patient) == 0
    assert not [*verification.verify(cast.clinic_id)]
    assert not caseload.patients(cast.therapist.actor())[0].unread_replies


def test_they_belong_to_the_session_that_was_held(patient: Actor, cast: Cast) -> None:
    booked = ahead(cast, 0.5, "dosing")
    cookie = ready_phones.ready(patient, PHONE)[0]
    told = tell(patient, TypedEnd(JUST_NOW))
    made = append(cookie)  # also on the day of rest
    taking_over.take_over(patient)
    assert reflection(made).session_id == told
    assert booked
    placed = reflections.page(patient, made).placed
    assert placed is not None
    assert placed.on_the_day


def test_sent_twice_or_at_once_they_are_kept_once(app: Flask, patient: Actor, cookie: Cookie) -> None:
    made, token = appended_words.new_form(cookie)
    results = at_once(app, lambda _n: appended_words.append(cookie, HERE, made, token, TEXT), 4)
    (row,) = stored(AppendedWords)
    assert results == [row["id"]] * 4
    db.session.remove()
    taking_over.take_over(patient)
    appended_words.append(cookie, HERE, made, token, TEXT)  # the same form once more, after it was taken over
    assert not stored(AppendedWords)
    assert len(stored(Reflection)) == 1


def test_other_words_of_the_same_form_are_kept_beside_the_first(patient: Actor, cookie: Cookie) -> None:
    made, token = appended_words.new_form(cookie)
    for text in (TEXT, "and a bell", TEXT, "and a bell"):  # as somebody does who goes back and writes on
        appended_words.append(cookie, HERE, made, token, text)
    kept = [row["id"] for row in stored(AppendedWords)]
    assert (len(kept), {each.int >> 80 for each in kept}) == (2, {made.int >> 80})
    assert taking_over.take_over(patient) == 2
    appended_words.append(cookie, HERE, made, token, "and a bell")
    assert not stored(AppendedWords)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (appended_words.LONGEST + 1)])
def test_nothing_and_too_much_are_refused_in_words(patient: Actor, cookie: Cookie, text: str) -> None:
    with pytest.raises(CannotAppend):
        append(cookie, text)


def test_a_phone_keeps_so_much_a_day(patient: Actor, cookie: Cookie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appended_words, "MOST_A_DAY", 2)
    for _ in range(2):
        append(cookie)
    with pytest.raises(CannotAppend):
        append(cookie)
    taking_over.take_over(patient)
    append(cookie)


@pytest.mark.parametrize("forged", ["sealed anew", "moved to a new row", "another time", "another phone"])
def test_what_was_forged_in_the_database_is_not_taken_over(patient: Actor, cookie: Cookie, forged: str) -> None:
    from journal.crypto.append import seal_appended
    from journal.services.people import people

    append(cookie)
    row = stored(AppendedWords)[0]
    mine = AppendedWords.id == row["id"]
    if forged == "sealed anew":  # anybody can seal to a public key
        _, key = people.current_key(patient.id)
        terms = appended_words.terms(db.session.get_one(AppendedWords, row["id"]))
        overwrite(AppendedWords, mine, words_sealed=seal_appended(people.public_keys(key), terms, {"text": "forged"}))
    elif forged == "moved to a new row":
        put(AppendedWords, {**row, "id": make_id()})
    elif forged == "another time":
        overwrite(AppendedWords, mine, written_at=row["written_at"] + timedelta(days=1))
    else:
        other = ready_phones.ready(patient, PHONE) and stored(ReadyPhone)[-1]["id"]
        overwrite(AppendedWords, mine, phone_id=other)
    assert taking_over.take_over(patient) == (forged == "moved to a new row")
    assert len(taking_over.waiting(patient)) == 1
    assert not taking_over.waiting(patient)[0].can_be_opened
    assert stored(AuditRow, AuditRow.act == Act.REFUSED_ROW)


def test_what_was_taken_over_and_put_back_makes_no_second_page(patient: Actor, cookie: Cookie, cast: Cast) -> None:
    append(cookie)
    row = stored(AppendedWords)[0]
    taking_over.take_over(patient)
    put(AppendedWords, row)
    assert taking_over.take_over(patient) == 0
    assert len(stored(Reflection)) == 1
    assert "appended_words" in " ".join(verification.verify(cast.clinic_id))


def test_words_that_wait_are_told_by_their_time_and_discarded_unread(patient: Actor, cookie: Cookie) -> None:
    made = append(cookie)
    told = taking_over.waiting(patient)
    assert [(each.id, each.can_be_opened) for each in told] == [(made, True)]
    assert not hasattr(told[0], "text")
    taking_over.discard(patient, made)
    assert not stored(AppendedWords)
    assert not stored(Reflection)


def test_what_was_discarded_and_put_back_stays_sealed(patient: Actor, cookie: Cookie) -> None:
    made = append(cookie)
    row = stored(AppendedWords)[0]
    taking_over.discard(patient, made)
    put(AppendedWords, row)
    assert taking_over.take_over(patient) == 0
    taking_over.discard(patient, made)
    assert not stored(AppendedWords)


def test_discarding_a_row_that_was_forged_leaves_the_page_whose_id_it_took(patient: Actor, cookie: Cookie) -> None:
    append(cookie)
    page = write(patient)
    put(AppendedWords, {**stored(AppendedWords)[0], "id": page})
    taking_over.discard(patient, page)
    assert reflections.page(patient, page).readable
