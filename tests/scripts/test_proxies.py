"""The proxies in front, as a clinic would run them: what they say themselves, and what they keep."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.proxy import proxying
from tests.support.server import PATIENCE, ROOT, free_port

LINK = "/invitations/Zk3xYbQ2token"  # whoever has it may use it
LONG = b"x" * (2 * 1024 * 1024 + 1)


def asked(
    connection: http.client.HTTPConnection, sent: bytes | None = None
) -> tuple[int, str, http.client.HTTPMessage]:
    with closing(connection):
        connection.request("POST" if sent else "GET", LINK, sent, headers={"Host": "127.0.0.1"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers


def kept(folder: Path) -> str:
    return "".join(log.read_text(encoding="utf-8") for log in sorted(folder.glob("*.log")))


def test_nginx_keeps_no_link_that_somebody_opened_over_http_or_that_no_node_answered(tmp_path: Path) -> None:
    with proxying(tmp_path, [f"127.0.0.1:{free_port()}"]) as port:
        site = (tmp_path / "interleaf.conf").read_text(encoding="utf-8")
        plain = int(re.findall(r"listen 127\.0\.0\.1:(\d+);", site)[0])
        assert asked(http.client.HTTPConnection("127.0.0.1", plain))[0] == 301
        trusted = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
        status, page, headers = asked(http.client.HTTPSConnection("127.0.0.1", port, context=trusted))
    assert (status, "what you wrote is still on the page" in page) == (502, True)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert " 301 " in kept(tmp_path)
    assert not [word for word in ("token", "127.0.0.1") if word in kept(tmp_path)]


def test_nginx_says_of_what_is_too_long_that_it_is_still_on_the_page(tmp_path: Path) -> None:
    with proxying(tmp_path, [f"127.0.0.1:{free_port()}"]) as port:
        trusted = ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusted)
        status, page, headers = asked(connection, LONG)
    assert (status, "what you wrote is still on the page" in page) == (413, True)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert not (tmp_path / "body").exists() or not list((tmp_path / "body").iterdir())


@contextmanager
def caddy(folder: Path) -> Iterator[int]:
    """The file of the containers before a node that does not answer, on a port of this machine, without HTTPS."""
    port = free_port()
    text = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    for place, here in (
        ("{$INTERLEAF_HOSTS}", f"http://127.0.0.1:{port}"), ("/srv/interleaf", str(ROOT)),
        ("dynamic a web 8000 {\n\t\t\trefresh 5s\n\t\t}", f"to 127.0.0.1:{free_port()}"),
    ):  # fmt: skip
        assert place in text
        text = text.replace(place, here)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        _wait_for(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            connection.connect()
        except OSError:
            time.sleep(0.05)
        else:
            connection.close()
            return
    raise RuntimeError("caddy did not start")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no Caddy on this machine")
def test_caddy_keeps_no_link_that_no_node_answered_and_says_that_words_are_still_there(tmp_path: Path) -> None:
    with caddy(tmp_path) as port:
        status, page, headers = asked(http.client.HTTPConnection("127.0.0.1", port))
    assert (status, "what you wrote is still on the page" in page) == (502, True)
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "using provided configuration" in kept(tmp_path)
    assert "token" not in kept(tmp_path)
