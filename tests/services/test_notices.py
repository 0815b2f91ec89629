"""A notice is written with its act or not at all, sent by one of many senders, tried again, and given up in the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from journal import clock
from journal.models import Notice as NoticeRow
from journal.models import Person
from journal.services import notices
from journal.services.notices import TRIES, WAITS, Notice
from journal.services.sessions import sessions
from journal.services.sessions.resting import resting_until
from journal.services.work import unit_of_work
from tests.services.hands import at_once, forget_notices, overwrite, stored
from tests.support.cast import Cast, Member


@pytest.fixture
def told(app: Flask, cast: Cast) -> Iterator[Member]:
    """Somebody who may be told something; nothing waits for her yet."""
    with app.app_context():
        forget_notices()
        yield cast.patient


def put(member: Member, kind: Notice = Notice.NEW_DEVICE) -> UUID:
    with unit_of_work():
        notices.put(member.clinic_id, member.id, kind)
    return only()["id"]


def only() -> dict[str, Any]:
    return stored(NoticeRow)[-1]


def test_it_holds_a_kind_and_a_person_and_no_words(told: Member) -> None:
    put(told)
    row = only()
    assert (row["person_id"], row["kind"], row["tries"], row["sent_at"]) == (told.id, "new_device", 0, None)
    assert told.email not in repr(row)


def test_it_is_not_written_when_the_act_fails(told: Member) -> None:
    def fail() -> None:
        with unit_of_work():
            notices.put(told.clinic_id, told.id, Notice.KIT_USED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert stored(NoticeRow) == []


@pytest.mark.parametrize(("status", "heard"), [("active", 2), ("invited", 1), ("disabled", 0), ("ended", 0)])
def test_who_has_no_open_account_is_told_nothing_but_of_an_invitation(told: Member, status: str, heard: int) -> None:
    overwrite(Person, Person.id == told.id, status=status)
    with unit_of_work():
        for kind in (Notice.INVITED, Notice.PASSWORD_CHANGED):
            notices.put(told.clinic_id, told.id, kind)
    assert len(stored(NoticeRow)) == heard


def test_it_is_claimed_by_one_and_sent_once(told: Member) -> None:
    notice_id = put(told)
    assert list(notices.due()) == [notice_id]
    taken = notices.claim(notice_id)
    assert taken is not None
    assert (taken.email, taken.kind, taken.person_id) == (told.email, Notice.NEW_DEVICE, told.id)
    assert told.email not in repr(taken)
    assert notices.claim(notice_id) is None
    notices.sent(notice_id)
    with clock.at(clock.now() + timedelta(days=2)):
        assert notices.claim(notice_id) is None
        assert list(notices.due()) == []


@pytest.mark.parametrize("kind", notices.QUESTIONS)
def test_a_question_waits_for_the_end_of_a_dosing_day_and_an_alarm_does_not(
    told: Member, cast: Cast, kind: Notice
) -> None:
    asked, alarm = put(told, kind), put(told)
    sessions.check_in(cast.therapist.actor(), told.id)
    until = resting_until(told.id)
    assert until is not None
    assert (notices.claim(asked), notices.claim(alarm) is None) == (None, False)
    assert asked not in notices.due()
    with clock.at(until):
        assert asked in notices.due()
        claimed = notices.claim(asked)
        assert claimed is not None
        assert claimed.kind == kind


def test_of_twenty_senders_at_once_one_has_it(app: Flask, told: Member) -> None:
    notice_id = put(told)
    found = at_once(app, lambda _: notices.claim(notice_id), 20)
    assert sum(each is not None for each in found) == 1


def test_it_waits_longer_after_every_try_and_is_given_up_after_the_last(told: Member) -> None:
    notice_id, moment = put(told), clock.now()
    for number, wait in enumerate(WAITS):
        with clock.at(moment):
            assert notices.claim(notice_id) is not None
            assert notices.failed(notice_id) is (number == TRIES - 1)
        with clock.at(moment + wait - timedelta(seconds=1)):
            assert notices.claim(notice_id) is None
        moment += wait + timedelta(seconds=1)
    row = only()
    assert (row["tries"], row["sent_at"]) == (TRIES, None)
    assert row["given_up_at"] is not None
    with clock.at(moment + timedelta(days=1)):
        assert list(notices.due()) == []
    assert list(WAITS) == sorted(WAITS)


def test_a_sender_that_died_leaves_it_to_the_next(told: Member) -> None:
    notice_id = put(told)
    notices.claim(notice_id)
    with clock.at(clock.now() + WAITS[0] + timedelta(seconds=1)):
        assert notices.claim(notice_id) is not None


def test_one_that_died_at_the_last_try_leaves_nothing_open(told: Member) -> None:
    put(told)
    overwrite(NoticeRow, NoticeRow.tries == 0, tries=TRIES)
    notices.sweep()
    assert only()["given_up_at"] is not None


def test_nobody_is_told_days_later_or_after_their_account_was_closed(told: Member) -> None:
    late = put(told)
    with clock.at(clock.now() + timedelta(days=5)):
        assert notices.claim(late) is None
    assert only()["given_up_at"] is not None
    closed = put(told)
    overwrite(Person, Person.id == told.id, status="disabled")
    assert notices.claim(closed) is None
    assert [row["sent_at"] for row in stored(NoticeRow)] == [None, None]


def test_an_address_that_was_exchanged_in_the_database_gets_nothing(told: Member, cast: Cast) -> None:
    notice_id = put(told)
    (other,) = stored(Person, Person.id == cast.other_patient.id)
    overwrite(Person, Person.id == told.id, email_sealed=other["email_sealed"])
    assert notices.claim(notice_id) is None


def test_what_was_sent_a_month_ago_is_forgotten(told: Member) -> None:
    notice_id = put(told)
    notices.sent(notice_id)
    with clock.at(clock.now() + timedelta(days=31)):
        notices.sweep()
    assert stored(NoticeRow) == []
