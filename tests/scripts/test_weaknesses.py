"""Packages with published weaknesses are found, and a service that cannot be asked is said, never taken for a pass."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripts import weaknesses
from tests.support.server import free_port

SOUND = "cryptography==50.0.2 \\\n    --hash=sha256:00\nflask==3.1.3 \\\n"
KNOWN: dict[str, list[dict[str, str]]] = {"flask 0.12": [{"id": "X-1"}], "nh3 0.0.1": [{"id": "X-2"}]}


@pytest.fixture
def nowhere() -> str:
    """An address where nobody answers."""
    return f"http://127.0.0.1:{free_port()}/"


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[str]:
    """A service that knows these weaknesses."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            known = [request.param.get(f"{each['package']['name']} {each['version']}", []) for each in asked]
            answer = json.dumps({"results": [{"vulns": each} if each else {} for each in known]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def look(tmp_path: Path, pins: str, address: str) -> weaknesses.Outcome:
    (tmp_path / "requirements.txt").write_text(pins, encoding="utf-8")
    return weaknesses.look(weaknesses.pinned([tmp_path / "requirements.txt"]), address)


def test_an_old_flask_is_found_also_where_no_service_answers(tmp_path: Path, nowhere: str) -> None:
    outcome = look(tmp_path, "flask==2.0.1 \\\n", nowhere)
    assert outcome.status == weaknesses.WEAK
    assert "flask 2.0.1: CVE-2023-30861" in outcome.told()
    assert "NOT ASKED" in outcome.told()


def test_no_service_is_no_pass(tmp_path: Path, nowhere: str) -> None:
    outcome = look(tmp_path, SOUND, nowhere)
    assert outcome.status == weaknesses.NOT_ASKED
    assert "ADVISORY SERVICE NOT ASKED" in outcome.told()


@pytest.mark.parametrize("service", [{}], indirect=True)
def test_a_service_that_knows_nothing_is_no_pass(tmp_path: Path, service: str) -> None:
    assert look(tmp_path, SOUND, service).status == weaknesses.NOT_ASKED


@pytest.mark.parametrize("service", [KNOWN], indirect=True)
def test_what_the_service_knows_is_found_and_nothing_else(tmp_path: Path, service: str) -> None:
    assert look(tmp_path, SOUND, service).status == weaknesses.WHOLE
    outcome = look(tmp_path, SOUND + "nh3==0.0.1\n", service)
    assert (outcome.status, outcome.weak) == (weaknesses.WEAK, ["nh3 0.0.1: X-2"])


def test_nothing_that_is_pinned_is_in_the_list(nowhere: str) -> None:
    pins = weaknesses.pinned([weaknesses.ROOT / "requirements.txt", weaknesses.ROOT / "requirements-dev.txt"])
    assert len(pins) > 40
    assert weaknesses.look(pins, nowhere).weak == []


@pytest.mark.parametrize(("version", "fixed"), [("2.9", "2.10"), ("3.1", "3.1.1"), ("1.0.0", "2")])
def test_versions_are_compared_as_numbers(version: str, fixed: str) -> None:
    assert weaknesses.older(version, fixed)
    assert not weaknesses.older(fixed, version)
    assert not weaknesses.older(fixed, fixed)
