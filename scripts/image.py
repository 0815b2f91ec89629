"""Goes through the steps of the Dockerfile in a folder, where no engine is at hand, and serves from what they made.

Paths of the image become paths below the folder, `useradd` is left out, and where this runs as root the server runs as
the image's user, on a tree that nobody may write, with the Python of the system where that has `venv`. What only an
engine shows, the base image itself, is not seen.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("/srv/interleaf", "/var/lib/interleaf")
PATIENCE = 60  # seconds for the server to be healthy


@dataclass
class Image:
    """What the steps made, below a folder."""

    room: Path
    here: Path
    environment: dict[str, str] = field(default_factory=dict)
    user: str = ""
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)

    def placed(self, words: str) -> str:
        """The words with the paths of the image as paths below the folder."""
        return re.sub("|".join(map(re.escape, PLACES)), lambda found: f"{self.room}{found[0]}", words)

    def as_user(self, command: list[str], **more: str) -> subprocess.Popen[bytes]:
        """Starts a command as the image would, with nothing of this environment but the path."""
        first = Path(command[0])
        words = [str(self.here / first) if first.parts[0] == ".venv" else command[0], *command[1:]]
        environment = {"PATH": os.environ["PATH"], **self.environment, **more}
        number = int(self.user.partition(":")[0]) if os.geteuid() == 0 else None
        return subprocess.Popen(words, cwd=self.here, env=environment, user=number, group=number, extra_groups=None)


def steps(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile with their words, comments left out and broken lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(name.upper(), words.strip()) for name, _, words in (line.partition(" ") for line in whole.splitlines())]


def offer_python(room: Path) -> None:
    """Puts a Python where the steps find it first: the system's, which every user may run, or else the one at hand."""
    system = Path("/usr/bin/python3")
    good = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"
    fits = system.exists() and subprocess.run([system, "-c", good], check=False, capture_output=True).returncode == 0
    (room / "bin").mkdir()
    (room / "bin" / "python").symlink_to(system if fits else sys.executable)
    os.environ["PATH"] = f"{room / 'bin'}:{os.environ['PATH']}"


def made(room: Path) -> Image:
    """Takes every step. Raises `CalledProcessError` where one fails."""
    image = Image(room, room)
    offer_python(room)
    for name, words in steps((ROOT / "Dockerfile").read_text(encoding="utf-8")):
        print(f"{name} {words[:90]}", flush=True)
        take(image, name, words)
    return image


def take(image: Image, name: str, words: str) -> None:
    """Takes one step."""
    match name:
        case "WORKDIR":
            image.here = Path(image.placed(words))
            image.here.mkdir(parents=True, exist_ok=True)
        case "COPY" if not words.startswith("--from"):
            copy(image, *words.split())
        case "RUN":
            line = image.placed(re.sub(r"useradd [^&]*&& ", "", words))
            line = line if os.geteuid() == 0 else re.sub(r"-[og] \d+ ", "", line)
            subprocess.run(["/bin/sh", "-c", line], check=True, cwd=image.here)
        case "ENV":
            image.environment |= dict(word.split("=", 1) for word in shlex.split(image.placed(words)))
        case "USER":
            image.user = words
        case "HEALTHCHECK":
            image.health = json.loads(words.partition("CMD ")[2])
        case "CMD":
            image.command = json.loads(words)


def copy(image: Image, *names: str) -> None:
    """Copies files, or one folder, from the project."""
    *sources, target = names
    for source in sources:
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "secrets")
            shutil.copytree(ROOT / source, image.here / target, ignore=ignored)
        else:
            shutil.copy2(ROOT / source, image.here / target)


def serve(image: Image) -> None:
    """Prepares, serves and asks for its health as an engine would; ends with a sentence where it is not healthy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"INTERLEAF_HOSTS": "journal.clinic.example", "INTERLEAF_BIND": f"127.0.0.1:{port}"}
    if image.as_user([".venv/bin/python", "-m", "scripts.prepare"], **settings).wait() != 0:
        sys.exit("The image cannot prepare an installation.")
    server = image.as_user(image.command, **settings)
    try:
        deadline = time.monotonic() + PATIENCE
        while image.as_user(image.health, **settings).wait() != 0:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("The server of the image does not become healthy.")
            time.sleep(1)
    finally:
        server.terminate()
    if server.wait(PATIENCE) != 0:
        sys.exit("The server of the image does not end when it is asked to.")


def main() -> None:
    """Lints where hadolint is at hand, takes every step, serves, and says so."""
    linter = shutil.which("hadolint")
    if linter is None:
        print("hadolint is not on this machine, so the Dockerfile is not linted.")
    elif subprocess.run([linter, str(ROOT / "Dockerfile")], check=False).returncode != 0:
        sys.exit("hadolint finds fault with the Dockerfile.")
    with tempfile.TemporaryDirectory(prefix="interleaf-image-") as folder:
        Path(folder).chmod(0o755)
        image = made(Path(folder))
        subprocess.run(["/bin/chmod", "-R", "a-w,a+rX", str(image.here)], check=True)
        serve(image)
        subprocess.run(["/bin/chmod", "-R", "u+w", str(image.here)], check=True)
    print(f"Every step went, and the server was healthy as user {image.user} on a tree that is read only.")


if __name__ == "__main__":
    main()
