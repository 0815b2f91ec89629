"""Where the time of a page goes: each figure in this process under a profiler, by package and by function."""

from __future__ import annotations

import cProfile
import os
import pstats
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask

from bench import table, texts
from bench.browser import Request, Visitor, save_request, sign_in
from bench.figures import FIGURES, PRODUCT, Figure, Site
from bench.filling import Facts
from bench.installations import filled
from bench.measuring import Size
from bench.servers import ROOT
from journal import create_app

PARTS = (
    "sqlite3", "sqlalchemy", "jinja2", "markupsafe", "werkzeug", "flask", "wtforms", "itsdangerous", "cryptography",
    "nh3", "journal/markdown", "journal/crypto", "journal/services", "journal",
)  # fmt: skip
REQUESTS = 60
SHOWN = 12


class InProcess(Visitor):
    """A visitor of the application itself, without a server between."""

    def __init__(self, app: Flask) -> None:
        self._app, self._client = app, app.test_client()

    def send(self, request: Request) -> tuple[int, str]:
        """Sends a request; gives its status and text."""
        answer = self._client.open(request.path, method=request.method, data=request.form)
        return answer.status_code, answer.text

    def drop_cookies(self) -> None:
        """Becomes a visitor who has never been here."""
        self._client = self._app.test_client()


def profile(size: Size) -> None:
    """Fills an installation and prints, for each page, its shares and its costliest functions."""
    with filled([PRODUCT], size.reflections) as folder:
        os.environ |= {"INSTANCE": str(folder / PRODUCT), "INTERLEAF_PLAIN_HTTP": "1"}
        app, site = create_app(), Site(PRODUCT, 0, Facts.read(folder / PRODUCT))
        for figure in FIGURES:
            if figure.kind != "sign_in":
                _show(figure, _profiled(_prepared(figure, site, InProcess(app))))


def _prepared(figure: Figure, site: Site, visitor: InProcess) -> list[Callable[[], object]]:
    """The requests of a figure, ready to be sent; what comes before them is not profiled."""
    job = figure.job(site, REQUESTS)
    sign_in(visitor, job.email, job.password, job.secret)
    requests = [Request("GET", job.paths[number % len(job.paths)], 200) for number in range(REQUESTS)]
    if figure.kind == "save":
        requests = [save_request(visitor, f"Page {n}", texts.prose(n), job.audience) for n in range(REQUESTS)]
    for request in requests[:5]:
        visitor.send(request)  # imports, compiled templates and prepared statements come once
    return [partial(visitor.expect, request) for request in requests[5:]]


def _profiled(calls: list[Callable[[], object]]) -> pstats.Stats:
    profiler = cProfile.Profile()
    profiler.enable()
    for call in calls:
        call()
    profiler.disable()
    return pstats.Stats(profiler)


def _show(figure: Figure, stats: pstats.Stats) -> None:
    times = {place: (own, whole) for place, (_, _, own, whole, _) in stats.stats.items()}  # type: ignore[attr-defined]
    total = sum(own for own, _ in times.values())
    shares: Counter[str] = Counter()
    for (file, _, name), (own, _) in times.items():
        shares[_part(file, name)] += own
    print(f"\n{figure.name}: " + ", ".join(f"{part} {own / total:.0%}" for part, own in shares.most_common(8)))
    ours = [(whole, place) for place, (_, whole) in times.items() if str(ROOT / "journal") in place[0]]
    lines = [(f"{whole / total:.0%}", f"{Path(file).relative_to(ROOT)}:{line}", name)
             for whole, (file, line, name) in sorted(ours, reverse=True)[:SHOWN]]  # fmt: skip
    table.show(("share", "where", "function"), lines)


def _part(file: str, name: str) -> str:
    """The package whose own code this is; what is built into Python is named by what it belongs to."""
    place = f"{file} {name}"
    return next((part for part in PARTS if part in place), "Python and others")
