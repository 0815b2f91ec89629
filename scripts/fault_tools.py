"""Brings the two programs that `make faults` needs beside Python, where installing is allowed; says what is missing."""

from __future__ import annotations

import shutil

from scripts.browser import install, may_install

PROGRAMS = {"faketime": "to set the clock of a server", "strace": "to let a sync fail"}


def main() -> None:
    """Leaves both where they can be had; what stays missing is said here, and by the faults that need it."""
    for name, reason in PROGRAMS.items():
        if shutil.which(name) is None and may_install():
            print(f"Asking the distribution for {name}.", flush=True)
            install(name)
        if shutil.which(name) is None:
            print(f"{name} is missing ({reason}). Install it:  sudo apt-get install -y {name}", flush=True)


if __name__ == "__main__":
    main()
