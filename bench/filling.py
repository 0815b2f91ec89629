"""Fills one new folder: `python -m bench.filling FOLDER product|passthrough|reference NUMBER_OF_REFLECTIONS`."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from bench import passthrough, people, reference, texts
from journal import clock, create_app, schema
from journal.crypto.server import ServerSecret
from journal.crypto.tokens import token_for_id
from journal.extensions import server_secret
from journal.ids import make_id
from journal.services import installation
from journal.services.actor import Actor
from journal.services.reflections import drafts, writing
from journal.services.reflections.drafts import Words

DENSE_EVERY = 10
FACTS = "facts.json"
VISITORS = 50  # who sign in at once: one account has only a few tries from strangers
OPENED = 30  # how many different reflections of each sort are opened in turn


@dataclass(frozen=True)
class Facts:
    """What a client needs to know of a filled installation: e-mail and password by name, and ids to open."""

    people: dict[str, tuple[str, str]]
    secrets: dict[str, str]
    visitors: list[tuple[str, str]]
    prose: list[str]
    dense: list[str]
    shared: list[str]

    @classmethod
    def read(cls, folder: Path) -> Facts:
        """The facts of the installation in a folder."""
        return cls(**json.loads((folder / FACTS).read_text(encoding="utf-8")))


def main() -> None:
    """Fills the folder named on the command line."""
    folder, kind, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    folder.mkdir(mode=0o700)
    (folder / passthrough.MARK).touch()
    os.environ |= {"INSTANCE": str(folder), "INTERLEAF_PLAIN_HTTP": "1"}
    os.environ.pop("DATABASE_URL", None)
    if kind == "reference":
        fill_reference(size)
        return
    if kind == "passthrough":
        passthrough.replace_sealing()
    facts = fill_product(folder, size)
    (folder / FACTS).write_text(json.dumps(asdict(facts)), encoding="utf-8")


def fill_reference(size: int) -> None:
    """The table of the reference page."""
    with reference.create_app().app_context():
        reference.fill(size)


def fill_product(folder: Path, size: int) -> Facts:
    """A clinic with one journal of this size, every second reflection in it shared, and a second, empty journal."""
    ServerSecret.create(folder / "secret.json")
    app = create_app()
    with app.app_context():
        schema.upgrade()
        installation.begin()
        members = _make_people()
        visitors = [people.join(members["patient"].clinic, f"visitor{number}", "patient") for number in range(VISITORS)]
        ids = _write(people.signed_in(members["patient"]), size)
    return Facts(
        {name: (member.email, member.password) for name, member in members.items()},
        {name: member.secret for name, member in members.items()},
        [(visitor.email, visitor.password) for visitor in visitors],
        prose=[each for number, each in enumerate(ids) if not _is_dense(number)][-OPENED:],
        dense=[each for number, each in enumerate(ids) if _is_dense(number)][-OPENED:],
        shared=[each for number, each in enumerate(ids) if _is_shared(number)][-OPENED:],
    )  # fmt: skip


def _make_people() -> dict[str, people.Member]:
    clinic, members = people.make_clinic(), {}
    for patient, therapist in (("patient", "therapist"), ("sharer", "colleague")):
        members[therapist] = people.join(clinic, therapist, "therapist")
        members[patient] = people.join(clinic, patient, "patient", members[therapist])
    return members


def _write(actor: Actor, size: int) -> list[str]:
    begun = clock.now() - timedelta(hours=12 * size)
    ids = []
    for number in range(size):
        with clock.at(begun + timedelta(hours=12 * number)):
            ids.append(_save(actor, number))
    return ids


def _save(actor: Actor, number: int) -> str:
    new = make_id()
    text = texts.dense(number) if _is_dense(number) else texts.prose(number)
    audience = drafts.THERAPIST if _is_shared(number) else drafts.ONLY_ME
    token = token_for_id(server_secret(), actor.id, new)
    writing.save(actor, Words(new, texts.title(number), text, audience, token=token))
    return str(new)


def _is_dense(number: int) -> bool:
    return number % DENSE_EVERY == 0


def _is_shared(number: int) -> bool:
    """Half of the prose, and half of the dense ones."""
    return number // DENSE_EVERY % 2 == number % 2


if __name__ == "__main__":
    main()
