"""A browser window that reports what a person would not see: foreign requests, console errors, lost scripts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request
from playwright.sync_api import Error as BrowserError

from tests.support.server import ROOT

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
)


def executable() -> Path:
    """The browser that `scripts/browser.py` found. Raises `RuntimeError` naming the command that finds one."""
    note = ROOT / ".venv" / "browser"
    chosen = os.environ.get("TEST_BROWSER") or (note.read_text(encoding="utf-8") if note.exists() else "")
    if not chosen or not Path(chosen).exists():
        raise RuntimeError("no browser for the journeys; run: .venv/bin/python scripts/browser.py")
    return Path(chosen)


def launch(playwright: Playwright) -> Browser:
    """Starts the browser that the machine has."""
    return playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))


@dataclass
class Guard:
    """Watches every page of its contexts and remembers what must not happen."""

    home: str
    expected: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Follows all pages of a context, present and coming."""
        context.on("page", self._follow)
        context.on("request", self._look_at_request)

    def _follow(self, page: Page) -> None:
        page.on("console", self._look_at_console)
        page.on("pageerror", self._look_at_error)

    def _look_at_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and f"{address.scheme}://{address.netloc}" != self.home:
            self.findings.append(f"a request left for {request.url}")

    def _look_at_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_expected(message.text):
            self.findings.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _look_at_error(self, error: BrowserError) -> None:
        if not self._is_expected(error.message):
            self.findings.append(f"a script failed: {error.message}")

    def _is_expected(self, text: str) -> bool:
        return any(re.search(pattern, text) for pattern in self.expected)

    def assert_quiet(self) -> None:
        """Fails with all that was seen."""
        assert not self.findings, "the browser saw:\n" + "\n".join(self.findings)
