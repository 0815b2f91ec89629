"""What people do while they are interrupted: each as work of a child, and as what must hold after it was killed.

The work begins where the last child was killed, as a person would go on, so that what was half done would be found."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from journal.crypto.tokens import token_for_id
from journal.extensions import db, server_secret
from journal.ids import make_id
from journal.models import Note, Reflection
from journal.services.actor import Actor
from journal.services.notes import notes
from journal.services.notes.notes import NOW, TypedNote
from journal.services.reflections import sharing, texts, writing
from journal.services.reflections.drafts import ONLY_ME, Words
from tests.faults import whole
from tests.faults.killing import Report, Told
from tests.services.hands import write
from tests.services.recovering import anew
from tests.support.cast import Cast


@dataclass
class Seen:
    """What was found after one kill: acknowledged changes that are not there, and half states."""

    lost: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)


class Operation(ABC):
    """One of them, on a database with the cast."""

    name: str
    folder: Path | None = None

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def prepare(self) -> None:
        """Makes what the work needs in a new database; inside the application."""
        self.patient, self.therapist = self.cast.patient.actor(), self.cast.therapist.actor()

    def clear(self) -> None:
        """Removes what lies outside of the database."""
        if self.folder is not None:
            shutil.rmtree(self.folder)

    @abstractmethod
    def work(self, report: Report) -> None:
        """Does it over and over."""

    @abstractmethod
    def lost(self, told: Told) -> Iterator[str]:
        """What was acknowledged, or is there, and is not as it was acknowledged."""

    def check(self, told: Told) -> Seen:
        """Looks after a kill; inside the application."""
        return Seen(list(self.lost(told)), list(whole.halves(self.cast.clinic_id, self.patient, self.therapist)))


class Save(Operation):
    """A patient saves reflections, each once more with other words."""

    name = "save"

    def work(self, report: Report) -> None:
        """Saves two versions of one reflection after the other."""
        report.ready()
        while True:
            made = make_id()
            token = token_for_id(server_secret(), self.patient.id, made)
            for version in (1, 2):
                words = Words(made, "", _words(made, version), ONLY_ME, base_version=version - 1, token=token)
                report.begin([str(made), version])
                writing.save(anew(self.patient), words)
                report.done([str(made), version])
                db.session.remove()

    def lost(self, told: Told) -> Iterator[str]:
        """Each saved version is there with its words."""
        for reflection_id, version in told.done:
            row = db.session.get(Reflection, UUID(reflection_id))
            if row is None or row.version < version:
                yield f"version {version} of {reflection_id} was acknowledged and is not there"
        for row in db.session.scalars(select(Reflection).where(Reflection.version > 0)).all():
            if whole.text_of(self.patient, row) != _words(row.id, row.version):
                yield f"reflection {row.id} does not hold the words of its version"


def _words(reflection_id: UUID, version: int) -> str:
    return f"Words of version {version} of {reflection_id}."


class Share(Operation):
    """A patient lets her therapist read, and takes that back."""

    name = "share"

    def prepare(self) -> None:
        """A few reflections that nobody reads."""
        super().prepare()
        self.ids = [str(write(self.patient, f"Page {number}.")) for number in range(4)]

    def work(self, report: Report) -> None:
        """Shares what is private, and makes private what is shared."""
        report.ready()
        while True:
            for each in self.ids:
                row = db.session.get_one(Reflection, UUID(each))
                shared = row.state != texts.SHARED
                report.begin([each, shared])
                if shared:
                    sharing.share(anew(self.patient), row.id)
                else:
                    sharing.make_private(anew(self.patient), row.id)
                report.done([each, shared])
                db.session.remove()

    def lost(self, told: Told) -> Iterator[str]:
        """Each stands as it was last acknowledged, but for the one that was under way."""
        for reflection_id, shared in dict(told.done).items():
            row = db.session.get(Reflection, UUID(reflection_id))
            under_way = told.under_way is not None and told.under_way[0] == reflection_id
            if row is None or ((row.state == texts.SHARED) is not shared and not under_way):
                yield f"reflection {reflection_id} was acknowledged as {'shared' if shared else 'private'} and is not"


class Annotate(Operation):
    """A therapist writes notes on words of a shared reflection."""

    name = "annotate"

    def prepare(self) -> None:
        """One reflection that is shared."""
        super().prepare()
        self.reflection_id: UUID = write(self.patient, "The lake was warm and very still.", shared=True)

    def work(self, report: Report) -> None:
        """Writes one note after the other."""
        report.ready()
        while True:
            made = make_id()
            token = token_for_id(server_secret(), self.therapist.id, made)
            report.begin(str(made))
            typed = TypedNote(f"Note {made}.", NOW, "very still", id=made, token=token)
            notes.add(anew(self.therapist), self.reflection_id, typed)
            report.done(str(made))
            db.session.remove()

    def lost(self, told: Told) -> Iterator[str]:
        """Each note is there with its words, for her who wrote it and for him who is to read it."""
        for note_id in told.done:
            if db.session.get(Note, UUID(note_id)) is None:
                yield f"note {note_id} was acknowledged and is not there"
        for note in db.session.scalars(select(Note)).all():
            if {whole.words_of(actor, note) for actor in (self.patient, self.therapist)} != {f"Note {note.id}."}:
                yield f"note {note.id} does not hold its words"


def fresh(*actors: Actor) -> list[Actor]:
    """The same people as in their next request, with nothing read that somebody changed meanwhile."""
    db.session.remove()
    return [anew(each) for each in actors]
