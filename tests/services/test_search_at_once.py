"""Searches that come at the same moment."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from journal.crypto.errors import Busy
from journal.ids import make_id
from journal.services.actor import Actor
from journal.services.search import search_scan, search_turns
from journal.services.search.search_scan import Where, scan
from journal.services.search.search_turns import ALL, EACH


class Searches:
    """Looks that last until they are let go on, and how many of them there were at a time."""

    def __init__(self) -> None:
        self.may_end, self.looking, self.most = threading.Event(), 0, 0
        self._threads = ThreadPoolExecutor(ALL + 1)

    def look(self, *_asked: Any) -> None:
        self.looking += 1
        self.most = max(self.most, self.looking)
        self.may_end.wait(10)
        time.sleep(0.02)  # long enough for another to come in, if it may
        self.looking -= 1

    def begin(self, person_id: UUID) -> Future[Any]:
        actor = cast(Actor, SimpleNamespace(id=person_id))
        before = len(search_turns._here)
        begun = self._threads.submit(scan, actor, Where([make_id()]), ())
        while len(search_turns._here) == before and not begun.done():
            time.sleep(0.001)
        return begun


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Searches:
    made = Searches()
    monkeypatch.setattr(search_scan, "_look_through", made.look)
    return made


def test_a_process_looks_through_one_caseload_at_a_time(searches: Searches) -> None:
    begun = [searches.begin(make_id()) for _ in range(ALL)]
    searches.may_end.set()
    assert not any(each.result().found for each in begun)
    assert searches.most == 1


def test_whoever_searches_again_and_again_is_told_to_wait_and_keeps_nobody_else_from_it(searches: Searches) -> None:
    person_id = make_id()
    waiting = [searches.begin(person_id) for _ in range(EACH)]
    assert isinstance(searches.begin(person_id).exception(), Busy)
    waiting.append(searches.begin(make_id()))
    searches.may_end.set()
    assert [each.exception() for each in waiting] == [None] * (EACH + 1)
    assert searches.begin(person_id).exception() is None


def test_no_more_wait_than_leaves_threads_for_other_pages(searches: Searches) -> None:
    waiting = [searches.begin(make_id()) for _ in range(ALL)]
    assert isinstance(searches.begin(make_id()).exception(), Busy)
    searches.may_end.set()
    assert [each.exception() for each in waiting] == [None] * ALL
