"""What a clinic installs: files that the programs they are for accept, and that say what the documents say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from journal import metrics
from scripts.image import steps
from tests.support.proxy import certificate, program
from tests.support.server import ROOT

HOST = "journal.clinic.example"
UNITS = sorted(path.name for path in (ROOT / "deploy").glob("interleaf*"))
# what nginx is asked to look at, with the places of this folder
MAIN = """
pid {folder}/nginx.pid;
events {{}}
http {{ {paths} include {folder}/site.conf; }}
"""


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the one command writes, below a folder."""
    folder = tmp_path_factory.mktemp("staged")
    subprocess.run([ROOT / "deploy/install", HOST], check=True, env={**os.environ, "INTO": str(folder)}, timeout=60)
    return folder


def test_the_one_command_writes_everything_a_server_needs_and_no_secret_of_ours(staged: Path) -> None:
    code = staged / "srv/interleaf"
    for name in ("wsgi.py", "gunicorn.conf.py", "requirements.txt", "journal", "templates", "static", "migrations"):
        assert (code / name).exists(), name
    assert not list(code.rglob("secret.json"))
    assert f"INTERLEAF_HOSTS={HOST}\n" in (staged / "etc/interleaf/environment").read_text(encoding="utf-8")
    assert (staged / "etc/interleaf/tls/privkey.pem").stat().st_mode & 0o077 == 0


def test_run_again_it_keeps_what_the_clinic_wrote(staged: Path) -> None:
    kept = staged / "etc/interleaf/environment"
    kept.write_text("INTERLEAF_HOSTS=ours.example\n", encoding="utf-8")
    key = (staged / "etc/interleaf/tls/privkey.pem").read_bytes()
    gone = staged / "srv/interleaf/journal/of_an_earlier_version.py"
    gone.touch()
    subprocess.run([ROOT / "deploy/install", HOST], check=True, env={**os.environ, "INTO": str(staged)}, timeout=60)
    assert kept.read_text(encoding="utf-8") == "INTERLEAF_HOSTS=ours.example\n"
    assert (staged / "etc/interleaf/tls/privkey.pem").read_bytes() == key
    assert not gone.exists()


def test_a_name_that_is_no_host_is_refused(tmp_path: Path) -> None:
    for name in ("a;b", "$(id)", "-x", ""):
        answer = subprocess.run([ROOT / "deploy/install", name], check=False, env={**os.environ, "INTO": str(tmp_path)})
        assert answer.returncode != 0
    assert list(tmp_path.iterdir()) == []


def test_nginx_accepts_its_file(staged: Path, tmp_path: Path) -> None:
    certificate(tmp_path)
    site = (staged / "etc/nginx/conf.d/interleaf.conf").read_text(encoding="utf-8")
    for place, here in (
        ("/etc/interleaf/tls", tmp_path), ("/var/log/nginx", tmp_path),
        ("/etc/nginx/interleaf-headers.conf", staged / "etc/nginx/interleaf-headers.conf"),
        ("listen 80", "listen 127.0.0.1:8480"), ("listen 443", "listen 127.0.0.1:8443"),
    ):  # fmt: skip
        site = site.replace(str(place), str(here))
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path, paths=paths), encoding="utf-8")
    command = [program(), "-t", "-q", "-e", f"{tmp_path}/error.log", "-c", f"{tmp_path}/nginx.conf"]
    subprocess.run(command, check=True)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_accepts_the_units_and_finds_them_little_exposed(tmp_path: Path) -> None:
    for name in UNITS:
        text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(re.sub(r"/srv/interleaf/\.venv/bin/\w+", "/bin/true", text), encoding="utf-8")
    files = [str(tmp_path / name) for name in UNITS]
    answer = subprocess.run(["systemd-analyze", "verify", *files], check=False, capture_output=True, text=True)
    assert (answer.returncode, [line for line in answer.stderr.splitlines() if "interleaf" in line]) == (0, [])
    for file in files:
        if file.endswith(".service"):
            command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", file]  # of 100
            assert subprocess.run(command, check=False, capture_output=True).returncode == 0, file


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_every_service_keeps_memory_from_disk_and_writes_only_its_folder(name: str) -> None:
    lines = (ROOT / "deploy" / name).read_text(encoding="utf-8").splitlines()
    assert {"LimitCORE=0", "MemorySwapMax=0", "NoNewPrivileges=yes", "ProtectSystem=strict", "User=interleaf"} <= {
        *lines
    }
    assert not [line for line in lines if line.startswith("ReadWritePaths")]


def test_the_ledger_lies_where_services_and_containers_may_write_it() -> None:
    environment = (ROOT / "deploy/environment").read_text(encoding="utf-8")
    folder = Path(re.findall(r"^INTERLEAF_SECRET_FILE=(.+)$", environment, re.MULTILINE)[0]).parent
    for name in UNITS:
        if name.endswith(".service"):
            unit = (ROOT / "deploy" / name).read_text(encoding="utf-8")
            written = re.findall(r"^StateDirectory=(.+)$", unit, re.MULTILINE)[0].split()
            assert folder in [Path("/var/lib") / each for each in written], name
    containers = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for name in ("web", "jobs", "prepare"):
        assert containers[name]["volumes"] == ["secret:/var/lib/interleaf-secret"], name


def test_the_image_runs_as_a_user_without_rights_and_is_asked_for_its_health() -> None:
    taken = steps((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    last = dict(taken)
    bases = [words for name, words in taken if name == "FROM"]
    assert len(bases) == 2
    assert all(re.match(r"python:3\.\d+-slim-\w+( AS build)?$|.+@sha256:[0-9a-f]{64}", words) for words in bases)
    assert last["USER"] == "10001:10001"
    assert taken.index(("USER", last["USER"])) > max(turn for turn, (name, _) in enumerate(taken) if name == "RUN")
    assert "HEALTHCHECK" in last
    assert "ADD" not in last
    for name, words in taken:
        if name == "COPY" and not words.startswith("--from"):
            assert all((ROOT / source).exists() for source in words.split()[:-1]), words


def test_the_containers_hand_secrets_over_as_files_and_write_nowhere_else() -> None:
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert not re.search(r"(PASSWORD|DATABASE_URL|REDIS_URL|MAIL): ", compose)
    assert "read_only: true" in compose
    services = compose.split("\nservices:\n")[1].split("\nnetworks:\n")[0]
    names = re.findall(r"^  (\w+):", services, re.MULTILINE)
    assert names == ["web", "jobs", "prepare", "database", "counts", "proxy"]
    assert len(re.findall(r"<<: \*(?:node|hardened)", services)) == len(names)


def test_every_figure_is_in_the_document_and_nothing_else() -> None:
    source = (ROOT / "journal/metrics.py").read_text(encoding="utf-8")
    shown = {*re.findall(r'"(interleaf_\w+)"', source), *(f"interleaf_{name}" for name in metrics.STATE)}
    told = re.findall(r"`(interleaf_\w+)`", (ROOT / "docs/deploy.md").read_text(encoding="utf-8"))
    assert {name.removesuffix("_total") for name in told} == shown
