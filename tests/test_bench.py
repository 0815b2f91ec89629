"""The bench measures, its pass-through replaces sealing and nothing else, and the product knows of neither."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from bench import carrying, figures, passthrough, scale, table, texts
from bench.browser import Browser, Request, sign_in_request
from bench.clinics import Shape
from bench.databases import POSTGRESQL, SQLITE, databases
from bench.filling import Facts
from bench.installations import KINDS, all_served, filled
from bench.load import client
from bench.measuring import Size, measure
from bench.places import Place, fill
from bench.servers import ROOT
from journal.services.backups.backup_rows import tables

pytestmark = [pytest.mark.alone, pytest.mark.timeout(240)]
SMALL = Size(rounds=1, alone=1, at_once=8, bursts=1, reflections=25)
SENTENCE = texts.prose(1)[:40].encode()
DIFFERENT_EACH_TIME = re.compile(r"[0-9a-f-]{36}|value=\"[^\"]*\"|<time.*?</time>|Reflection, [^<]*")
WHAT_CHANGES = """
import pkgutil, importlib, sys
import journal
for found in pkgutil.walk_packages(journal.__path__, "journal."):
    importlib.import_module(found.name)
from bench.passthrough import replace_sealing
from journal.crypto.keys import Key

def all_there_is():
    modules = {name: module for name, module in sys.modules.items() if name.startswith("journal")}
    there = {(name, key): value for name, module in modules.items() for key, value in vars(module).items()}
    return there | {("Key", key): value for key, value in vars(Key).items()}

before = all_there_is()
replace_sealing()
print(*sorted({key for (name, key), value in all_there_is().items() if before.get((name, key)) is not value}))
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A small installation of each kind."""
    with filled(KINDS, SMALL.reflections) as folder:
        yield folder


def test_a_page_without_sealing_is_the_same_page(folder: Path) -> None:
    with all_served(folder) as (servers, _):
        pages = [_journal(servers[kind].port, folder / kind) for kind in (figures.PRODUCT, figures.PASSTHROUGH)]
    assert pages[0] == pages[1]
    assert texts.title(SMALL.reflections - 1) in pages[0]


def test_every_figure_has_a_row_with_its_times_and_ratios(folder: Path) -> None:
    with all_served(folder) as (servers, sites), client() as load:
        rows = table.rows(measure(figures.FIGURES, sites, load, SMALL))
        assert all(megabytes > 10 for megabytes in servers[figures.PRODUCT].megabytes())
    assert [row[0] for row in rows] == ["reference page", *(figure.name for figure in figures.FIGURES)]
    assert all(float(cell) > 0 for row in rows for cell in row[1:4])
    assert {len(row) for row in rows} == {len(table.HEADINGS)}


def test_many_clinics_are_measured_beside_the_references(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(scale, "CLIENTS", (1, 8))
    shape = Shape(8, 2)  # so many patients that none is told to wait
    scale.measure([SQLITE], 16, 1, shape, [tmp_path])
    said = capsys.readouterr().out
    found = said.split("\nsqlite, 16 reflections:\n")[1].split("\nMB per worker")[0]
    rows = [re.split(r"  +", line) for line in found.splitlines()[2:]]
    product = [row for row in rows if row[0] in {deed.name for deed in scale.DEEDS}]
    assert {(row[0], int(row[1])) for row in product} == {
        (deed.name, clients) for deed in scale.DEEDS for clients in scale.CLIENTS
    }
    assert all(float(cell) > 0 for row in product for cell in row[2:8])
    scale.measure([SQLITE], 8, 1, shape, [tmp_path])
    assert capsys.readouterr().out == "sqlite: there are more reflections already than 8.\n"


def test_what_was_filled_in_on_sqlite_is_carried_over_to_postgresql_row_for_row(tmp_path: Path) -> None:
    (tmp_path / SQLITE).mkdir()
    with databases(SQLITE, tmp_path / SQLITE) as made:
        filled_in = Place.make(tmp_path / SQLITE, made)
    fill([figures.PRODUCT, figures.PASSTHROUGH], filled_in, 1, Shape(1, 4))
    carrying.carry(tmp_path)
    with databases(POSTGRESQL, tmp_path / POSTGRESQL) as made:
        carried = Place.make(tmp_path / POSTGRESQL, made)
        for kind in (figures.PRODUCT, figures.PASSTHROUGH):
            (source, from_address), (target, to_address) = filled_in.of(kind), carried.of(kind)
            rows = _rows(from_address)
            assert rows == _rows(to_address)
            assert len(rows["reflection"]) == 4
            for file in ("secret.json", "secret.ledger", "clinics.json"):
                assert (target / file).read_bytes() == (source / file).read_bytes()


@pytest.mark.parametrize(
    ("there", "as_it_is", "sizes"),
    [(0, False, [10_000, 100_000]), (100_000, False, [100_000]), (0, True, [10_000]), (100_000, True, [100_000])],
)
def test_a_database_is_measured_from_the_size_it_has_and_of_several_each_as_it_is(
    there: int, *, as_it_is: bool, sizes: list[int]
) -> None:
    assert scale.to_take(there, 100_000, None, as_it_is=as_it_is) == sizes


def test_the_words_lie_open_only_without_sealing(folder: Path) -> None:
    assert SENTENCE not in _stored(folder / figures.PRODUCT)
    assert SENTENCE in _stored(folder / figures.PASSTHROUGH)


def test_the_pass_through_replaces_nothing_but_sealing(folder: Path) -> None:
    assert _run(WHAT_CHANGES, folder / figures.PASSTHROUGH).split() == ["bound", "seal", "subkey", "unseal"]


def test_the_pass_through_refuses_a_folder_that_is_not_the_bench_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    with pytest.raises(passthrough.NotTheBench):
        passthrough.replace_sealing()


def test_the_product_never_loads_the_bench(folder: Path) -> None:
    loaded = _run("import wsgi, sys; print(*sys.modules)", folder / figures.PRODUCT).split()
    assert "journal" in loaded
    assert not [name for name in loaded if name.split(".")[0] == "bench"]


@pytest.mark.parametrize("part", ["journal", "migrations", "scripts", "wsgi.py", "gunicorn.conf.py"])
def test_nothing_of_the_product_names_the_bench(part: str) -> None:
    files = [ROOT / part] if part.endswith(".py") else sorted((ROOT / part).rglob("*.py"))
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    imports = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {alias.name for node in imports for alias in node.names}
    named |= {node.module for node in imports if isinstance(node, ast.ImportFrom) and node.module}
    assert files
    assert not [name for name in named if name.split(".")[0] == "bench"]


def _stored(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("interleaf.db*"))


def _journal(port: int, folder: Path) -> str:
    with closing(Browser(port)) as browser:
        browser.expect(sign_in_request(browser, *Facts.read(folder).people["patient"]))
        return DIFFERENT_EACH_TIME.sub("", browser.expect(Request("GET", "/reflections", 200)))


def _run(code: str, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"INSTANCE": str(folder), "INTERLEAF_PLAIN_HTTP": "1"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def _rows(address: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    engine = create_engine(address)
    with engine.connect() as connection:
        found = {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables()}
    engine.dispose()
    return found
