"""The windows of the journeys see what must not be: foreign requests, console errors, pages not everyone can use."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.axe import violations
from tests.support.browser import Guard

HOME = "http://127.0.0.1:9"
GOOD_PAGE = """<!doctype html><html lang="en"><head><title>Good</title></head>
<body><main><h1>Good</h1><p>Words</p></main></body></html>"""


def look(chromium: Browser, html: str, *expected: str) -> Guard:
    """A page with this source, looked at by a guard; no request leaves the browser."""
    guard = Guard(HOME, expected=list(expected))
    with chromium.new_context() as context:
        guard.watch(context)
        page = context.new_page()
        page.route("**/*", lambda route: route.fulfill(status=200, content_type="text/html", body=html, headers={}))
        page.goto(f"{HOME}/", wait_until="networkidle")
    return guard


def test_a_quiet_page_passes(chromium: Browser) -> None:
    look(chromium, GOOD_PAGE).assert_quiet()


def test_a_foreign_request_is_seen(chromium: Browser) -> None:
    guard = look(chromium, GOOD_PAGE + '<img alt="" src="http://127.0.0.2:9/pixel">')
    with pytest.raises(AssertionError, match=r"a request left for http://127\.0\.0\.2:9/pixel"):
        guard.assert_quiet()


@pytest.mark.parametrize("script", ["console.error('broken')", "throw new Error('broken')"])
def test_an_error_is_seen_unless_it_is_expected(chromium: Browser, script: str) -> None:
    page = f"{GOOD_PAGE}<script>{script}</script>"
    with pytest.raises(AssertionError, match="broken"):
        look(chromium, page).assert_quiet()
    look(chromium, page, "broken").assert_quiet()


def test_axe_names_what_is_wrong_and_where(chromium: Browser) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        page.set_content(GOOD_PAGE)
        assert violations(page) == []
        page.set_content(GOOD_PAGE.replace("<p>Words</p>", "<input id='bare'>"))
        found = violations(page)
    assert any(line.startswith("label (critical) at #bare") for line in found)
