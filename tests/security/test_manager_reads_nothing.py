"""A manager sees who, when and how much: no key of theirs opens a word, and no page of theirs shows one.

Every sealed value of the database is tried with every key that a sign-in holds or can reach, past all bindings and
checks: only key and salt decide here. That the trial is a fair one is shown with the patient and the therapist.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from flask import Flask
from sqlalchemy import select

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.crypto.keys import Key
from journal.crypto.rings import open_own_ring
from journal.crypto.sealing import SALT_BYTES
from journal.extensions import Model, db
from journal.models import PersonKey, Ring, RingGrant, RingKeyRow
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.notes import notes, replies
from journal.services.notes.notes import TypedNote
from journal.services.people import people
from journal.services.reflections import drafts, reflections, writing
from journal.services.reflections.drafts import ONLY_ME, THERAPIST, Words
from journal.services.review import caseload, reviews
from journal.services.rings import grants, held_rings
from tests.support.booking import begun
from tests.support.cast import Cast
from tests.support.traces import found_in
from tests.views.routes import TABLE
from tests.views.rows import MANAGER
from tests.views.steps import SignedIn
from tests.views.things import Things

HEADER, TAG = 5, 16
FROM_TWO_ON = b"\0\0\0\2"  # AES-GCM is AES-CTR from there; its tag, and so all that binds a value, is passed by
HERS = {
    "private": "hollow reeds at midnight",
    "title": "Thornwick crossing",
    "before": "an older telling of the ferry",
    "shared": "the ferryman sang in marble",
    "draft": "unfinished barley weather",
    "reply": "kestrels answer twice",
}
THEIRS = {
    "now": "weigh the copper lantern",
    "appointment": "ask about the orchard wall",
    "only_me": "wary of the glass staircase",
}
WORDS = {**HERS, **THEIRS}


@pytest.fixture
def journey(app: Flask, cast: Cast) -> UUID:
    """A patient writes for herself and shares; her therapist notes in all three ways; she replies and writes on."""
    with app.app_context():
        maya, ines = cast.patient.actor(), cast.therapist.actor()
        _save(maya, HERS["private"], ONLY_ME)
        shared = _save(maya, HERS["before"], THERAPIST)
        form = drafts.editor(maya, shared)
        second = Words(shared, HERS["title"], HERS["shared"], THERAPIST, form.base_version, form.draft_version)
        writing.save(maya, second)
        noted = {how: notes.add(ines, shared, TypedNote(words, how, "")) for how, words in THEIRS.items()}
        replies.add(maya, noted["now"], HERS["reply"])
        form = drafts.editor(maya, shared)
        drafts.save_draft(maya, Words(shared, "", HERS["draft"], THERAPIST, form.base_version, form.draft_version))
    return shared


def _save(actor: Actor, text: str, audience: str) -> UUID:
    made = drafts.new_editor(actor)
    return writing.save(actor, Words(made.id, "", text, audience, token=made.token))


def sealed_values() -> Iterator[tuple[str, bytes]]:
    """Every sealed value of every table, with its purpose."""
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("_sealed"):
                for value in db.session.execute(select(column).where(column.is_not(None))).scalars():
                    yield f"{table.name}.{column.name}", value


def keys_of(actor: Actor) -> list[Key]:
    """The account key of a sign-in, and every ring key it opens: one's own, adopted, or granted."""
    found: list[Key] = [actor.keys.account_key]
    for row, ring in db.session.execute(select(RingKeyRow, Ring).join(Ring, Ring.id == RingKeyRow.ring_id)):
        place = held_rings.own_place(row.clinic_id, row.id, ring.owner_id)
        try:
            key = open_own_ring(
                actor.keys.account_key, place, row.ring_id, row.generation, ring.kind, row.key_sealed
            )  # fmt: skip
            found.append(key)
        except CannotOpen:
            continue
    return found + [key for grant in db.session.scalars(select(RingGrant)).all() for key in granted(actor, grant)]


