"""Rules that hold for every file, field and script by how they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r'filename="([^"]*)"')
VIEWS = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "journal" / "views").glob("*.py")))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
REACHING = re.compile(r"__proto__|\.prototype\b|setPrototypeOf|\.constructor\b|Object\.assign\([^{]*JSON\.parse")


def test_a_file_has_a_name_that_needs_no_encoding() -> None:
    names = NAME.findall(VIEWS)
    assert len(names) == VIEWS.count("Content-Disposition") >= 5
    assert [name for name in names if not re.fullmatch(r"[a-z{}-]+\.(csv|ics|json|zip)", name)] == []


def test_a_password_is_typed_hidden_and_can_be_shown(client: FlaskClient) -> None:
    page = client.get("/sign-in").text
    [field] = re.findall(r"<input[^>]*name=\"password\"[^>]*>", page)
    assert 'type="password"' in field
    assert re.search(rf"{re.escape(field)}\s*<button type=\"button\" aria-pressed=\"false\"[^>]*>Show</button>", page)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_field_for_a_password_is_open(template: Path) -> None:
    fields = re.findall(r"<input[^>]*\bpassword[^>]*>", template.read_text(encoding="utf-8"))
    assert [field for field in fields if 'type="password"' not in field] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_script_reaches_a_prototype(script: Path) -> None:
    assert REACHING.findall(script.read_text(encoding="utf-8")) == []
