"""The documents name what is really there: every symbol, file, command, setting, act and permission they mention."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest

from journal.extensions import db
from journal.permissions import About, Permission, Who, allows
from journal.services.audit.acts import Act
from journal.services.clinics.clinic_settings import NUMBERS
from journal.services.people import people
from journal.services.sign_in import idle, proofs, sign_ins, throttles
from journal.services.sign_in.password_policy import LONGEST, SHORTEST

ROOT = Path(__file__).resolve().parent.parent
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "journal").rglob("*.py"))
SERVERS = CODE + (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")
COLUMNS = {f"{table.name}.{column.name}" for table in db.metadata.tables.values() for column in table.columns}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


README, KEYS, SIGN_INS, ACCESS = map(read, ("README.md", "docs/keys.md", "docs/sign-ins.md", "docs/access.md"))
DOCUMENTS = {
    "README.md": README, "docs/keys.md": KEYS, "docs/sign-ins.md": SIGN_INS, "docs/access.md": ACCESS,
    "CHANGELOG.md": read("CHANGELOG.md"), "SECURITY.md": read("SECURITY.md"),
    "docs/deploy.md": read("docs/deploy.md"),
}  # fmt: skip
ALL = "\n".join(DOCUMENTS.values())
PLAIN_VALUES = {"smtp", "abcdefgh"}  # examples in backticks that name nothing of ours
ROLES = (("patient",), ("therapist",), ("manager",), ("prescriber", "nurse"))
MINE, OTHERS, CLINIC = UUID(int=2), UUID(int=3), UUID(int=1)


def named(pattern: str, text: str) -> list[str]:
    """What a document names in that form, without line breaks."""
    return sorted(set(re.findall(pattern, " ".join(text.split()))))


def rows(text: str, pattern: str) -> dict[str, list[str]]:
    """The rows of tables that begin with such a name, by that name, with their other cells."""
    found = (
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"
    )
    return {row[0].strip("`"): row[1:] for row in found if re.fullmatch(pattern, row[0])}


@cache
def defined_in(path: str) -> set[str]:
    """Every name that a module defines at its top."""
    found: set[str] = set()
    for node in ast.parse(located(path).read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Assign():
                found |= {each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return found


def located(path: str) -> Path:
    """Where a file lies that a document names, from the project or from its package."""
    return next((each for each in (ROOT / path, ROOT / "journal" / path) if each.exists()), ROOT / path)


@pytest.mark.parametrize("name", named(r"`([a-z_]+|[A-Z][A-Za-z]+|[A-Z_]+)`", KEYS + SIGN_INS + ACCESS))
def test_every_symbol_exists(name: str) -> None:
    assert name in PLAIN_VALUES or re.search(rf"\b{name}\b", CODE)


@pytest.mark.parametrize("path", named(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|txt|md|json))`", ALL))
def test_every_file_exists(path: str) -> None:
    assert located(path).exists()


@pytest.mark.parametrize("path", named(r"\]\(([^)#:]+)", ALL))
def test_every_linked_file_exists(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "docs" / path).exists()


@pytest.mark.parametrize(("path", "names"), named(r"`([\w/]+\.py)`: (`\w+`(?:, `\w+`)*)", KEYS))
def test_every_file_of_the_keys_defines_what_it_is_named_with(path: str, names: str) -> None:
    assert set(re.findall(r"\w+", names)) <= defined_in(path)


@pytest.mark.parametrize(("name", "path"), named(r"`(\w+)` in `(journal/[\w/]+\.py)`", SIGN_INS + ACCESS))
def test_every_function_stands_where_it_is_said_to(name: str, path: str) -> None:
    assert name in defined_in(path)


@pytest.mark.parametrize("name", named(r"`([a-z_]+\.[a-z_]+)`", ALL))
def test_every_dotted_name_is_an_act_a_permission_a_column_or_a_file(name: str) -> None:
    assert name in {*Act, *Permission, *COLUMNS} or located(name).exists()


def test_the_diagram_of_the_keys_names_functions_of_the_crypto() -> None:
    diagram = KEYS.split("```")[1]
    crypto = {name for path in (ROOT / "journal/crypto").glob("*.py") for name in defined_in(str(path))}
    services = {"return_ring", "recover_ring", "recovery_code", "reader_id", "verifier_hash", "slot_key"}
    assert set(re.findall(r"\b[a-z]+_[a-z_]+\b", diagram)) <= crypto | services
    assert all(re.search(rf"\b{name}\b", CODE) for name in services)


def test_every_setting_is_named_and_every_named_one_is_read() -> None:
    read_in_code = set(re.findall(r'os\.environ\.get\("([A-Z_]+)"', SERVERS))
    assert read_in_code == {name.split("=")[0] for name in rows(README, r"`[A-Z_]+(?:=\w+)?`")}
    assert set(re.findall(r"INTERLEAF_[A-Z_]+", ALL)) <= set(re.findall(r"INTERLEAF_[A-Z_]+", SERVERS))


def commands() -> set[str]:
    """Every command of the code, with its group."""
    found = set()
    for path in (ROOT / "journal/cli").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        group = re.search(r'^group = CommandGroup\("([\w-]+)"', text, re.MULTILINE)
        found |= {f"{group[1]} {name}" for name in re.findall(r'@group\.command\("([\w-]+)"\)', text) if group}
    return found


def test_every_command_is_in_the_table_and_nothing_else() -> None:
    assert set(rows(README, r"`[\w-]+ [\w-]+`")) == commands()


@pytest.mark.parametrize("command", named(r"flask --app wsgi ([\w-]+ [\w-]+)", ALL))
def test_every_command_that_is_called_exists(command: str) -> None:
    assert command in commands()


@pytest.mark.parametrize("target", named(r"(?:`|^|\s)make ([a-z][\w-]*)(?=`|\s+#)", ALL))
def test_every_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", read("Makefile"), re.MULTILINE)


def test_every_package_that_is_asked_for_has_its_reason() -> None:
    listed = {name.strip().casefold() for cell in rows(README, r"[A-Za-z][\w, -]+") for name in cell.split(",")}
    dependencies = read("pyproject.toml").split("dependencies = [")[1].split("\n]")[0]
    assert set(re.findall(r'^  "([\w-]+)', dependencies, re.MULTILINE)) <= listed


def test_the_matrix_names_every_permission_and_nothing_else() -> None:
    assert set(rows(ACCESS, r"`\w+\.\w+`")) == set(Permission)


def facts() -> list[About]:
    """Everything a permission can be asked about, in one clinic."""
    whose, flags = product((MINE, OTHERS, None), repeat=4), tuple(product((False, True), repeat=6))
    return [
        About(CLINIC, patient, author, *some, therapist, person, account_open=is_open, in_treatment=on_team)
        for patient, author, therapist, person in whose
        for *some, is_open, on_team in flags
    ]


def test_the_matrix_says_no_exactly_where_no_circumstance_allows() -> None:
    everything, told = facts(), rows(ACCESS, r"`\w+\.\w+`")
    for permission, cells in told.items():
        allowed = [
            any(
                allows(Who(MINE, CLINIC, role), Permission(permission), about) for role in roles for about in everything
            )
            for roles in ROLES
        ]
        assert [cell != "no" for cell in cells] == allowed, permission
    assert {role for roles in ROLES for role in roles} == set(people.ROLES)


def test_the_numbers_of_the_sign_ins_are_those_of_the_code() -> None:
    text = " ".join(SIGN_INS.split())
    assert f"{SHORTEST} to {LONGEST} characters" in text
    assert sign_ins.LONGEST.total_seconds() == 12 * 3600
    assert sign_ins.AWAITED.total_seconds() == 5 * 60
    assert proofs.FRESH.total_seconds() == 10 * 60
    assert idle.KEPT.days == 1
    for who in ("staff", "patient"):
        minutes = NUMBERS[f"idle_{who}_minutes"]
        assert f"the clinic sets {minutes[0]} to {minutes[-1]}" in text
    assert [wait.total_seconds() for wait in throttles.WAITS] == [15, 30, 60, 120, 240, 480, 900]
    assert "15 s, 30 s, 1 min, 2 min, 4 min, 8 min and then 15 min" in text
    assert [each.longest.total_seconds() for each in (throttles._ACCOUNT, throttles._CODES)] == [30, 120]
    assert "longer than 30 s (2 min" in text
    assert "wait up to 30 seconds a try" in text
    free = {
        allowance.free for allowance in (throttles._DEVICE, throttles._PAIR, throttles._ADDRESS, throttles._ACCOUNT)
    }
    assert {int(cells[0]) for cells in rows(SIGN_INS, r"one .+").values()} == free
