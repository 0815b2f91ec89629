"""Fixtures of the browser journeys: a real server with the cast in it, and windows that watch for what must not be."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from inspect import signature
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from journal.config import Settings
from tests.journeys.backstage import Backstage
from tests.journeys.pages import Review
from tests.journeys.serving import with_cast
from tests.support import browser as browsers
from tests.support import codes
from tests.support.axe import assert_accessible
from tests.support.browser import DESK
from tests.support.cast import Cast
from tests.support.installations import REAL, Installations, running
from tests.support.server import ROOT, Server, serving

Window = Callable[..., Page]
FAILED = pytest.StashKey[bool]()
PATIENCE = 15_000  # milliseconds: a machine that does other work is slow, and no timing is what a test asserts
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Lets fixtures know, when they end, that their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this test process."""
    with sync_playwright() as playwright:
        browser = browsers.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _apps_show_codes_of_their_own() -> None:
    codes.begin_anew()  # every test has a database in which no code is used


@pytest.fixture
def database(installations: Installations, engine: str) -> Iterator[str]:
    """A database with the cast in it, sealed at the real cost, since a real server opens it."""
    with installations.database(engine, "cast", REAL) as address:
        yield address


@pytest.fixture
def cast(installations: Installations, engine: str) -> Cast:
    """Everyone in the server's database."""
    everyone = installations.prepared(engine, "cast", REAL).cast
    assert everyone is not None
    return everyone


@pytest.fixture
def live(
    request: pytest.FixtureRequest, installations: Installations, database: str, tmp_path: Path
) -> Iterator[Server]:
    """A real server over plain HTTP, with the cast in its database as at first.

    A test that looks at the server itself, and so asks for it by name, has one of its own; so has one on both engines,
    with two processes, as served. All others share one, for starting it takes longer than most of them do."""
    on_both = request.node.get_closest_marker("both_engines")
    if on_both or "live" in signature(request.function).parameters:
        with with_cast(installations, database, tmp_path, "2" if on_both else "1") as server:
            yield server
            _tell(request, server)
    else:
        server = request.getfixturevalue("resident")
        installations.refill(Settings(server.database_url, server.secret_file), "cast", REAL)
        yield server
        _tell(request, server)


@pytest.fixture(scope="session")
def resident(installations: Installations, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that tests of this process share."""
    folder = tmp_path_factory.mktemp("resident")
    with (
        installations.database("sqlite", "cast", REAL) as address,
        with_cast(installations, address, folder, "1") as server,
    ):
        yield server


def _tell(request: pytest.FixtureRequest, server: Server) -> None:
    if request.node.stash.get(FAILED, False):
        print(*server.log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:], sep="\n")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration clinic as `make run` serves it, for tests that only look; shared by all of them."""
    with serving([str(ROOT / "scripts" / "serve")], tmp_path_factory.mktemp("demonstration")) as server:
        yield server


@pytest.fixture
def open_window(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a window on a server: `open_window(server, size=DESK, theme="dark", scripts=False)`; each is a device.

    At the end the test fails if any window made a request to a foreign host or met an error in its console.
    """
    contexts: list[BrowserContext] = []
    guards: list[browsers.Guard] = []

    def open_one(
        server: Server, *, size: ViewportSize = browsers.PHONE, theme: str = "light", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=server.url,
            viewport=size,
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="en-US",
            timezone_id="America/New_York",
        )
        context.set_default_timeout(PATIENCE)
        marker = request.node.get_closest_marker("expects_console")
        guard = browsers.Guard(server.url, expected=list(marker.args) if marker else [])
        guard.watch(context)
        contexts.append(context)
        guards.append(guard)
        return context.new_page()

    yield open_one
    if request.node.stash.get(FAILED, False):
        for page in (page for context in contexts for page in context.pages):
            show(page, request.getfixturevalue("tmp_path"))
    for context in contexts:
        context.close()
    for guard in guards:
        guard.assert_quiet()


def show(page: Page, folder: Path) -> None:
    """Prints what a window showed when its test failed, and leaves a picture of it."""
    picture = folder / f"window-{len(list(folder.glob('window-*.png')))}.png"
    page.screenshot(path=picture, full_page=True)
    print(f"{page.url}\n{picture}\n{page.locator('body').inner_text()}\n")


@pytest.fixture
def window(live: Server, open_window: Window) -> Window:
    """Opens a window on the test's own server."""

    def open_one(**how: object) -> Page:
        return open_window(live, **how)

    return open_one


@pytest.fixture
def backstage(live: Server, cast: Cast) -> Iterator[Backstage]:
    """Hands on the live server's database."""
    with running(Settings(live.database_url, live.secret_file, plain_http=True)) as app:
        app.config["SERVER_URL"] = live.url
        yield Backstage(app, cast)


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with every violation that axe-core finds on a page."""
    return assert_accessible


@pytest.fixture
def ines(window: Window, backstage: Backstage, cast: Cast, reflection: str) -> Review:
    """Ines at her desk, with Maya's reflection open."""
    page = window(size=DESK)
    backstage.sign_in(page, cast.therapist)
    page.goto(f"/review/{reflection}")
    return Review(page)
