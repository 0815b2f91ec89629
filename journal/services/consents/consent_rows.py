"""Rows of consents: their MAC, how the audit remembers them, and which answers are believed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from journal import clock
from journal.crypto.canonical import Part
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Consent, ConsentText
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.consents import consent_texts

PUT_OFF, GIVEN, WITHDRAWN = "put_off", "given", "withdrawn"
_ANSWERS = (
    select(Consent, ConsentText)
    .join(ConsentText, ConsentText.id == Consent.text_id)
    .where(Consent.person_id == bindparam("person"), ConsentText.kind == bindparam("kind"))
    .order_by(Consent.id.desc())
)


def new(clinic_id: UUID, person_id: UUID, text_id: UUID) -> Consent:
    """An answer that has not been given; `move` gives it its state, version and MAC."""
    return Consent(
        id=make_id(), clinic_id=clinic_id, person_id=person_id, text_id=text_id, state=PUT_OFF,
        created_at=clock.now(), version=0,
    )  # fmt: skip


def move(row: Consent, state: str, act: Act, actor_id: UUID | None) -> None:
    """Brings an answer into a state, with its audit row; in the caller's unit of work."""
    row.state, row.version = state, row.version + 1
    if state == GIVEN:
        row.given_at = clock.now()
    elif state == WITHDRAWN:
        row.withdrawn_at = clock.now()
    row.mac = server_secret().mac("consent", *parts(row))
    db.session.add(row)
    audit.record(act, actor_id, stamp(row))


def newest(person_id: UUID, text: ConsentText) -> Consent | None:
    """The newest believed answer to this very version."""
    return next((row for row, of in current(person_id, text.kind) if of.id == text.id), None)


def current(person_id: UUID, kind: str) -> list[tuple[Consent, ConsentText]]:
    """The answers whose MAC holds and that are what the audit says, newest first; no other was given."""
    found = [(row, text) for row, text in db.session.execute(_ANSWERS, {"person": person_id, "kind": kind})]
    whole = [(row, text) for row, text in found if is_whole(row)]
    stamps = [each for row, text in whole for each in (stamp(row), consent_texts.stamp(text))]
    stale = audit.stale(whole[0][0].clinic_id, stamps) if whole else set()
    return [(row, text) for row, text in whole if not {row.id, text.id} & stale]


def is_whole(row: Consent) -> bool:
    """Whether the answer's MAC holds."""
    return server_secret().mac_holds(row.mac, "consent", *parts(row))


def stamp(row: Consent) -> audit.Stamp:
    """The answer as the audit remembers it."""
    return audit.stamp(row.clinic_id, row.id, row.version, *parts(row), patient_id=row.person_id)


def parts(row: Consent) -> tuple[Part, ...]:
    """What the MAC of an answer covers."""
    return (
        row.id, row.clinic_id, row.person_id, row.text_id, row.state, row.given_at, row.withdrawn_at, row.version,
    )  # fmt: skip
