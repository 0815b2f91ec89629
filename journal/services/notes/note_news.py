"""What of a note is new to its patient: words not opened yet, told of rows and in queries alike."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from journal.models import Note, Reply

STANDS: ColumnElement[bool] = Note.released_at.is_not(None) & Note.withdrawn_at.is_(None)
"""Notes that the patient may open."""
_ANSWERED_SINCE = (
    select(Reply.id)
    .where(Reply.note_id == Note.id, Reply.author_id != Note.patient_id, Reply.created_at > Note.seen_at)
    .correlate(Note)
    .exists()
)
_EDITED_SINCE = Note.edited_at.is_not(None) & Note.seen_at.is_not(None) & (Note.edited_at > Note.seen_at)
IS_NEW: ColumnElement[bool] = STANDS & (Note.seen_at.is_(None) | _EDITED_SINCE | _ANSWERED_SINCE)
"""Of those, the ones with words that the patient has not opened: the note's own, or a reply of somebody else."""


def words_are_new(note: Note) -> bool:
    """Whether the words of the note itself, as they stand, were not opened yet."""
    return note.seen_at is None or (note.edited_at is not None and note.edited_at > note.seen_at)
