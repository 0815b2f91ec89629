"""What is missing on a machine is named together with the command that brings it."""

from __future__ import annotations

import builtins
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import ROOT


@pytest.fixture
def script(tmp_path: Path) -> dict[str, Any]:
    """The script's functions, with a root folder of their own."""
    found = runpy.run_path(str(ROOT / "scripts" / "environment.py"), run_name="environment")
    found["main"].__globals__.update(ROOT=tmp_path, VENV=tmp_path / ".venv")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    return found


def test_an_old_python_is_told_what_to_install(script: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer") as ended:
        script["refuse_old_python"]()
    assert "apt-get install" in str(ended.value)


def test_a_missing_venv_package_is_named(script: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_ensurepip(name: str, *rest: Any) -> Any:
        if name == "ensurepip":
            raise ImportError(name)
        return real_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_ensurepip)
    with pytest.raises(SystemExit, match=r"apt-get install -y python3(\.\d+)?-venv"):
        script["refuse_missing_venv"]()


def test_nothing_is_installed_twice(script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran: list[list[str]] = []

    def pretend(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        ran.append(command)
        (tmp_path / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / ".venv" / "bin" / "python").touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", pretend)
    monkeypatch.setattr(sys, "argv", ["environment.py", "test"])
    script["main"]()
    assert len(ran) == 2  # the environment, and both files at once
    script["main"]()
    assert len(ran) == 2
    (tmp_path / "requirements-dev.txt").write_text("# changed\n", encoding="utf-8")
    script["main"]()
    assert "requirements-dev.txt" in ran[2][-1]
    assert len(ran) == 3


def test_a_failed_installation_is_not_taken_for_done(
    script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".venv").mkdir()

    def fail(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(SystemExit, match="could not be installed"):
        script["install"](["requirements.txt"])
    assert not script["is_installed"]("requirements.txt")
