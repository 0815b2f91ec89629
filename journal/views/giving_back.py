"""Gives typed words back: after an expired sign-in, an expired form, or a database that is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from journal.services.coping_plans import plan_parts
from journal.services.evaluations import evaluation_questions
from journal.services.sign_in import carried_words
from journal.services.sign_in.carried_words import CarriedWords
from journal.signin import actor, found_sign_in
from journal.views import (
    answering,
    before,
    check_ins,
    coping_plan,
    course_parts,
    courses,
    evaluation,
    evaluation_flags,
    evaluation_treatments,
    flags,
    insight_making,
    insights,
    invitations,
    own_course,
    passages,
    patient_measures,
    patient_prompts,
    process_notes,
    referral_answers,
    referrals,
    reflections,
    replies,
    review,
    search,
    session_log,
    session_parts,
    steps,
    treatment_consents,
    treatments,
)
from journal.views import signin as signin_view

_SHOWN = (
    "title", "text", "quoted_words", "note", "reply", "email", "entry", "sentence", "act", "when", "done_when",
    "who_knows", "what", "who_noticed", "in_the_way", "observation", "action", "outcome", "medication", "reason",
    "notes", "came_by", "asks", "said", "referrer", "credential", "indication", "document", "name",
    "identifier", "words", "touch_words", *plan_parts.part_keys(), *evaluation_questions.keys(),
)  # fmt: skip
OUT_OF_DATE = "You are signed in, and your words are here. They are not sent yet; send them once more."


def wants_json() -> bool:
    """Whether a script asked, and wants an answer it can read."""
    return request.endpoint == "reflections.draft" or request.accept_mimetypes.best == "application/json"


def typed_words() -> dict[str, str]:
    """The words of the form that was sent, to be shown again; none of a form that another site sent."""
    if g.get("foreign"):
        return {}
    try:
        typed = g.get("given_back") or request.form
        notes = (name for name in typed if name.endswith("-note"))  # one beside each red flag
        return {name: value for name in (*_SHOWN, *notes) if (value := typed.get(name))}
    except HTTPException:
        return {}  # too large to be read at all; the browser still has them


def ask_to_sign_in() -> ResponseReturnValue:
    """Answers somebody who is not signed in: with their words carried along, where there are any."""
    if wants_json():
        return {"reason": "signed_out"}, 401
    if request.method == "GET":
        target = request.path if request.path != "/" else None
        return redirect(url_for("signin.sign_in", next=target))
    return signin_view.page(carried=_carried(), status=401)


def _carried() -> str | None:
    found = found_sign_in()
    if found is None or request.endpoint not in _RENDERERS:
        return None
    fields = {name: value for name, value in request.form.items() if name != "csrf_token"}
    target = str(next(iter((request.view_args or {}).values()), found.person_id))
    return carried_words.carry(found.clinic_id, found.person_id, CarriedWords(request.endpoint, target, fields))


def after_sign_in(carried: str) -> ResponseReturnValue | None:
    """The form with the words that were carried, if they are this person's."""
    words = carried_words.read(actor(), carried)
    return give_back(words.endpoint, UUID(words.target), words.fields) if words else None


def after_expired_form() -> ResponseReturnValue | None:
    """The form anew with the words that were typed, for a signed-in person."""
    if wants_json() or not current_user.is_authenticated:
        return None
    if request.endpoint == "invitations.accept":
        return invitations.gone()  # the page with the kit was loaded again
    if request.endpoint not in _RENDERERS:
        return None
    target = next(iter((request.view_args or {}).values()), actor().id)
    return give_back(request.endpoint, target, request.form.to_dict())


def give_back(endpoint: str, target: UUID, fields: dict[str, str]) -> ResponseReturnValue:
    """Renders the form a person was filling in, as they left it; shows the words where that page is gone."""
    g.given_back = fields
    return _RENDERERS[endpoint](target, fields, OUT_OF_DATE)


_RENDERERS: dict[str, Callable[[UUID, dict[str, Any], str], ResponseReturnValue]] = {
    "reflections.save": reflections.given_back,
    "notes.add": review.note_given_back,
    "notes.save": review.edit_given_back,
    "replies.add": replies.given_back,
    "search.find": search.given_back,
    "passages.bring": passages.bring_given_back,
    "passages.put_theme": passages.theme_given_back,
    "passages.put_theme_in_review": passages.theme_in_review_given_back,
    "patient_prompts.add": patient_prompts.given_back,
    "insight_making.make": insight_making.given_back,
    "insight_making.make_in_review": insight_making.in_review_given_back,
    "insights.add": insights.given_back,
    "insights.change": insights.change_given_back,
    "steps.add_strategy": steps.strategy_given_back,
    "steps.change_strategy": steps.edit_given_back,
    "steps.add_change": steps.change_given_back,
    "steps.add_change_alone": steps.change_alone_given_back,
    "check_ins.check_in": check_ins.check_in_given_back,
    "process_notes.add": process_notes.given_back,
    "process_notes.change": process_notes.change_given_back,
    "treatments.add": treatments.given_back,
    "before.open_record": before.given_back,
    "coping_plan.save": coping_plan.given_back,
    "answering.save": answering.given_back,
    "patient_measures.ask": patient_measures.ask_given_back,
    "patient_measures.enter": patient_measures.entry_given_back,
    "evaluation.save": evaluation.given_back,
    "evaluation_treatments.save": evaluation_treatments.given_back,
    "evaluation_flags.answer": evaluation_flags.given_back,
    "evaluation_flags.clear": evaluation_flags.clear_given_back,
    "evaluation_flags.give": evaluation_flags.reason_given_back,
    "evaluation_flags.withdraw": evaluation_flags.reason_given_back,
    "flags.open_flag": flags.opening_given_back,
    "flags.write_done": flags.given_back,
    "flags.close": flags.given_back,
    "courses.plan": courses.given_back,
    "courses.change": courses.given_back,
    "course_parts.save_dose": course_parts.dose_given_back,
    "course_parts.save_told": course_parts.told_given_back,
    "own_course.prefer": own_course.given_back,
    "treatment_consents.answer": treatment_consents.given_back,
    "session_log.add": session_log.given_back,
    "session_log.correct": session_log.correction_given_back,
    "session_parts.save": session_parts.given_back,
    "session_parts.add_event": session_parts.event_given_back,
    "referrals.save": referrals.given_back,
    "referral_answers.answer": referral_answers.given_back,
    "session_parts.change_event": session_parts.changed_event_given_back,
}
