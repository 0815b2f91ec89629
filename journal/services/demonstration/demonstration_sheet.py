"""The reflections of the demonstration: what their writers and readers can be seen doing with each."""

from __future__ import annotations

from uuid import UUID

from journal.services.demonstration.demonstration_stage import Stage, Told
from journal.services.notes import note_changes, notes, replies
from journal.services.passages import passages
from journal.services.reflections import deleting, drafts, reflection_opening, writing
from journal.services.reflections.drafts import ONLY_ME, THERAPIST, Words
from journal.services.review import reviews


class Sheet:
    """One reflection of the story, from its first words on."""

    id: UUID | None = None

    def __init__(self, stage: Stage, told: Told) -> None:
        self._stage, self._writer = stage, told["by"]
        self._session, self._moment = told.get("session"), told.get("moment", "")
        self._note_ids: dict[str, UUID] = {}

    def save(self, told: Told) -> None:
        """Saves a version."""
        self.id = writing.save(self._stage.actor(self._writer), self._words(told))

    def draft(self, told: Told) -> None:
        """Leaves words unsaved."""
        drafts.save_draft(self._stage.actor(self._writer), self._words(told))

    def _words(self, told: Told) -> Words:
        writer = self._stage.actor(self._writer)
        session_id = self._stage.session(self._session)
        form = drafts.editor(writer, self.id) if self.id else drafts.new_editor(writer, session_id, self._moment)
        return Words(
            form.id, told.get("title", ""), "\n".join(told["text"]), THERAPIST if told.get("shared") else ONLY_ME,
            form.base_version, form.draft_version, form.token, form.session_id, form.moment,
        )  # fmt: skip

    def delete(self) -> None:
        """Its writer deletes it."""
        deleting.delete_reflection(self._stage.actor(self._writer), self.known())

    def open(self, reader: str) -> None:
        """A therapist opens it, which leaves a receipt."""
        reviews.open_reflection(self._stage.actor(reader), self.known())

    def mark_reviewed(self, reader: str) -> None:
        """A therapist marks it as reviewed."""
        actor = self._stage.actor(reader)
        reviews.mark_reviewed(actor, self.known(), reviews.open_reflection(actor, self.known()).version)

    def note(self, told: Told) -> None:
        """A therapist writes a note, on quoted words or on the whole."""
        typed = notes.TypedNote(told["text"], told["visibility"], told.get("quote", ""))
        self._note_ids[told["at"]] = notes.add(self._stage.actor(told["by"]), self.known(), typed)

    def release(self, told: Told) -> None:
        """Its therapist lets the patient see a note."""
        note_changes.release(self._stage.actor(told["by"]), self._note_ids[told["at"]])

    def reply(self, told: Told) -> None:
        """The patient answers a note."""
        replies.add(self._stage.actor(self._writer), self._note_ids[told["at"]], told["reply"]["text"])

    def answer(self, told: Told) -> None:
        """Its therapist says something to the reply."""
        replies.add(self._stage.actor(told["by"]), self._note_ids[told["at"]], told["answer"]["text"])

    def resolve(self, told: Told) -> None:
        """Its therapist says that a thread is done."""
        note_changes.resolve(self._stage.actor(told["by"]), self._note_ids[told["at"]])

    def come_back(self) -> None:
        """Its writer opens the page again, and with it what stands beside."""
        reflection_opening.open_page(self._stage.actor(self._writer), self.known())

    def put_theme(self, told: Told) -> None:
        """Somebody puts a theme on it, or on words of it."""
        words = passages.TypedWords(told.get("quote", ""))
        passages.put_theme(self._stage.actor(told["by"]), self.known(), told["theme"], words)

    def tag(self, told: Told) -> None:
        """Its writer tags it for themselves."""
        passages.set_symptoms(self._stage.actor(self._writer), self.known(), told["names"])

    def bring(self, told: Told) -> None:
        """Its writer wants to bring it to the appointment."""
        passages.bring(self._stage.actor(self._writer), self.known(), passages.TypedWords(told["quote"]))

    @property
    def writer(self) -> str:
        """Who writes it, by the first half of their address."""
        return str(self._writer)

    def known(self) -> UUID:
        """Its id, once it is saved."""
        if self.id is None:
            raise LookupError("Something happens to a reflection before it is saved.")
        return self.id