def granted(actor: Actor, grant: RingGrant) -> Iterator[Key]:
    """The key of a grant, by whichever way it opens for this sign-in."""
    signer = people.public_keys(db.session.get_one(PersonKey, grant.signer_key_id))
    for way in (lambda: grants.open_adopted(actor, grant), lambda: grants.open_signed(actor, grant, signer)):
        try:
            yield way()
        except (CannotOpen, KeyRefused):
            continue


def secrets_of(actor: Actor) -> set[bytes]:
    """Every key as it is, and derived for every purpose there is."""
    purposes = {purpose for purpose, _ in sealed_values()} | {"commitment", "pins"}
    keys = keys_of(actor)
    return {key.reveal() for key in keys} | {key.subkey(purpose) for key, purpose in product(keys, purposes)}


def tried(secret: bytes, sealed: bytes) -> bytes:
    """What a value would say if it were sealed under this key, whoever and whatever it is bound to."""
    salt, ciphertext = sealed[HEADER : HEADER + SALT_BYTES], sealed[HEADER + SALT_BYTES : -TAG]
    derived = HKDFExpand(SHA256(), 44, b"interleaf/seal" + salt).derive(secret)
    return Cipher(AES(derived[:32]), CTR(derived[32:] + FROM_TWO_ON)).decryptor().update(ciphertext)


def opened_by(actor: Actor) -> set[str]:
    """Which of the words somebody's keys open, wherever they are stored."""
    values, secrets = [value for _, value in sealed_values()], secrets_of(actor)
    told = [
        tried(secret, value) for secret, value in product(secrets, values) if len(value) > HEADER + SALT_BYTES + TAG
    ]
    return {name for name, words in WORDS.items() if any(words.encode() in text for text in told)}


def test_no_key_of_a_manager_opens_a_word_and_the_trial_is_fair(app: Flask, cast: Cast, journey: UUID) -> None:
    with app.app_context():
        assert opened_by(cast.manager.actor()) == set()
        assert opened_by(cast.patient.actor()) == {*HERS, "now", "appointment"}
        assert opened_by(cast.therapist.actor()) == {"title", "shared", "reply", *THEIRS}


def test_a_manager_owns_no_ring_and_is_granted_none(app: Flask, cast: Cast, journey: UUID) -> None:
    with app.app_context():
        assert keys_of(cast.manager.actor())[1:] == []
        assert not db.session.scalars(select(Ring.id).where(Ring.owner_id == cast.manager.id)).all()
        assert not db.session.scalars(select(RingGrant.id).where(RingGrant.recipient_id == cast.manager.id)).all()


def test_no_service_reads_for_a_manager(app: Flask, cast: Cast, journey: UUID) -> None:
    with app.app_context():
        ruth = cast.manager.actor()
        for ask in (reviews.open_reflection, reflections.page, drafts.editor):
            with pytest.raises(NotAllowed):
                ask(ruth, journey)
        with pytest.raises(NotAllowed):
            caseload.patient(ruth, cast.patient.id)


def test_no_page_of_a_manager_shows_a_word(app: Flask, cast: Cast, signed_in: SignedIn, journey: UUID) -> None:
    ruth = signed_in(cast.manager)
    with app.app_context():
        relation = caseload.care.active_relation(cast.patient.id, cast.therapist.id)
        assert relation is not None
        met, ids = begun(cast), (cast.patient.id, cast.therapist.id)
        things = Things(str(journey), str(journey), str(journey), relation.id, *ids, met)
    shown = [key for key, row in TABLE.items() if key.startswith("GET") and MANAGER[0] in row.answers]
    assert len(shown) > 10
    for key in shown:
        page = ruth.get(things.path(key))
        assert page.status_code == TABLE[key].answers[MANAGER[0]], key
        assert not list(found_in(page.data, WORDS.values())), key
