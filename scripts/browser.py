"""Finds a Chromium that Playwright can drive, or brings one, and leaves its path in .venv/browser for the tests.

First the system's own, then Playwright's download, then the distribution's package where installing is allowed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NOTE = ROOT / ".venv" / "browser"
DOWNLOADS = ROOT / ".venv" / "browsers"
# the shell without a window opens a page in a third of the time
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Leaves the path of a browser that was seen to start; ends with the command that helps where none can be had."""
    if NOTE.exists() and Path(NOTE.read_text(encoding="utf-8")).exists():
        return
    ensure_playwright()
    for path in candidates():
        if starts(path):
            NOTE.write_text(str(path), encoding="utf-8")
            print(f"Browser for the tests: {path}")
            return
    sys.exit(
        "No browser for the tests. Install one and run the same command again:\n"
        "  Debian:  sudo apt-get install -y chromium\n"
        "  Ubuntu:  .venv/bin/python -m playwright install --with-deps chromium"
    )


def ensure_playwright() -> None:
    """Brings the one library that Playwright's own program needs and a very small system lacks."""
    version = (sys.executable, "-m", "playwright", "--version")
    if not quietly(*version) and may_install():
        print("Asking the distribution for libatomic1, which Playwright needs.", flush=True)
        install("libatomic1")
    if not quietly(*version):
        sys.exit(
            "Playwright does not start here; most often libatomic1 is missing.\n"
            "Install it and run the same command again:  sudo apt-get install -y libatomic1\n"
            "What it says itself:                        .venv/bin/python -m playwright --version"
        )


def candidates() -> Iterator[Path]:
    """Paths worth trying, each way of bringing a browser tried only once those before it gave none that starts."""
    yield from installed()
    print("No Chromium on this machine; asking Playwright for one.", flush=True)
    yield from downloaded_after("install")
    if may_install():
        if DOWNLOADS.exists() and any(DOWNLOADS.glob("chromium-*/*/chrome")):
            yield from downloaded_after("install-deps")
        print("Asking the distribution for Chromium.", flush=True)
        for package in ("chromium-headless-shell", "chromium"):
            install(package)
            yield from installed()


def installed() -> Iterator[Path]:
    """Browsers found by their usual names."""
    yield from (Path(path) for name in NAMES if (path := shutil.which(name)))


def downloaded_after(command: str) -> Iterator[Path]:
    """The browser that Playwright keeps beside the environment, after one of its install commands for Chromium."""
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(DOWNLOADS)
    subprocess.run([sys.executable, "-m", "playwright", command, "chromium"], check=False)
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    if path.exists():
        yield path


def starts(path: Path) -> bool:
    """Whether the browser comes up; a wrapper that only tells how to install one does not."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=path, args=["--no-sandbox"], timeout=30_000).close()
    except Error as error:
        print(f"{path} does not start: {error.message.splitlines()[0]}", flush=True)
        return False
    return True


def may_install() -> bool:
    """Whether packages may be installed without asking anyone for a password."""
    if shutil.which("apt-get") is None:
        return False
    return os.geteuid() == 0 or quietly("sudo", "-n", "true")


def install(package: str) -> None:
    """Installs a package as root; that may fail, and what comes after looks at what is there."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, env=environment)
    command = [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    subprocess.run(command, check=False, env=environment)


def quietly(*command: str) -> bool:
    """Whether a command exists and succeeds."""
    return (
        shutil.which(command[0]) is not None
        and subprocess.run(command, check=False, capture_output=True).returncode == 0
    )


if __name__ == "__main__":
    main()
