"""The tree keeps to the rules of the house, and each rule can tell a file that does not."""

from __future__ import annotations

import statistics
from ast import AsyncFunctionDef, FunctionDef, parse, walk
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import house

ROOT = Path(__file__).resolve().parent.parent
PARTS: dict[str, tuple[tuple[house.Rule, ...], tuple[str, ...]]] = {
    "journal": (house.OF_PYTHON, ("*.py",)),
    "templates": (house.OF_TEMPLATES, ("*.html", "*.txt")),
    "static": (house.OF_ASSETS, ("*.css", "*.js")),
    "tests": ((house.module_docstring, house.short_files), ("*.py",)),
    "scripts": ((house.module_docstring, house.short_files), ("*.py",)),
    "bench": ((house.module_docstring, house.short_files), ("*.py",)),
}


def files_in(part: str) -> Iterator[tuple[Path, str]]:
    """Every file of a part, by its path from the root, with its source; third-party code is left out."""
    for pattern in PARTS[part][1]:
        for file in sorted((ROOT / part).rglob(pattern)):
            if "vendor" not in file.parts:
                yield file.relative_to(ROOT), file.read_text(encoding="utf-8")


@pytest.mark.parametrize("part", PARTS)
def test_every_file_keeps_the_rules(part: str) -> None:
    rules = PARTS[part][0]
    findings = [finding for path, source in files_in(part) for rule in rules for finding in rule(path, source)]
    assert not findings, "\n" + "\n".join(findings)


def test_half_of_all_functions_are_under_ten_lines() -> None:
    trees = [parse(source) for _, source in files_in("journal")]
    nodes = [node for tree in trees for node in walk(tree) if isinstance(node, FunctionDef | AsyncFunctionDef)]
    lengths = [(node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes]
    assert statistics.median(lengths) < 10


def test_the_start_of_the_application_only_names_the_application() -> None:
    assert len((ROOT / "wsgi.py").read_text(encoding="utf-8").splitlines()) < 20


DOC = '"""A room."""\n'
BAD_PYTHON = {
    "a view imports sealing": ("journal/views/x.py", house.layers, "from journal.crypto import rings"),
    "a view imports the session": ("journal/views/x.py", house.layers, "from journal.extensions import db"),
    "a view imports upwards": ("journal/views/x.py", house.layers, "from ..crypto.rings import grant"),
    "a view imports sealing late": ("journal/views/x.py", house.layers, "def f():\n    import journal.crypto.rings"),
    "a service imports flask": ("journal/services/x.py", house.layers, "from flask import request"),
    "a service imports a view": ("journal/services/x.py", house.layers, "from journal import views"),
    "a model imports a service": ("journal/models/x.py", house.layers, "from journal.services import people"),
    "a model imports sealing": ("journal/models/x.py", house.layers, "from ..crypto import rings"),
    "sealing imports storage": ("journal/crypto/x.py", house.layers, "import sqlalchemy.orm"),
    "sealing imports flask": ("journal/crypto/x.py", house.layers, "import flask"),
    "ciphers outside the door": ("journal/signin.py", house.one_door_to_cryptography, "import cryptography.hazmat"),
    "no docstring": ("journal/x.py", house.module_docstring, "value = 1"),
    "a long file": ("journal/x.py", house.short_files, "\n" * 200),
    "a long template": ("templates/x.html", house.short_files, "\n" * 150),
    "a long view": ("journal/views/x.py", house.short_functions, "def f():\n" + "    pass\n" * 24),
    "a long function": ("journal/services/x.py", house.short_functions, "def f():\n" + "    pass\n" * 39),
    "something left over": ("journal/x.py", house.nothing_left_over, "value = 1  # TO" + "DO"),
}
BAD_PAGES = {
    "unescaped": (house.escaped, "{{ words|safe }}"),
    "unescaped with a space": (house.escaped, "{{ words | safe }}"),
    "escaping off": (house.escaped, "{% autoescape false %}"),
    "inline script": (house.nothing_inline, "<script>alert(1)</script>"),
    "inline module": (house.nothing_inline, '<script type="module">1</script>'),
    "inline style": (house.nothing_inline, '<p style="color: red">'),
    "style element": (house.nothing_inline, "<style>p { color: red }</style>"),
    "handler": (house.nothing_inline, '<a onclick="go()">'),
    "script address": (house.nothing_inline, '<a href="javascript:go()">'),
}
GOOD = {
    "a view imports a service": (
        "journal/views/x.py",
        "from flask import request\nfrom journal.services import people",
    ),
    "a service imports sealing": ("journal/services/x.py", "from journal.crypto import rings\nimport sqlalchemy"),
    "sealing imports ciphers": ("journal/crypto/x.py", "from cryptography.hazmat.primitives import hashes"),
    "a name that only begins alike": ("journal/services/x.py", "import flaskish"),
}


@pytest.mark.parametrize("case", BAD_PYTHON)
def test_a_rule_finds_what_strays(case: str) -> None:
    path, rule, source = BAD_PYTHON[case]
    assert list(rule(Path(path), source))


@pytest.mark.parametrize("case", BAD_PAGES)
def test_a_rule_finds_what_strays_in_a_page(case: str) -> None:
    rule, source = BAD_PAGES[case]
    assert list(rule(Path("templates/x.html"), source))


@pytest.mark.parametrize("case", GOOD)
def test_the_rules_let_good_files_be(case: str) -> None:
    path, source = GOOD[case]
    assert not [finding for rule in house.OF_PYTHON for finding in rule(Path(path), DOC + source)]


def test_the_rules_let_a_good_page_be() -> None:
    page = '<script type="module" src="/static/js/draft.js"></script><p data-on="x" class="safe">{{ words }}</p>'
    assert not [finding for rule in house.OF_TEMPLATES for finding in rule(Path("templates/x.html"), page)]
