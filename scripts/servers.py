"""Sees to the servers that the tests start besides our own: nginx, and Redis or Valkey, from the system's packages."""

from __future__ import annotations

import os
import shutil
import sys

from scripts.browser import install, may_install

WANTED = {"nginx": ("nginx",), "redis-server": ("redis-server", "valkey-server"), "openssl": ("openssl",)}
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def main() -> None:
    """Installs what is missing where that is allowed; ends with the command that helps where it is not."""
    for package in missing():
        if may_install():
            print(f"Asking the distribution for {package}, which the tests start.", flush=True)
            install(package)
    still = missing()
    if still:
        sys.exit(
            f"The tests of several nodes need {' and '.join(still)}. Install and run the same command again:\n"
            f"  sudo apt-get install -y {' '.join(still)}"
        )


def missing() -> list[str]:
    """The packages of which no program is there."""
    return [package for package, names in WANTED.items() if not any(shutil.which(each, path=_PATH) for each in names)]


if __name__ == "__main__":
    main()
