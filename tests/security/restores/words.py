"""Reflections, and what hangs on them, that were deleted or destroyed after a backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from journal import clock
from journal.models import (
    AppendedWords,
    Passage,
    Reflection,
    WithdrawnCopy,
)
from journal.services.audit.acts import Act
from journal.services.now import appended_words, ready_phones, taking_over
from journal.services.passages import passages
from journal.services.passages.passages import TypedWords
from journal.services.reflections import deleting, lists, reflections, sharing, withdrawing
from journal.services.review import reviews
from tests.security.restores.telling import story
from tests.services.hands import stored, write
from tests.services.insight_hands import TEXT
from tests.support.booking import ahead
from tests.support.cast import Cast
from tests.support.rules import keep_withdrawn
from tests.views.written import shared

LATER = timedelta(days=8)  # than a deleted reflection can be taken back
ALMOST = timedelta(days=6)  # as long


def state(reflection: UUID) -> str:
    return str(stored(Reflection, Reflection.id == reflection)[0]["state"])


@story("a reflection that was deleted is deleted", Act.REFLECTION_DELETED)
def deleted(cast: Cast) -> Iterator[None]:
    page = write(cast.patient.actor())
    yield
    deleting.delete_reflection(cast.patient.actor(), page)
    yield
    assert state(page) == "deleted"
    assert not lists.journal(cast.patient.actor()).rows


@story("a reflection that was deleted and taken back since is there", Act.REFLECTION_RESTORED)
def taken_back(cast: Cast) -> Iterator[None]:
    page = write(cast.patient.actor())
    yield
    deleting.delete_reflection(cast.patient.actor(), page)
    deleting.restore(cast.patient.actor(), page)
    yield
    assert "The lake was warm." in reflections.page(cast.patient.actor(), page).html


@story("a reflection that was taken back after the backup is not destroyed by the next job", Act.REFLECTION_RESTORED)
def not_destroyed(cast: Cast) -> Iterator[None]:
    page = write(cast.patient.actor())
    deleting.delete_reflection(cast.patient.actor(), page)
    yield
    deleting.restore(cast.patient.actor(), page)
    yield
    with clock.at(clock.now() + LATER):
        deleting.destroy_expired()
    assert "The lake was warm." in reflections.page(cast.patient.actor(), page).html


@story("a reflection that was taken back, shared and made private is not destroyed", Act.REFLECTION_MADE_PRIVATE)
def not_destroyed_once_private(cast: Cast) -> Iterator[None]:
    page = write(cast.patient.actor())
    deleting.delete_reflection(cast.patient.actor(), page)
    yield
    deleting.restore(cast.patient.actor(), page)
    sharing.share(cast.patient.actor(), page)
    sharing.make_private(cast.patient.actor(), page)
    yield
    with clock.at(clock.now() + LATER):
        deleting.destroy_expired()
    assert "The lake was warm." in reflections.page(cast.patient.actor(), page).html


@story("a reflection that was deleted once more after the backup has its seven days from then", Act.REFLECTION_DELETED)
def deleted_once_more(cast: Cast) -> Iterator[None]:
    page = write(cast.patient.actor())
    with clock.at(clock.now() - ALMOST):
        deleting.delete_reflection(cast.patient.actor(), page)
    yield
    deleting.restore(cast.patient.actor(), page)
    deleting.delete_reflection(cast.patient.actor(), page)
    yield
    with clock.at(clock.now() + timedelta(days=2)):
        deleting.destroy_expired()
        deleting.restore(cast.patient.actor(), page)
    assert "The lake was warm." in reflections.page(cast.patient.actor(), page).html


@story("a reflection that was made private, deleted and taken back is still private", Act.REFLECTION_MADE_PRIVATE)
def private_and_taken_back(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor())
    yield
    sharing.make_private(cast.patient.actor(), page)
    deleting.delete_reflection(cast.patient.actor(), page)
    deleting.restore(cast.patient.actor(), page)
    yield
    assert state(page) == "private"


@story("a reflection that was destroyed is destroyed with what was set apart in it", Act.REFLECTION_DESTROYED,
       Act.PASSAGE_DESTROYED)  # fmt: skip
def destroyed(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor(), TEXT)
    passages.put_theme(cast.patient.actor(), page, "grief", TypedWords("wave came"))
    yield
    deleting.delete_reflection(cast.patient.actor(), page)
    with clock.at(clock.now() + LATER):
        deleting.destroy_expired()
    yield
    [row] = stored(Reflection)
    assert (row["state"], row["head_sealed"], row["body_sealed"]) == ("destroyed", None, None)
    assert not stored(Passage)


@story("a copy whose time had passed is gone", Act.WITHDRAWN_DESTROYED)
def copy_destroyed(cast: Cast) -> Iterator[None]:
    keep_withdrawn(cast.clinic_id)
    page = shared(cast.patient.actor())
    reviews.mark_reviewed(cast.therapist.actor(), page, 1)
    sharing.make_private(cast.patient.actor(), page)
    assert stored(WithdrawnCopy)
    yield
    with clock.at(clock.now() + timedelta(days=40 * 366)):
        withdrawing.destroy_due()
    yield
    assert not stored(WithdrawnCopy)


@story("words that were set apart and taken away are gone", Act.PASSAGE_REMOVED)
def passage_removed(cast: Cast) -> Iterator[None]:
    page = write(cast.patient.actor(), TEXT, shared=True)
    passage = passages.put_theme(cast.patient.actor(), page, "grief", TypedWords("wave came"))
    yield
    passages.remove(cast.patient.actor(), passage)
    yield
    assert not stored(Passage)


@story("words that a therapist set apart go with the page that was made private", Act.PASSAGE_WITHDRAWN)
def passage_withdrawn(cast: Cast) -> Iterator[None]:
    page = shared(cast.patient.actor(), TEXT)
    passages.put_theme(cast.therapist.actor(), page, "grief", TypedWords("wave came"))
    yield
    sharing.make_private(cast.patient.actor(), page)
    yield
    assert not stored(Passage, Passage.author_id == cast.therapist.id)


@story("words from a phone that were discarded are gone", Act.WORDS_DISCARDED)
def words_discarded(cast: Cast) -> Iterator[None]:
    ahead(cast, 1, "dosing")
    cookie, _ = ready_phones.ready(cast.patient.actor(), "Firefox on Android")
    made, token = appended_words.new_form(cookie)
    patient = cast.patient.actor()  # a sign-in after them would take them over
    kept = appended_words.append(cookie, "203.0.113.9", made, token, "warm, lake, door")
    yield
    taking_over.discard(patient, kept)
    yield
    assert not stored(AppendedWords)
    assert not lists.journal(cast.patient.actor()).rows
