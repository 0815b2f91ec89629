"""The documents of security name tests and symbols that are really there, and leave no row of theirs out."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "security"
ASVS = (FOLDER / "asvs.md").read_text(encoding="utf-8")
ANSWERS = ("met", "deployment", "not applicable", "open")
GOALS = {
    "V1": 23, "V2": 12, "V3": 27, "V4": 6, "V5": 9, "V6": 39, "V7": 17, "V8": 8, "V9": 6, "V11": 20, "V12": 8,
    "V13": 19, "V14": 12, "V15": 20, "V16": 17,
}  # fmt: skip
NAMED = re.compile(r"`([^`\s]+(?:: \w+)?)`")
NAMES = sorted({name for path in FOLDER.glob("*.md") for name in NAMED.findall(path.read_text(encoding="utf-8"))})


def rows() -> list[list[str]]:
    found = [line.strip("| ").split(" | ") for line in ASVS.splitlines() if line.startswith("| V")]
    return [[*row, ""][:4] for row in found]


@cache
def defined(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    named = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assigned = [node.targets for node in tree.body if isinstance(node, ast.Assign)]
    return named | {each.id for targets in assigned for each in targets if isinstance(each, ast.Name)}


@pytest.mark.parametrize("name", [name for name in NAMES if "/" in name or name.endswith((".py", ".md"))])
def test_what_is_named_is_there(name: str) -> None:
    path, _, what = name.replace(": ", "::").partition("::")
    assert (ROOT / path).exists()
    assert not what or what in defined(path)


def test_every_row_has_an_answer_and_says_where() -> None:
    assert len({row[0] for row in rows()}) == len(rows()) == sum(GOALS.values())
    for number, answer, what, where in rows():
        assert answer in ANSWERS, number
        assert what, number
        assert bool(where.strip()) is (answer in ("met", "deployment")), number


@pytest.mark.parametrize("chapter", GOALS)
def test_no_goal_of_a_chapter_is_left_out(chapter: str) -> None:
    assert len([row for row in rows() if row[0].startswith(f"{chapter}.")]) == GOALS[chapter]


def test_every_weak_point_has_its_test() -> None:
    text = (FOLDER / "weak-points.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (W\d+) \|.*`", text, re.MULTILINE) == [f"W{number}" for number in range(1, 36)]
