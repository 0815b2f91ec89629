"""Who reads a note, and who answers one."""

from __future__ import annotations

from dataclasses import replace

from journal.permissions import About, Permission, allows
from tests.test_permissions import CLINIC, FACTS, INES, MAYA, PATIENT, SOMEBODY, THERAPIST


def test_a_note_for_its_author_is_read_by_its_author_in_care_only() -> None:
    note = About(CLINIC, MAYA, INES, in_care=True, shared=True, only_author=True, account_open=True)
    assert allows(THERAPIST, Permission.NOTE_READ, note)
    assert not allows(replace(THERAPIST, id=SOMEBODY), Permission.NOTE_READ, note)
    assert not allows(THERAPIST, Permission.NOTE_READ, replace(note, in_care=False))
    assert not allows(PATIENT, Permission.NOTE_READ, note)
    assert not allows(THERAPIST, Permission.NOTE_RELEASE, note)


def test_a_note_that_waits_is_kept_from_the_patient() -> None:
    waiting = About(CLINIC, MAYA, INES, in_care=True, shared=True)
    assert not allows(PATIENT, Permission.NOTE_READ, waiting)
    assert not allows(PATIENT, Permission.REPLY_WRITE, waiting)
    assert allows(PATIENT, Permission.NOTE_READ, replace(waiting, visible_to_patient=True))


def test_a_therapist_replies_to_what_both_see_or_to_what_is_their_own() -> None:
    for about in FACTS:
        seen = about.visible_to_patient or about.author_id == INES
        may = about.in_care and seen and not about.only_author
        assert allows(THERAPIST, Permission.REPLY_WRITE, about) is may
        assert not allows(THERAPIST, Permission.REPLY_WRITE, replace(about, account_open=False))
