"""The documents name what is really there: every symbol, file, command and setting they mention exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "journal").rglob("*.py"))
README, KEYS = (ROOT / "README.md").read_text(encoding="utf-8"), (ROOT / "docs/keys.md").read_text(encoding="utf-8")


def named(pattern: str, text: str) -> list[str]:
    """What a document names in that form."""
    return sorted(set(re.findall(pattern, text)))


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`([a-z_]+|[A-Z][A-Za-z]+)`", KEYS)) - {"care", "private", "treatment"})
)
def test_every_symbol_of_the_keys_exists(name: str) -> None:
    assert re.search(rf"\b{name}\b", CODE)


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:journal/)?(?:crypto|services)/\w+\.py|signin\.py)`", KEYS)))
)
def test_every_file_of_the_keys_exists(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "journal" / path).exists()


def test_every_setting_is_named_and_every_named_one_is_read() -> None:
    read = set(re.findall(r'environ\.get\("([A-Z_]+)"', CODE))
    assert read == set(re.findall(r"\| `([A-Z_]+)(?:=1)?` \|", README))


@pytest.mark.parametrize("command", named(r"flask --app wsgi (\w+ \w+)", README))
def test_every_command_exists(command: str) -> None:
    group, name = command.split()
    assert re.search(
        rf'@group\.command\("{name}"\)', (ROOT / "journal/cli" / f"{group}.py").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("target", named(r"make (\w[\w-]*)", README))
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
