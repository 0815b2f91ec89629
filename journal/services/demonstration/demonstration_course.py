"""The courses of the demonstration: planned, moved on, written about, and agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from journal import clock
from journal.services.clinics import clinic_settings
from journal.services.consents import consent_points, consent_texts, treatment_consents
from journal.services.consents.consent_texts import TREATMENT
from journal.services.consents.treatment_consents import AGREE, TypedConsent
from journal.services.courses import course_pages, course_parts, course_templates, courses
from journal.services.courses.course_templates import Template
from journal.services.courses.course_views import CourseView
from journal.services.courses.courses import TypedCourse
from journal.services.demonstration.demonstration_stage import Stage, Told

Event = tuple[str, Callable[[], None]]


def events(stage: Stage, story: Told) -> Iterator[Event]:
    """Everything that courses bring."""
    for templates in story["course_templates"]:
        yield templates["at"], partial(_keep_templates, stage, templates)
    for course in story["courses"]:
        yield from Plan(stage, course).events()


def _keep_templates(stage: Stage, told: Told) -> None:
    """The manager keeps templates of the clinic's own."""
    actor = stage.actor(told["by"])
    kept = course_templates.checked([Template("", **each) for each in told["templates"]])
    seen = clinic_settings.settings(actor).version
    clinic_settings.change(actor, seen, {"course_templates": course_templates.written(kept)})


class Plan:
    """One course of the story, from its planning on."""

    _id: UUID

    def __init__(self, stage: Stage, told: Told) -> None:
        self._stage, self._told = stage, told

    def events(self) -> Iterator[Event]:
        """Everything that happens to it, at its moment."""
        yield self._told["at"], self._plan
        for part in self._told["written"]:
            yield part["at"], partial(self._write, part)
        yield self._told["agreed"]["at"], partial(self._agree, self._told["agreed"])
        yield self._told["began"]["at"], partial(self._begin, self._told["began"])

    def _patient(self) -> UUID:
        return self._stage.actor(self._told["patient"]).id

    def _plan(self) -> None:
        actor = self._stage.actor(self._told["by"])
        code = next(each.code for each in courses.templates(actor) if each.name == self._told["template"])
        first, last = (self._day(self._told[edge], actor.zone) for edge in ("starts_in", "ends_in"))
        typed = TypedCourse(code, first, last, self._told["route"], note=self._told["note"])
        self._id = courses.plan(actor, self._patient(), typed)

    @staticmethod
    def _day(after: int, zone: str) -> date:
        """A day told as so many days after the one on which the course is planned."""
        moment: datetime = clock.now().astimezone(ZoneInfo(zone))
        return moment.date() + timedelta(days=after)

    def _write(self, told: Told) -> None:
        actor, part = self._stage.actor(told["by"]), told["part"]
        seen = self._seen(part)
        if part == "dose_plan":
            course_parts.write_dose_plan(actor, self._patient(), self._id, told["value"], seen)
        elif part == "told":
            course_parts.note_told(actor, self._patient(), self._id, told["value"]["words"], seen)
        else:
            course_parts.prefer(actor, self._id, told["value"]["words"], seen)

    def _seen(self, part: str) -> int:
        stands = self._view().parts.get(part)
        return stands.version if stands else 0

    def _view(self) -> CourseView:
        return course_pages.own(self._stage.actor(self._told["patient"])).course(self._id)

    def _agree(self, told: Told) -> None:
        actor = self._stage.actor(self._told["patient"])
        text = consent_texts.current(actor.clinic_id, TREATMENT)
        points = dict.fromkeys(consent_points.parse(text.body).asked, AGREE)
        typed = TypedConsent(text.number, points, told["touch"], told["touch_words"])
        treatment_consents.answer(actor, self._id, typed)

    def _begin(self, told: Told) -> None:
        courses.move(self._stage.actor(told["by"]), self._patient(), self._id, "running", self._view().version)
