"""Searches that come at the same moment."""

from __future__ import annotations

import threading
import time
from typing import Any, cast

import pytest

from journal.ids import make_id
from journal.services.actor import Actor
from journal.services.search import search_scan
from journal.services.search.search_scan import Where, scan

AT_ONCE = 4


def test_a_process_looks_through_one_caseload_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    looking, most = 0, 0

    def look(*_asked: Any) -> None:
        nonlocal looking, most
        looking += 1
        most = max(most, looking)
        time.sleep(0.02)  # long enough for another to come in, if it may
        looking -= 1

    monkeypatch.setattr(search_scan, "_look_through", look)
    begun = threading.Barrier(AT_ONCE)

    def search() -> None:
        begun.wait()
        scan(cast(Actor, None), Where([make_id()]), ())

    threads = [threading.Thread(target=search) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
