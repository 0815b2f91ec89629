"""What an answer tells a stranger of the machine behind it: no version, and no file that is not meant for browsers."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest
from flask.testing import FlaskClient

STATIC = Path(__file__).resolve().parents[2] / "static"
KINDS = {".css", ".js", ".svg", ".png", ".woff2", ".webmanifest", ".ico", ".txt", ".md"}
BY_THE_PROXY = {"unreachable.html", "too-long.html"}  # without script; what is shown where no node is asked
PACKAGES = ("flask", "werkzeug", "gunicorn", "sqlalchemy", "jinja2")
ADDRESSES = ("/sign-in", "/help", "/nothing", "/healthz", "/readyz", "/static/nothing.css", "/form-token")


@pytest.mark.one_engine("no answer to a stranger asks the database for this")
def test_no_answer_names_a_version(client: FlaskClient) -> None:
    for path in ADDRESSES:
        answer = client.get(path)
        told = f"{answer.headers}\n{answer.text}"
        assert not [
            name for name in PACKAGES if re.search(rf"{name}[ /]*{re.escape(version(name))}", told, re.IGNORECASE)
        ]
        assert "X-Powered-By" not in answer.headers


def test_only_known_kinds_of_files_are_served() -> None:
    served = [path for path in STATIC.rglob("*") if path.is_file() and "LICENSE" not in path.name.upper()]
    assert {path.suffix for path in served if path.name not in BY_THE_PROXY} - KINDS == set()


@pytest.mark.parametrize(
    "path", ["../wsgi.py", "..%2fwsgi.py", "%2e%2e/wsgi.py", "css/../../wsgi.py", "/etc/passwd", ".git/config", "css/"]
)
@pytest.mark.one_engine("files do not concern the database")
def test_no_other_file_is_reached(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code in (308, 404)


@pytest.mark.one_engine("a report does not concern the database")
@pytest.mark.parametrize(
    ("report", "logged"),
    [
        (b'{"csp-report": {"effective-directive": "script-src-elem", "script-sample": "secret words"}}', True),
        (b'{"csp-report": {"effective-directive": "secret-words"}}', False),
        (b"[" * 10_000, False),
        (b'{"violated-directive": "img-src", "x": "' + b"x" * 20_000 + b'"}', False),
        (b"", False),
    ],
)
def test_a_report_of_a_browser_leaves_the_name_of_the_directive_and_nothing_else(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, report: bytes, logged: bool
) -> None:
    answer = client.post("/policy-report", data=report, content_type="application/csp-report")
    assert answer.status_code == 204
    assert ("script-src-elem" in caplog.text) is logged
    assert "secret" not in caplog.text
    assert "report-uri /policy-report" in client.get("/help").headers["Content-Security-Policy"]
