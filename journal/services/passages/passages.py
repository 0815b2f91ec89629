"""Setting words apart: a theme on them, something to bring to the appointment, and tags that only their writer sees."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from journal import anchors, clock
from journal.crypto.errors import CannotOpen
from journal.crypto.tokens import token_fits_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.markdown import reading_text
from journal.models import Passage, Reflection
from journal.permissions import About, NotAllowed, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.care import care
from journal.services.notes import note_access
from journal.services.passages import passage_rows, theme_rows
from journal.services.passages.passage_rows import BRING, INSIGHT, SYMPTOM, THEME, Opened
from journal.services.reflections import texts
from journal.services.rings import held_rings
from journal.services.work import unit_of_work

LONGEST = 10_000  # Unicode code points of quoted words
MOST = 100  # of one reflection
NOT_THERE = (
    "The words are not in the reflection as it stands. They are still in the form: select them again, or leave the "
    "field empty to mean the whole."
)
NEEDS_SHARING = "This is for you alone. Share it first; then you can bring it to your appointment."


class PassageRefused(ValueError):
    """Nothing was set apart; the message says why, and what was typed is given back."""


@dataclass(frozen=True, slots=True)
class TypedWords:
    """The words that are meant, and where the browser found them; none for the whole reflection."""

    quoted_words: str = ""
    start: int | None = None
    prefix: str = ""
    suffix: str = ""
    id: UUID | None = None
    token: str = ""


def put_theme(actor: Actor, reflection_id: UUID, name: str, words: TypedWords) -> UUID:
    """Puts a theme on a reflection or on words of it. Raises `NotAllowed`, `PassageRefused`, `CannotOpen`."""
    with unit_of_work():
        reflection, about = _found(actor, reflection_id)
        require(actor.who, Permission.THEME_PUT, about)
        if name not in theme_rows.built_in() and name not in theme_rows.own_names(actor.clinic_id):
            raise PassageRefused("Choose a theme of the list.")
        return _put(actor, reflection, THEME, name, words)


def bring(actor: Actor, reflection_id: UUID, words: TypedWords) -> UUID:
    """Sets apart what the patient wants to speak about. Raises `NotAllowed`, `PassageRefused`, `CannotOpen`."""
    with unit_of_work():
        reflection, about = _found(actor, reflection_id)
        require(actor.who, Permission.REFLECTION_WRITE, about)
        if reflection.state != texts.SHARED:
            raise PassageRefused(NEEDS_SHARING)
        require(actor.who, Permission.BRING_ASK, about)
        if not care.readers_of(reflection):
            raise PassageRefused("No one at the clinic can read this now, so there is nobody to bring it to.")
        return _put(actor, reflection, BRING, "", words)


def tie(actor: Actor, reflection_id: UUID, insight_id: UUID, words: TypedWords) -> Reflection:
    """Ties an insight to the words it is made from; in the caller's unit of work. Raises `NotAllowed`,
    `PassageRefused`, `CannotOpen`."""
    reflection, about = _found(actor, reflection_id)
    require(actor.who, Permission.INSIGHT_ADD, about)
    _put(actor, reflection, INSIGHT, insight_id.hex, replace(words, id=None))
    return reflection


def set_symptoms(actor: Actor, reflection_id: UUID, names: Collection[str]) -> None:
    """Leaves just these tags on an own reflection, for its writer alone. Raises `NotAllowed`, `PassageRefused`."""
    if not set(names) <= theme_rows.symptoms().keys():
        raise PassageRefused("Choose tags of the list.")
    with unit_of_work():
        reflection, about = _found(actor, reflection_id)
        require(actor.who, Permission.SYMPTOM_PUT, about)
        rows = passage_rows.of_reflection(reflection.id, SYMPTOM, lock=True)
        said = passage_rows.opened(actor, rows)
        there = {said[row.id].name for row in rows if row.id in said}
        kept = [row for row in rows if row.id in said and said[row.id].name in names]
        passage_rows.end_all([row for row in rows if row not in kept], Act.PASSAGE_REMOVED, actor.id)
        for name in sorted(set(names) - there):
            _add(actor, reflection, SYMPTOM, Opened(name, None), make_id())


def remove(actor: Actor, passage_id: UUID, reflection_id: UUID | None = None) -> UUID:
    """Takes back what one has set apart; returns the reflection. Where that is named, once more is as once. Raises
    `NotAllowed`."""
    with unit_of_work():
        if reflection_id is not None and _is_removed(actor, passage_id, reflection_id):
            return reflection_id
        row, about = found_passage(actor, passage_id)
        if row.kind in (SYMPTOM, INSIGHT):
            raise NotAllowed  # these are ticked, not taken away one by one, and those go with their insight
        require(actor.who, Permission.PASSAGE_REMOVE, replace(about, author_id=row.author_id))
        passage_rows.end(row, Act.PASSAGE_REMOVED, actor.id)
    return row.reflection_id


def _is_removed(actor: Actor, passage_id: UUID, reflection_id: UUID) -> bool:
    reflection, about = _found(actor, reflection_id)
    require(actor.who, Permission.PASSAGE_REMOVE, replace(about, author_id=actor.id))
    return passage_rows.was_removed(reflection, passage_id, actor.id)


def found_passage(actor: Actor, passage_id: UUID) -> tuple[Passage, About]:
    """A passage and the facts about its reflection, both locked; in a unit of work. Raises `NotAllowed`."""
    row = db.session.get(Passage, passage_id)
    if row is None:
        raise NotAllowed
    _, about = _found(actor, row.reflection_id)
    return db.session.get_one(Passage, passage_id, with_for_update=True, populate_existing=True), about


def _found(actor: Actor, reflection_id: UUID) -> tuple[Reflection, About]:
    reflection = texts.find(reflection_id, lock=True)
    if reflection is None or reflection.version == 0 or reflection.state not in (texts.PRIVATE, texts.SHARED):
        raise NotAllowed
    return reflection, note_access.about_reflection(actor, reflection, hold=True)


def _put(actor: Actor, reflection: Reflection, kind: str, name: str, words: TypedWords) -> UUID:
    written = db.session.get(Passage, words.id) if words.id is not None else None
    if written is not None and (written.author_id, written.reflection_id) != (actor.id, reflection.id):
        raise NotAllowed
    if not texts.is_current(reflection):
        raise CannotOpen
    said = Opened(name, _anchor(actor, reflection, words))
    if written is not None and (written.kind, passage_rows.opened(actor, [written]).get(written.id)) == (kind, said):
        return written.id  # the form was sent twice
    rows = [row for row in passage_rows.of_reflection(reflection.id) if row.closed_at is None]
    if len(rows) >= MOST:
        raise PassageRefused(f"There are {MOST} themes and passages on this reflection already. Take one back first.")
    mine = [row for row in rows if (row.author_id, row.kind) == (actor.id, kind)]
    there = next((each for each, same in passage_rows.opened(actor, mine).items() if same == said), None)
    return there or _add(actor, reflection, kind, said, _id_for(actor, words))


def _id_for(actor: Actor, words: TypedWords) -> UUID:
    """The id that was made with the form, if it was made for this person and is not taken; else a new one."""
    if words.id is None or not token_fits_id(server_secret(), actor.id, words.id, words.token):
        return make_id()
    return words.id if db.session.get(Passage, words.id) is None else make_id()


def _anchor(actor: Actor, reflection: Reflection, words: TypedWords) -> anchors.Anchor | None:
    quoted = words.quoted_words.strip()
    if len(quoted) > LONGEST:
        raise PassageRefused(f"Words that are set apart have at most {LONGEST:,} characters.")
    if not quoted:
        return None
    reading = reading_text(texts.body(actor, reflection))
    anchor = anchors.make(reading, quoted, words.start, words.prefix, words.suffix)
    if anchor is None:
        raise PassageRefused(NOT_THERE)
    return anchor


def _add(actor: Actor, reflection: Reflection, kind: str, said: Opened, passage_id: UUID) -> UUID:
    """Seals it where its reflection lies, so that whoever can read the words can read what was said of them; a symptom
    for its writer alone."""
    ring = (
        texts.private_ring(actor)
        if kind == SYMPTOM
        else held_rings.open_ring(actor, reflection.ring_id, reflection.generation)
    )
    row = Passage(
        id=passage_id, clinic_id=reflection.clinic_id, reflection_id=reflection.id, patient_id=reflection.patient_id,
        author_id=actor.id, kind=kind, reflection_version=reflection.version, created_at=clock.now(), version=1,
    )  # fmt: skip
    passage_rows.put(row, ring, said)
    db.session.add(row)
    audit.record(Act.PASSAGE_PUT, actor.id, passage_rows.stamp(row))
    return row.id
