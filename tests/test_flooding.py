"""Where Redis is away, visitors are served uncounted; requests are named by us, whatever a visitor sends."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from journal.config import Settings
from tests.support.installations import running

pytestmark = pytest.mark.one_engine("nothing here depends on the database")


def test_without_redis_pages_are_served_and_the_log_says_so_without_the_visitor(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with running(replace(settings, redis_url="redis://:hush@127.0.0.1:9/0", requests_a_minute=1)) as app:
        client = app.test_client()
        assert [client.get("/sign-in").status_code for _ in range(3)] == [200] * 3
    assert "requests are not counted: ConnectionError" in caplog.text
    assert "hush" not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_the_id_of_a_request_is_made_here(client: FlaskClient) -> None:
    first, second = (client.get("/healthz", headers={"X-Request-Id": "x\tforged"}) for _ in range(2))
    ids = {first.headers["X-Request-Id"], second.headers["X-Request-Id"]}
    assert len(ids) == 2
    assert all(len(each) == 32 and int(each, 16) for each in ids)
