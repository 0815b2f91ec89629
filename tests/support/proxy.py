"""The nginx of the system with the file that a clinic would use, put before nodes of the tests' own."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.server import PATIENCE, ROOT, free_port

_MAIN = """
daemon off;
pid {folder}/nginx.pid;
{user}
error_log {folder}/error.log crit;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    access_log {folder}/access.log;  # as the distribution has it, for what a site says nothing of
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/interleaf.conf;
}}
"""
_SITE = re.compile(r"    server 127\.0\.0\.1:8000([^;]*);")


def program() -> str:
    """The nginx of this machine. Raises `RuntimeError` where there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        raise RuntimeError("no nginx on this machine; scripts/servers.py says how to get one")
    return found


def certificate(folder: Path) -> Path:
    """A certificate for this machine alone, in that folder; gives its file."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    return folder / "fullchain.pem"


def configured(folder: Path, nodes: Sequence[str], port: int) -> Path:
    """Writes the clinic's file for these nodes and this port, changed in its places alone; gives the main file."""
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    lines = "\n".join(rf"    server {node}\1;" for node in nodes)
    places = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "    listen [::]:80;\n": "", "    listen [::]:443 ssl http2;\n": "",  # not every machine has them
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "@HOST@": "127.0.0.1", "/etc/interleaf/tls": str(folder), "/var/log/nginx": str(folder),
        "/srv/interleaf": str(ROOT), "/etc/nginx/interleaf-headers.conf": str(ROOT / "deploy" / "nginx-headers.conf"),
    }  # fmt: skip
    site = _SITE.sub(lines, site)
    for place, here in places.items():
        if place not in site:
            raise RuntimeError(f"deploy/nginx.conf has no {place!r} any more")
        site = site.replace(place, here)
    (folder / "interleaf.conf").write_text(site, encoding="utf-8")
    user = "user root;" if Path("/proc/self").owner() == "root" else ""
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, user=user), encoding="utf-8")
    return folder / "nginx.conf"


@contextmanager
def proxying(folder: Path, nodes: Sequence[str]) -> Iterator[int]:
    """Serves these nodes over HTTPS on a port of this machine, which it gives, until the block ends."""
    port = free_port()
    certificate(folder)
    command = [program(), "-p", str(folder), "-c", str(configured(folder, nodes, port))]
    subprocess.run([*command, "-t", "-q"], check=True)
    process = subprocess.Popen(command)
    try:
        _wait_for(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("nginx did not start")
