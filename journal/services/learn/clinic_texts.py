"""A clinic's own words under Learn: its manager writes them, a version each time, and everybody there reads them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from journal import clock
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Clinic, ClinicText
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.learn import answers, clinic_text_rows
from journal.services.learn.answers import QUESTION, Answer
from journal.services.people import people
from journal.services.work import unit_of_work


class ClinicTextRefused(ValueError):
    """The text cannot be kept so; the message says why, and its words are given back."""


class ClinicTextMoved(Exception):
    """Somebody else changed the text since the form was opened."""


@dataclass(frozen=True, slots=True)
class TypedText:
    """What was typed: a question and its answer, whether it is shown, and the version that was seen."""

    title: str
    text: str
    is_shown: bool = True
    seen: int = 0


def listed(actor: Actor) -> tuple[Answer, ...]:
    """Every text, for the manager. Raises `NotAllowed`."""
    _require(actor)
    return answers.of_clinic(actor.clinic_id)


def one(actor: Actor, name: str) -> Answer:
    """One text, for the manager. Raises `NotAllowed` where there is none of that name."""
    _require(actor)
    found = _find(actor, name)
    if found is None:
        raise NotAllowed
    return found


def author_name(actor: Actor, answer: Answer) -> str:
    """Who wrote the version that counts."""
    return people.names(actor.clinic_id, {answer.author_id}).get(answer.author_id, "") if answer.author_id else ""


def publish(actor: Actor, name: str, typed: TypedText, token: str = "") -> None:
    """Puts the next version of a text, or a question of the clinic's own whose id was made with the form; the same
    again is no change. Raises `NotAllowed`, `ClinicTextRefused`, `ClinicTextMoved`."""
    _require(actor)
    with unit_of_work():
        db.session.get_one(Clinic, actor.clinic_id, with_for_update=True)  # one manager after the other
        found = _find(actor, name) or _begun(actor, name, token)
        if (found.title, found.text, found.is_shown) == (typed.title, typed.text, typed.is_shown):
            return
        if found.number != typed.seen:
            raise ClinicTextMoved
        if not typed.title or not (typed.text or found.sentences):
            raise ClinicTextRefused("Give it a title and some words.")
        _put(actor, found, typed)


def _put(actor: Actor, found: Answer, typed: TypedText) -> None:
    text = ClinicText(
        id=make_id(), clinic_id=actor.clinic_id, kind=found.kind, name=found.name, number=found.number + 1,
        title=typed.title, body=typed.text, is_shown=typed.is_shown, published_at=clock.now(), author_id=actor.id,
    )  # fmt: skip
    db.session.add(text)
    audit.record(Act.CLINIC_TEXT_PUBLISHED, actor.id, clinic_text_rows.stamp(text))


def _find(actor: Actor, name: str) -> Answer | None:
    return next((each for each in answers.of_clinic(actor.clinic_id) if each.name == name), None)


def _begun(actor: Actor, name: str, token: str) -> Answer:
    try:
        fits = token_fits_id(server_secret(), actor.id, UUID(hex=name), token)
    except ValueError:
        fits = False
    if not fits:
        raise NotAllowed
    return Answer(QUESTION, UUID(hex=name).hex, "")


def _require(actor: Actor) -> None:
    require(actor.who, Permission.CLINIC_CHANGE, About(actor.clinic_id))
