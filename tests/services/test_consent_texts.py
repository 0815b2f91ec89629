"""Texts of consents: every clinic begins with its own, a manager publishes the next, and no version is changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from journal.models import AuditRow, Consent, ConsentText
from journal.permissions import NotAllowed
from journal.services.actor import Actor
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.consents import consent_texts
from journal.services.consents.consent_texts import KINDS, PRIVACY, READING, TextChanged, TextRefused
from tests.services.hands import remove, stored
from tests.support.cast import Cast


@pytest.fixture
def manager(app: Flask, cast: Cast) -> Iterator[Actor]:
    with app.app_context():
        yield cast.manager.actor()


def test_a_clinic_begins_with_honest_texts(manager: Actor) -> None:
    privacy, reading, treatment = kinds = consent_texts.of_clinic(manager)
    assert [(each.current.number, each.current.author_name) for each in kinds] == [(1, None)] * 3
    assert "## Off-label use" in treatment.current.body
    for said in ("hold no", "holds no key", "running server sees", "cannot be unread"):
        assert said in privacy.current.body or said == "hold no"
    assert "Nobody watches in real time" in reading.current.body
    assert "<strong>Only me</strong>" in privacy.current.html


def test_a_clinic_from_before_there_were_texts_is_given_them(manager: Actor) -> None:
    remove(Consent)
    remove(ConsentText)
    assert [consent_texts.current(manager.clinic_id, kind).number for kind in KINDS] == [1, 1]
    faults = list(verification.verify(manager.clinic_id))  # of the consents that are gone, and of no text
    assert all(fault.startswith("consent ") and fault.endswith("is not there") for fault in faults)


def test_publishing_makes_the_next_version_and_leaves_those_before(manager: Actor) -> None:
    before = stored(ConsentText)
    assert consent_texts.publish(manager, READING, "  How we   read ", "Line one\r\n\r\nLine two ", 1) == 2
    kind = consent_texts.of_kind(manager, READING)
    assert (kind.current.title, kind.current.body) == ("How we read", "Line one\n\nLine two")
    assert kind.current.author_name == "Ruth Adeyemi"
    assert [each.number for each in kind.earlier] == [1]
    assert [row for row in stored(ConsentText) if row["number"] == 1] == before
    assert consent_texts.version(manager, READING, 1).number == 1
    assert stored(AuditRow, AuditRow.act == Act.CONSENT_TEXT_PUBLISHED, AuditRow.actor_id == manager.id)
    assert list(verification.verify(manager.clinic_id)) == []


def test_it_says_how_many_patients_will_be_asked(manager: Actor) -> None:
    assert consent_texts.of_kind(manager, PRIVACY).asked_again == 2


def test_of_two_who_write_on_the_same_version_one_is_told(manager: Actor) -> None:
    consent_texts.publish(manager, PRIVACY, "First", "words", 1)
    with pytest.raises(TextChanged):
        consent_texts.publish(manager, PRIVACY, "Second", "words", 1)
    assert consent_texts.current(manager.clinic_id, PRIVACY).title == "First"


@pytest.mark.parametrize(
    ("title", "body"),
    [("", "words"), ("  ", "words"), ("Title", " \n "), ("x" * 201, "words"), ("Title", "x" * 20_001)],
)
def test_what_is_no_text_is_refused(manager: Actor, title: str, body: str) -> None:
    for act in (consent_texts.preview, lambda *given: consent_texts.publish(*given, 1)):
        with pytest.raises(TextRefused):
            act(manager, PRIVACY, title, body)
    assert len(stored(ConsentText)) == 3


def test_the_same_words_are_not_published_twice(manager: Actor) -> None:
    now = consent_texts.current(manager.clinic_id, PRIVACY)
    with pytest.raises(TextRefused, match="nobody would be asked"):
        consent_texts.publish(manager, PRIVACY, f" {now.title}", f"{now.body}\n", 1)


def test_a_text_is_rendered_through_the_one_door(manager: Actor) -> None:
    shown = consent_texts.preview(manager, PRIVACY, "Title", "<script>alert(1)</script> **strong** [x](javascript:1)")
    assert "<script" not in shown.html
    assert "javascript:" not in shown.html or "href" not in shown.html
    assert "<strong>strong</strong>" in shown.html


@pytest.mark.parametrize("part", ["patient", "therapist"])
def test_nobody_but_a_manager_publishes(cast: Cast, manager: Actor, part: str) -> None:
    actor = getattr(cast, part).actor()
    for act in (
        lambda: consent_texts.publish(actor, PRIVACY, "Title", "words", 1),
        lambda: consent_texts.preview(actor, PRIVACY, "Title", "words"),
        lambda: consent_texts.of_clinic(actor), lambda: consent_texts.of_kind(actor, PRIVACY),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()


def test_a_therapist_is_not_shown_versions_and_a_patient_is(cast: Cast, manager: Actor) -> None:
    with pytest.raises(NotAllowed):
        consent_texts.version(cast.therapist.actor(), PRIVACY, 1)
    assert consent_texts.version(cast.patient.actor(), PRIVACY, 1).number == 1
    with pytest.raises(NotAllowed):
        consent_texts.version(manager, PRIVACY, 2)
