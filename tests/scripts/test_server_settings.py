"""The server's own settings: logs that say nothing about people, and no plain HTTP for other machines."""

from __future__ import annotations

import ctypes
import logging
import os
import re
import runpy
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import ThreadWorker

from journal.extensions import THREADS
from tests.support.server import ROOT


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    before = os.umask(0o022)  # reading the settings narrows it, for the server
    try:
        return runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/", "/"),
        ("/reflections", "/reflections"),
        ("/reflections/0192f0c1-7e57-7000-8000-000000000001/edit", "/reflections/*/edit"),
        ("/measures/cssrs", "/measures/*"),
        ("/patients/0192f0c1-7e57-7000-8000-000000000001/measures/phq9.csv", "/patients/*/measures/*"),
        ("/measures/auditc/answer", "/measures/*/answer"),
        ("/measures/answer", "/measures/answer"),
        ("/invitations/Zk3xYbQ2token", "/invitations/*"),
        ("/static/css/base.css", "/static/css/base.css"),
        ("/a secret of somebody's", "/*"),
    ],
)
def test_the_access_log_keeps_only_the_shape_of_an_address(settings: dict[str, Any], path: str, shape: str) -> None:
    assert settings["shape_of"](path) == shape


def test_a_visitor_who_holds_on_to_a_connection_does_not_hold_up_who_accepts_the_others(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ThreadWorker, "handle", lambda _, conn: conn.sock.sendall(b"answer") is not None)
    worker, (ours, theirs) = object.__new__(settings["Worker"]), socket.socketpair()
    with ours, theirs:
        assert worker.handle(SimpleNamespace(sock=ours, parser=None)) is False
        ours.setblocking(False)
        assert ours.recv(1) == b""  # nothing to wait for any more
        assert theirs.makefile("rb").read() == b"answer"


def test_the_access_log_names_nobody(settings: dict[str, Any]) -> None:
    named = re.findall(r"%\((.+?)\)", settings["access_log_format"])
    assert set(named) == {"t", "m", "U", "s", "b", "M"}  # when, method, shape, status, bytes, milliseconds


@pytest.fixture
def logger(settings: dict[str, Any], caplog: pytest.LogCaptureFixture) -> Any:
    made = settings["QuietLogger"](Config())
    made.error_log.addHandler(caplog.handler)
    yield made
    made.error_log.removeHandler(caplog.handler)


def test_a_malformed_request_is_not_quoted(logger: Any, caplog: pytest.LogCaptureFixture) -> None:
    logger.warning("Invalid request from ip=192.0.2.7: Invalid HTTP Header: 'Cookie: interleaf=quiet water'")
    assert "Invalid request" in caplog.text
    assert "quiet water" not in caplog.text
    assert "192.0.2.7" not in caplog.text


def test_an_error_while_serving_is_told_without_its_words(logger: Any, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("quiet water")
    except ValueError:
        logger.exception("Error handling request %s %s", "GET", "/reflections?q=quiet+water")
    assert "ValueError" in caplog.text
    assert "test_server_settings.py:" in caplog.text
    assert "quiet" not in caplog.text


def test_an_error_at_the_start_is_told_in_full(logger: Any, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("The secret file is missing.")
    except ValueError:
        logger.exception("Exception in worker process")
    assert "The secret file is missing." in caplog.text


def test_other_messages_pass(logger: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "gunicorn.error")
    logger.info("Booting worker with pid: %s", 7)
    assert "Booting worker with pid: 7" in caplog.text


def test_no_header_of_a_visitor_changes_what_the_server_believes_of_a_request(settings: dict[str, Any]) -> None:
    assert settings["forwarded_allow_ips"] == settings["forwarder_headers"] == ""
    assert settings["secure_scheme_headers"] == {}


def test_a_worker_counts_on_under_the_number_that_was_left_free(settings: dict[str, Any]) -> None:
    server, worker = SimpleNamespace(WORKERS={}), SimpleNamespace()
    for pid, slot in ((11, 0), (13, 2)):
        server.WORKERS[pid] = SimpleNamespace(slot=slot)
    settings["pre_fork"](server, worker)
    assert worker.slot == 1


def test_what_a_killed_server_left_is_removed_and_what_a_running_one_uses_is_kept(
    settings: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings["make_shared_folder"].__globals__, "worker_tmp_dir", str(tmp_path))
    monkeypatch.setenv("INTERLEAF_COMPILED_TEMPLATES", "")  # so that it is as before afterwards
    servers = [SimpleNamespace() for _ in range(3)]
    settings["make_shared_folder"](servers[0])
    settings["make_shared_folder"](servers[1])
    servers[0].lock.close()  # as the end of a process does, however it comes
    (tmp_path / "interleaf-server-begun").mkdir()  # one that is just being made
    settings["make_shared_folder"](servers[2])
    left = {str(path) for path in tmp_path.iterdir()}
    assert left == {servers[1].shared, servers[2].shared, str(tmp_path / "interleaf-server-begun")}
    for server in servers[1:]:
        server.lock.close()


@pytest.mark.parametrize(("address", "refused"), [("127.0.0.1", False), ("::1", False), ("0.0.0.0", True)])
def test_plain_http_is_for_this_machine_only(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch, address: str, refused: bool
) -> None:
    monkeypatch.setenv("INTERLEAF_PLAIN_HTTP", "1")
    for name in ("keep_memory_private", "share_one_heap", "make_shared_folder"):
        monkeypatch.setitem(settings["on_starting"].__globals__, name, lambda *_: None)
    server = SimpleNamespace(cfg=SimpleNamespace(address=[(address, 8000)]))
    if refused:
        with pytest.raises(SystemExit, match="this machine only"):
            settings["on_starting"](server)
    else:
        settings["on_starting"](server)


IN_MANY_THREADS = """
import ctypes, runpy, sys, threading
settings = runpy.run_path(sys.argv[1])
if sys.argv[2] == "shared":
    settings["share_one_heap"]()
libc = ctypes.CDLL(None)
libc.fopen.restype, libc.malloc_info.argtypes = ctypes.c_void_p, (ctypes.c_int, ctypes.c_void_p)
met = threading.Barrier(8)
def work():
    met.wait()
    libc.malloc(50_000)
    met.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
file = ctypes.c_void_p(libc.fopen(sys.argv[3].encode(), b"w"))
libc.malloc_info(0, file)
libc.fflush(file)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc has a heap for each thread")
def test_a_process_keeps_a_connection_for_each_of_its_threads(settings: dict[str, Any]) -> None:
    assert settings["threads"] == THREADS  # the settings load nothing of the product: a new version comes in by HUP


def test_the_threads_of_a_worker_share_one_heap(tmp_path: Path) -> None:
    told = tmp_path / "heaps.xml"

    def heaps(how: str) -> int:
        command = [sys.executable, "-c", IN_MANY_THREADS, str(ROOT / "gunicorn.conf.py"), how, str(told)]
        subprocess.run(command, check=True)
        return told.read_text(encoding="ascii").count("<heap ")

    assert heaps("each its own") > 1
    assert heaps("shared") == 1
