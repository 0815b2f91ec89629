"""Fills a database with whole clinics: `python -m bench.clinics FOLDER product|passthrough CLINICS [PATIENTS JOURNAL]`.

Each clinic has 10,000 shared reflections of 2 KB, nearly all of them read by their therapist, made through the real
services: people are invited and join, rows are sealed, audited and chained as saving and reviewing do (`journals.py`).
PATIENTS and JOURNAL, how many a
clinic has and how much each has written, make smaller ones. FOLDER is made where it is not there; a later call with a
larger number goes on where the first ended, and so does one after an interruption. The database is the one of
DATABASE_URL, or a file of SQLite in FOLDER.

The people of the first clinic can be signed in to; `clinics.json` names them. Passwords of the others cost next to
nothing to derive from, because nobody signs in to those."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import click
from flask import Flask

from bench import journals, passthrough, people, texts
from bench.filling import fill_reference
from bench.people import Member
from journal import create_app, schema
from journal.config import Settings
from journal.crypto.passwords import PROFILES, Profile
from journal.crypto.server import ServerSecret
from journal.extensions import db
from journal.services import installation
from journal.services.actor import Actor

OF_A_CLINIC = 10_000  # reflections
ENTRIES = 1000  # of the plain page
FACTS, SECRET, CHEAP = "clinics.json", "secret.json", "bench-clinics"
WAITING, OPENED = 2, 10  # reflections of each patient that wait to be read, and that are named to be opened


@dataclass(frozen=True)
class Shape:
    """How many patients a clinic has, and how many reflections each."""

    patients: int
    journal: int

    @property
    def reflections(self) -> int:
        """All of them."""
        return self.patients * self.journal


FIRST, OTHERS = Shape(40, 250), Shape(10, 1000)


@dataclass(frozen=True)
class Facts:
    """What a client needs to know: the first clinic's patients with ids to open, its therapist, and how far it is."""

    clinics: int
    therapist: tuple[str, str, str]  # e-mail, password, secret of the app
    patients: list[tuple[str, str, list[str]]]

    @classmethod
    def read(cls, folder: Path) -> Facts:
        """The facts of a folder."""
        return cls(**json.loads((folder / FACTS).read_text(encoding="utf-8")))

    def keep(self, folder: Path) -> None:
        """Writes them down, whole or not at all."""
        part = folder / f"{FACTS}.part"
        part.write_text(json.dumps(asdict(self)), encoding="utf-8")
        part.replace(folder / FACTS)


def main() -> None:
    """Fills the folder named on the command line."""
    folder, kind, clinics = Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3])
    prepare(folder)
    os.environ |= {"INSTANCE": str(folder), "INTERLEAF_PLAIN_HTTP": "1"}
    if kind == "reference":  # the plain page, which is as long whatever else there is
        fill_reference(ENTRIES)
        return
    if kind == "passthrough":
        passthrough.replace_sealing()
    shapes = (Shape(*map(int, sys.argv[4:6])),) * 2 if sys.argv[4:] else (FIRST, OTHERS)
    fill(folder, Settings.from_environment().database_url, clinics, f"{kind}, {clinics} clinics", *shapes)


def prepare(folder: Path) -> None:
    """Makes a folder and its secret, where they are not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / passthrough.MARK).touch()
    if not (folder / SECRET).exists():
        ServerSecret.create(folder / SECRET)


def fill(folder: Path, address: str, clinics: int, label: str, first: Shape = FIRST, others: Shape = OTHERS) -> Facts:
    """Fills until there are so many clinics, with a bar of progress; the first of them has a shape of its own."""
    PROFILES[CHEAP] = Profile(memory_kib=32, iterations=1, lanes=1)
    cheap, real = (_app(folder, address, profile) for profile in (CHEAP, "interleaf-2026"))
    there = Facts.read(folder).clinics if (folder / FACTS).exists() else 0
    shapes = [first, *([others] * (clinics - 1))][there:]
    with click.progressbar(length=sum(each.reflections for each in shapes), label=label, show_pos=True) as bar:
        if there == 0:
            _begin(real)
            with real.app_context():
                _first(folder, first, bar.update)
        with cheap.app_context():
            for number in range(max(1, there), clinics):
                _another(folder, others, number, bar.update)
    for app in (cheap, real):
        with app.app_context():
            db.engine.dispose()
    return Facts.read(folder)


def _app(folder: Path, address: str, profile: str) -> Flask:
    return create_app(Settings(address, folder / SECRET, plain_http=True, kdf_profile=profile))


def _begin(app: Flask) -> None:
    with app.app_context():
        schema.upgrade()
        installation.begin()


def _first(folder: Path, shape: Shape, went: Callable[[int], None]) -> None:
    """The clinic that is measured."""
    clinic, patients = people.make_clinic(), list[tuple[str, str, list[str]]]()
    therapist = people.join(clinic, "therapist", "therapist")
    reader = people.signed_in(therapist)
    for number in range(shape.patients):
        member = people.join(clinic, f"patient{number}", "patient", therapist)
        newest = _journal(reader, member, shape.journal)[-OPENED:]
        patients.append((member.email, member.password, [str(each) for each in newest]))
        went(shape.journal)
    Facts(1, (therapist.email, therapist.password, therapist.secret), patients).keep(folder)


def _another(folder: Path, shape: Shape, number: int, went: Callable[[int], None]) -> None:
    clinic, mark = people.make_clinic(), os.urandom(3).hex()  # one that was interrupted has taken the plain names
    therapist = people.join(clinic, f"therapist{number}-{mark}", "therapist")
    reader = people.signed_in(therapist)
    for each in range(shape.patients):
        _journal(reader, people.join(clinic, f"patient{number}-{each}-{mark}", "patient", therapist), shape.journal)
        went(shape.journal)
    known = Facts.read(folder)
    Facts(number + 1, known.therapist, known.patients).keep(folder)


def _journal(reader: Actor, member: Member, size: int) -> list[UUID]:
    """A journal with an entry every other day, all of it shared, and read but for the newest; the ids of its rows."""
    written = journals.share(people.signed_in(member), size, _ending, apart=timedelta(days=2))
    journals.review(people.fresh(reader), written[:-WAITING])
    return [each.id for each in written]


def _ending(number: int) -> str:
    return f"\n\nThere was {texts.RARE}." if number == 0 else ""


if __name__ == "__main__":
    main()
