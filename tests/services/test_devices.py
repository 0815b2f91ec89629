"""Browsers that signed in before: known by a cookie to the server alone, and called by a few plain words."""

from __future__ import annotations

import pytest

from journal.models import Device, Notice
from journal.services.people import accounts
from journal.services.sign_in import devices, sign_ins
from journal.services.sign_in.devices import Browser
from journal.services.work import unit_of_work
from tests.services.hands import stored
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")

_LIKE = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}"
AGENTS = {
    "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0": "Firefox on Android",
    _LIKE.format("Linux; Android 10; K", "Chrome/140.0 Mobile Safari/537.36"): "Chrome on Android",
    _LIKE.format("Linux; Android 10; K", "SamsungBrowser/28.0 Chrome/130.0 Mobile"): "Samsung Internet on Android",
    _LIKE.format("iPhone; CPU iPhone OS 18_5 like Mac OS X", "Version/18.5 Mobile Safari/604.1"): "Safari on iPhone",
    _LIKE.format("iPhone; CPU iPhone OS 18_5 like Mac OS X", "CriOS/140.0 Mobile Safari/604.1"): "Chrome on iPhone",
    _LIKE.format("Macintosh; Intel Mac OS X 10_15_7", "Version/18.5 Safari/605.1.15"): "Safari on Mac",
    _LIKE.format("Windows NT 10.0; Win64; x64", "Chrome/140.0 Safari/537.36 Edg/140.0"): "Edge on Windows",
    _LIKE.format("X11; CrOS x86_64 14541.0.0", "Chrome/140.0 Safari/537.36"): "Chrome on ChromeOS",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox on Linux",
    "Werkzeug/3": "A browser",
    "": "A browser",
    "<script>alert(1)</script>" * 200: "A browser",
}


@pytest.mark.parametrize("user_agent", AGENTS)
@pytest.mark.one_engine("words do not depend on the database")
def test_a_browser_is_called_by_a_few_plain_words(user_agent: str) -> None:
    assert devices.label_of(user_agent) == AGENTS[user_agent]
    assert len(devices.label_of(user_agent)) <= 32


def begin(member: Member, token: str) -> None:
    sign_ins.begin(accounts.check_password(member.email, member.password), browser=Browser(token, "Firefox on Mac"))


def notices(member: Member) -> list[str]:
    return [row["kind"] for row in stored(Notice, Notice.person_id == member.id)]


def test_a_browser_is_known_for_its_person_only(cast: Cast) -> None:
    token = devices.make_token()
    assert not devices.is_ours(token)
    begin(cast.patient, token)
    assert devices.is_ours(token)
    assert devices.knows(cast.patient.id, token)
    assert devices.knows(f" {cast.patient.email.upper()} ", token)
    assert not devices.knows(cast.other_patient.id, token)
    assert not devices.knows("nobody@people.example", token)
    assert not devices.knows(cast.patient.id, devices.make_token())


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "A" * 44, "A" * 42, "\x00" * 43])
def test_what_is_no_token_is_never_ours(cast: Cast, token: str) -> None:
    assert not devices.is_ours(token)
    assert not devices.knows(cast.patient.id, token)


def test_a_new_browser_is_told_of_but_not_the_first(cast: Cast) -> None:
    first, second = devices.make_token(), devices.make_token()
    begin(cast.patient, first)
    assert notices(cast.patient) == []
    begin(cast.patient, second)
    begin(cast.patient, second)
    begin(cast.patient, first)
    assert notices(cast.patient) == ["new_device"]


def test_one_browser_of_two_people_is_new_to_each(cast: Cast) -> None:
    mine, shared = devices.make_token(), devices.make_token()
    begin(cast.patient, mine)
    begin(cast.other_patient, shared)
    begin(cast.patient, shared)
    assert (notices(cast.patient), notices(cast.other_patient)) == (["new_device"], [])


def test_half_a_sign_in_makes_no_browser_known(cast: Cast) -> None:
    unlocked = accounts.check_password(cast.therapist.email, cast.therapist.password)
    token = devices.make_token()
    sign_ins.begin(unlocked, sign_ins.PENDING, Browser(token, "Firefox on Mac"))
    assert not devices.is_ours(token)


def test_only_the_last_used_are_kept(cast: Cast) -> None:
    tokens = [devices.make_token() for _ in range(devices.MOST_KEPT + 3)]
    for token in tokens:
        with unit_of_work():
            devices.remember(cast.clinic_id, cast.patient.id, token)
    known = [devices.knows(cast.patient.id, token) for token in tokens]
    assert known == [False] * 3 + [True] * devices.MOST_KEPT


def test_the_token_is_not_stored(cast: Cast) -> None:
    token = devices.make_token()
    begin(cast.patient, token)
    [row] = stored(Device)
    assert token.encode() not in row["token_mac"]
    assert token not in str(row)
