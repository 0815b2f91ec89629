"""A large clinic: the people page of its manager, and a change of therapist with a long history.

The people page is asked of the running server; a change of care is taken in this process: the manager's act and the
patient's answer "Share what I shared before too", which grants the new therapist every key of the history.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from flask import Flask

from bench import people, texts
from bench.client import Job
from bench.load import Load
from bench.measuring import percentile
from bench.people import Member
from bench.servers import serving
from bench.table import met, show
from journal import create_app, schema
from journal.config import Settings
from journal.crypto.passwords import PROFILES, Profile
from journal.crypto.server import ServerSecret
from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.services import installation
from journal.services.actor import Actor
from journal.services.care import assigning, care_requests, care_teams
from journal.services.people import invitations
from journal.services.reflections import drafts, writing
from journal.services.reflections.drafts import Words

PATIENTS, THERAPISTS, HISTORY, CHANGES = 2000, 60, 2000, 7
MOST_FOR_PEOPLE, MOST_FOR_CHANGE = 60, 300  # milliseconds
REQUESTS = 60
_CHEAP = "bench"  # nobody but the manager signs in to this clinic through the server


def measure(folder: Path, load: Load) -> None:
    """Fills a clinic in a new folder, takes both figures and prints them."""
    print(f"\nA clinic with {PATIENTS:,} patients and {THERAPISTS} therapists, and {HISTORY:,} shared records of one:")
    manager, changes = _fill(folder)
    pages = _people_page(folder, load, manager)
    lines = [
        _line("change of therapist, with history", changes, MOST_FOR_CHANGE),
        _line(f"people page of {PATIENTS + THERAPISTS:,}", pages, MOST_FOR_PEOPLE),
    ]
    show(("figure", "p50 ms", "p95 ms", "expected p50", "met"), lines)


def _line(name: str, took: Sequence[float], most: int) -> Sequence[str]:
    p50, p95 = percentile(list(took), 50), percentile(list(took), 95)
    return name, f"{p50:.0f}", f"{p95:.0f}", f"under {most}", met(p50 < most, f"{p50:.0f}")


def _people_page(folder: Path, load: Load, manager: Member) -> list[float]:
    with serving("product", folder) as server:
        who = (manager.email, manager.password, manager.secret)
        return load.run(Job("get", server.port, *who, paths=("/people",), requests=REQUESTS)).took


def _fill(folder: Path) -> tuple[Member, list[float]]:
    cheap, real = cheap_and_real(folder)
    with real.app_context():
        clinic = people.make_clinic()
        manager = people.join(clinic, "manager", "manager")
    with cheap.app_context():
        changes = _change_often(clinic, people.signed_in(manager))
        _invite_the_rest(clinic)
    return manager, changes


def cheap_and_real(folder: Path) -> tuple[Flask, Flask]:
    """Two applications over a new database in a new folder: one for those who never sign in through a server, whose
    passwords cost next to nothing to derive from, and one as it is run."""
    folder.mkdir(mode=0o700)
    ServerSecret.create(folder / "secret.json")
    PROFILES[_CHEAP] = Profile(memory_kib=32, iterations=1, lanes=1)
    cheap, real = (_app(folder, profile) for profile in (_CHEAP, "interleaf-2026"))
    with real.app_context():
        schema.upgrade()
        installation.begin()
    return cheap, real


def _app(folder: Path, profile: str) -> Flask:
    address = f"sqlite:///{folder / 'interleaf.db'}"
    return create_app(Settings(address, folder / "secret.json", plain_http=True, kdf_profile=profile))


def _invite_the_rest(clinic: UUID) -> None:
    """The others: who has been invited is listed like everybody else."""
    for role, number in (("therapist", THERAPISTS - 2), ("patient", PATIENTS - 1)):
        for each in range(number):
            name = f"{texts.title(each)} {role} {each}"
            invitations.invite(clinic, role=role, name=name, email=f"{role}.{each}@bench.example", identifier=f"{each}")


def _change_often(clinic: UUID, manager: Actor) -> list[float]:
    """How long each change to and fro between two therapists took, in seconds."""
    here, there = (people.join(clinic, name, "therapist") for name in ("first", "second"))
    member = people.join(clinic, "patient", "patient", here)
    patient, took = people.signed_in(member), []
    for number in range(HISTORY):
        _share(patient, number)
    for _ in range(CHANGES):
        here, there = there, here
        begun = time.monotonic()
        _change(manager, people.fresh(patient), there.id, here.id)
        took.append(time.monotonic() - begun)
    return took


def _change(manager: Actor, patient: Actor, leaving: UUID, coming: UUID) -> None:
    """The manager ends one and asks for another; the patient says yes, with history."""
    assigning.change(manager, _relation(manager, patient.id, leaving), coming)
    (asked,) = care_requests.requests(patient)
    care_requests.answer(patient, asked.id, accept=True, also_before=True, fingerprint=asked.fingerprint)


def _relation(manager: Actor, patient_id: UUID, therapist_id: UUID) -> UUID:
    members = care_teams.team(manager, patient_id).members
    return next(member.id for member in members if member.therapist_id == therapist_id)


def _share(patient: Actor, number: int) -> None:
    new = make_id()
    token = token_for_id(server_secret(), patient.id, new)
    writing.save(patient, Words(new, texts.title(number), texts.prose(number), drafts.THERAPIST, token=token))
