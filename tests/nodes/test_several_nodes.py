"""Two nodes behind nginx, on PostgreSQL and Redis: one dies under load, and nobody loses a word or gains a try."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.browser import Request, sign_in, sign_in_request
from journal.config import Settings
from journal.headers import _ALWAYS
from journal.services.ledger import enduring, ledger, quarantine
from journal.services.reflections import lists
from tests.nodes.nodes import A_MINUTE, Site, Visitor, Writer, site
from tests.nodes.one_ledger import away, calendar_request, lines
from tests.support.cast import Cast, Member
from tests.support.installations import REAL, Installations, running
from tests.support.redis import redis_server
from tests.support.server import PATIENCE
from tests.support.traces import words_in

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-")


@pytest.fixture(scope="module")
def everyone(installations: Installations) -> Cast:
    people = installations.prepared("postgresql", "cast", REAL).cast
    assert people is not None
    return people


@pytest.fixture(scope="module")
def settings(
    installations: Installations, everyone: Cast, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    secret = shutil.copy2(installations.secret_file, tmp_path_factory.mktemp("secret") / "secret.json")
    with (
        installations.database("postgresql", "cast", REAL) as database,
        installations.database("postgresql", "empty") as ledger,
    ):
        yield Settings(database, Path(secret), trusted_hosts=("127.0.0.1",), ledger_url=ledger)


@pytest.fixture(scope="module")
def nodes(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("nodes")
    with (
        redis_server() as redis,
        site(folder, settings, redis) as both,
    ):
        yield both


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def titles(settings: Settings, member: Member) -> list[str]:
    """What the journal of somebody holds, read with their keys."""
    with running(settings) as app, app.app_context():
        actor = member.actor()
        pages = range(1, lists.journal(actor).pages + 1)
        return [row.title for page in pages for row in lists.journal(actor, page).rows]


def test_wrong_passwords_at_both_nodes_add_up(nodes: Site, everyone: Cast) -> None:
    answers = []
    for turn in range(7):
        browser = nodes.at(turn % 2, 31)
        answers.append(browser.send(sign_in_request(browser, everyone.other_therapist.email, f"wrong {turn}"))[0])
    assert answers == [401] * 5 + [429] * 2
    for node in (0, 1):
        assert 'interleaf_requests_total{endpoint="signin.sign_in",status="4xx"}' in nodes.figures(node)


def test_who_claims_another_address_at_each_try_is_still_one_visitor(nodes: Site) -> None:
    answers = []
    for turn in range(6):
        browser = nodes.visitor(32, claimed=f"203.0.113.{turn}")
        answers.append(browser.send(sign_in_request(browser, "nobody@people.example", "wrong"))[0])
    assert answers == [401] * 5 + [429]


def test_a_flood_at_both_nodes_is_counted_as_one(nodes: Site) -> None:
    visitors = [nodes.at(0, 33), nodes.at(1, 33)]
    answers = Counter(visitors[turn % 2].send(Request("GET", "/nowhere", 404))[0] for turn in range(A_MINUTE + 20))
    assert answers == {404: A_MINUTE, 429: 20}
    assert nodes.at(0, 34).send(Request("GET", "/nowhere", 404))[0] == 404
    assert visitors[0].send(Request("GET", "/readyz", 200))[0] == 200


def test_static_files_have_the_headers_that_the_application_gives_them(nodes: Site) -> None:
    def got(browser: Visitor, path: str) -> dict[str, str]:
        connection = browser._connection
        connection.request("GET", path, headers={"Host": f"127.0.0.1:{connection.port}"})
        answer = connection.getresponse()
        answer.read()
        named = {*_ALWAYS, "Strict-Transport-Security", "Cache-Control"}
        return {name: answer.headers[name] for name in named}

    page = nodes.visitor(35).send(Request("GET", "/sign-in", 200))[1]
    hashed = re.findall(r"/static/[^\"]+\?v=[0-9a-f]{12}", page)
    assert hashed
    for path in (hashed[0], hashed[0].partition("?")[0], "/static/fonts/literata-latin-wght-normal.woff2"):
        assert got(nodes.visitor(35), path) == got(nodes.at(0, 35), path), path


def test_what_ended_at_either_node_is_in_their_one_ledger_before_anybody_is_told(
    nodes: Site, settings: Settings, everyone: Cast
) -> None:
    people = (everyone.patient, everyone.other_patient)
    writers = [Writer(nodes.at(turn, 61 + turn), people[turn], f"node {turn}") for turn in (0, 1)]
    browsers = [nodes.at(turn, 63 + turn) for turn in (0, 1)]
    for turn, browser in enumerate(browsers):
        sign_in(browser, people[turn].email, people[turn].password)
    for writer in writers:
        writer.start()
    for turn in (0, 1, 0, 1):
        before = len(lines(settings))
        assert browsers[turn].send(calendar_request(browsers[turn]))[0] == 200
        told = browsers[turn].send(calendar_request(browsers[turn], revoke=True))
        assert told[0] == 303
        assert sum('"calendar.revoked"' in line for line in lines(settings)[before:]) == 1
    with away(settings):
        had = [len(writer.acknowledged) for writer in writers]
        status, page = browsers[0].send(calendar_request(browsers[0]))
        assert (status, "not yet noted" in page) == (503, True)
        wait_until(lambda: all(len(each.acknowledged) > count for each, count in zip(writers, had, strict=True)))
    had = [len(writer.acknowledged) for writer in writers]
    wait_until(lambda: all(len(each.acknowledged) > count for each, count in zip(writers, had, strict=True)))
    for writer in writers:
        writer.stop()
    with running(settings) as app, app.app_context():
        assert list(ledger.faults()) == []
        assert list(quarantine.doubts()) == []
        rows = [entry.sequence for entry in ledger.entries() if entry.act in enduring.ENDURING]
    assert rows == sorted(set(rows))  # each once, in the order of the one audit


def test_one_node_dies_under_load_and_nothing_acknowledged_is_lost_or_saved_twice(
    nodes: Site, settings: Settings, everyone: Cast
) -> None:
    members = (everyone.patient, everyone.other_patient)
    writers = [Writer(nodes.visitor(11 + turn), members[turn % 2], f"writer {turn}") for turn in range(4)]
    before, after = 6, 6
    for writer in writers:
        writer.start()
    wait_until(lambda: all(writer.failure or len(writer.acknowledged) >= before for writer in writers))
    seen = nodes.figures(0)
    nodes.kill(0)
    had = {writer: len(writer.acknowledged) for writer in writers}
    newcomer = nodes.visitor(21)
    sign_in(newcomer, everyone.patient.email, everyone.patient.password)
    wait_until(lambda: all(writer.failure or len(writer.acknowledged) >= had[writer] + after for writer in writers))
    for writer in writers:
        writer.stop()
    assert 'endpoint="reflections.save",status="3xx"' in seen  # so the one that died had its share
    for number, member in enumerate(members):
        kept = Counter(titles(settings, member))
        told = Counter(title for writer in writers[number::2] for title in writer.acknowledged)
        assert {title: kept[title] for title in told} == told
        assert set(kept.values()) == {1}
    assert newcomer.send(Request("GET", "/reflections", 200))[0] == 200


def test_where_no_node_is_left_the_proxy_says_so_and_nothing_of_anybody_was_logged(nodes: Site, everyone: Cast) -> None:
    figures = nodes.figures(1)
    nodes.kill(1)
    status, page = nodes.visitor(41).send(Request("GET", "/reflections", 502))
    assert status in (502, 504)
    assert "what you wrote is still on the page" in page
    (nodes.folder / "figures.log").write_text(figures, encoding="utf-8")
    people = [word for each in everyone for word in (each.name, each.email, each.password, str(each.id)) if word]
    words = [*people, "writes page", "lake was warm", "wrong 3", "nobody@people", "203.0.113.", "127.0.0.11"]
    for log in [*nodes.folder.glob("*.log"), *nodes.folder.glob("node*/server.log")]:
        assert not words_in(log, words)
        assert not UUID.search(log.read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in nodes.nodes[1].log.read_text(encoding="utf-8").splitlines()]
    saved = [line for line in lines if line.get("endpoint") == "reflections.save"][-1]  # through the proxy
    assert set(saved) == {"time", "level", "request_id", "endpoint", "method", "status", "ms"}
    assert saved["request_id"] in (nodes.folder / "interleaf.log").read_text(encoding="utf-8")
