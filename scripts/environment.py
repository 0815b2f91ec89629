"""Makes .venv and installs the pinned requirements into it, once for each state of their files.

Runs on whatever `python3` the machine has, so it keeps to syntax that an older one can still read and be told.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FILES = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-dev.txt"]}


def main():
    """Brings .venv up to what `run` or `test` needs; does nothing where it already is."""
    wanted = FILES[sys.argv[1]]
    refuse_old_python()
    with open(__file__, encoding="utf-8") as lock:  # noqa: PTH123 - Path.open is no different, only longer
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [name for name in wanted if not is_installed(name)]
        if missing:
            ensure_venv()
            install(missing)


def refuse_old_python():
    """Stops with the command that helps when this Python is too old."""
    if sys.version_info < OLDEST:
        found = "{}.{}".format(*sys.version_info)
        sys.exit(
            f"Interleaf needs Python 3.11 or newer; {sys.executable} is {found}.\n"
            "Install a newer one, for example:  sudo apt-get install -y python3.12 python3.12-venv\n"
            "and name it:                       make PYTHON=python3.12 run"
        )


def state_of(name):
    """A digest over a requirements file, this Python and this folder: all that makes an installed set stale."""
    known = f"{sys.version}\n{VENV}\n".encode()
    return hashlib.sha256(known + (ROOT / name).read_bytes()).hexdigest()


def is_installed(name):
    """Whether exactly this state of the file was installed to the end."""
    mark = VENV / (name + ".installed")
    return (VENV / "bin" / "python").exists() and mark.exists() and mark.read_text(encoding="ascii") == state_of(name)


def ensure_venv():
    """Makes the environment, or makes it anew when another Python made it."""
    made_by = VENV / "made-by"
    if made_by.exists() and made_by.read_text(encoding="utf-8") == sys.version + str(VENV):
        return
    refuse_missing_venv()
    print("Making .venv with Python {}.{}.".format(*sys.version_info), flush=True)
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "Python could not make .venv.")
    made_by.write_text(sys.version + str(VENV), encoding="utf-8")


def refuse_missing_venv():
    """Stops with the command that helps where the distribution packs venv apart from Python."""
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        system = Path("/usr/bin/python3")
        is_default = system.exists() and system.resolve() == Path(sys.executable).resolve()
        package = "python3-venv" if is_default else "python{}.{}-venv".format(*sys.version_info)
        sudo = "" if os.geteuid() == 0 else "sudo "
        sys.exit(
            f"{sys.executable} cannot make virtual environments: the package {package} is missing.\n"
            f"Install it:  {sudo}apt-get install -y {package}\n"
            "and run the same command again."
        )


def install(names):
    """Installs the files, each package checked against its pinned hashes, and marks them as installed."""
    print("Installing {} (once, about a minute).".format(" and ".join(names)), flush=True)
    files = [part for name in names for part in ("--requirement", str(ROOT / name))]
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run(
        [*pip, "install", "--quiet", "--no-user", "--require-hashes", *files],
        "The packages could not be installed; the lines above say why. Run the same command again once that is mended.",
    )
    for name in names:
        (VENV / (name + ".installed")).write_text(state_of(name), encoding="ascii")


def run(command, failure):
    """Runs a program and ends with the sentence given when it fails."""
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit(failure)


if __name__ == "__main__":
    main()
