"""A patient's consents as a file of their own: every text they answered, with versions and times."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from journal import clock
from journal.extensions import db
from journal.models import Person
from journal.permissions import About, Permission, require
from journal.services.actor import Actor
from journal.services.audit import audit
from journal.services.audit.acts import Act
from journal.services.clinics import clinics
from journal.services.consents import consents
from journal.services.consents.consents import Answer, Standing
from journal.services.consents.treatment_standing import AnsweredText
from journal.services.courses import course_pages
from journal.services.courses.course_views import CourseView
from journal.services.people import people
from journal.services.work import unit_of_work

FORMAT = 1


def export(actor: Actor) -> str:
    """All consents of this patient as JSON; that they took them out is audited. Raises `NotAllowed`."""
    require(actor.who, Permission.CONSENT_ANSWER, About(actor.clinic_id, patient_id=actor.id))
    told = {
        "format": FORMAT,
        "clinic": clinics.card(actor.clinic_id).name,
        "exported_at": _time(clock.now()),
        "consents": [_kind(each) for each in consents.of_actor(actor)],
        "treatment": [_course(each) for each in course_pages.own(actor).all],
    }
    with unit_of_work():
        audit.record_about(Act.CONSENTS_EXPORTED, actor.id, people.stamp(db.session.get_one(Person, actor.id)))
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _kind(standing: Standing) -> dict[str, Any]:
    return {
        "kind": standing.text.kind,
        "current_version": standing.text.number,
        "answers": [_answer(each) for each in reversed(standing.answers)],
    }


def _course(course: CourseView) -> dict[str, Any]:
    """The answers to the text on treatment for one course, the newest version last."""
    return {
        "course_from": course.starts_on.isoformat(),
        "course_until": course.ends_on.isoformat(),
        "state": course.consent.state,
        "current_version": course.consent.current,
        "answers": [_points(each) for each in reversed(course.consent.answers)],
    }


def _points(answer: AnsweredText) -> dict[str, Any]:
    return {
        "title": answer.title,
        "version": answer.number,
        "given_at": _time(answer.at),
        "withdrawn_at": _time(answer.withdrawn_at),
        "points": [{"point": title, "answer": said or None} for title, said in answer.points],
        "touch": answer.touch_said or None,
        "touch_words": answer.touch_words or None,
        "text": answer.text,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "title": answer.title,
        "version": answer.number,
        "published_at": _time(answer.published_at),
        "given_at": _time(answer.given_at),
        "withdrawn_at": _time(answer.withdrawn_at),
        "text": answer.body,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
