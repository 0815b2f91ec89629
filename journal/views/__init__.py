"""Views: validate, call one service, render; every address not on the public list asks for a sign-in."""

from __future__ import annotations

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from journal.services.ledger import quarantine
from journal.signin import enrolling, leave_out_visitor, locked
from journal.views import (
    account,
    answering,
    appointments,
    audit,
    before,
    before_handing,
    before_record,
    brief,
    calendar,
    care,
    care_endings,
    care_stopping,
    care_teams,
    check_ins,
    clinic,
    clinic_cadence,
    clinic_closing,
    clinic_instruments,
    clinic_measures,
    clinic_prompts,
    clinic_texts,
    consents,
    coping_plan,
    course_parts,
    course_templates,
    courses,
    cover,
    deaths,
    deleting,
    evaluation,
    evaluation_flags,
    evaluation_treatments,
    flags,
    followups,
    giving_back,
    help_page,
    history,
    home,
    insight_making,
    insight_sharing,
    insights,
    invitations,
    journal_export,
    kit,
    learn,
    machines,
    measures,
    measures_over_time,
    new_keys,
    note_changes,
    note_opening,
    notes,
    now,
    own_course,
    own_sessions,
    passages,
    passkeys,
    patient_measures,
    patient_prompts,
    patients,
    people,
    process_notes,
    prompts,
    quick_lock,
    record,
    recover,
    recovery_key,
    referral_answers,
    referrals,
    reflections,
    replies,
    returns,
    review,
    safety,
    search,
    second_factor,
    sections,
    session_deleting,
    session_log,
    session_parts,
    session_records,
    sharing,
    sign_ins,
    signin,
    start_again,
    step_up,
    steps,
    telling,
    themes,
    treatment,
    treatment_consents,
    treatments,
    ways_in,
)

BLUEPRINTS = (
    account.bp, answering.bp, appointments.bp, audit.bp, before.bp, before_handing.bp, before_record.bp, brief.bp,
    calendar.bp, care.bp, care_endings.bp, care_stopping.bp, care_teams.bp, check_ins.bp, clinic.bp, clinic_cadence.bp,
    clinic_closing.bp, clinic_instruments.bp, clinic_measures.bp, clinic_prompts.bp, clinic_texts.bp, consents.bp,
    coping_plan.bp, course_parts.bp, course_templates.bp, courses.bp, cover.bp, deaths.bp, deleting.bp, evaluation.bp,
    evaluation_flags.bp, evaluation_treatments.bp, flags.bp, followups.bp, help_page.bp, history.bp, home.bp,
    insight_making.bp, insight_sharing.bp, insights.bp, invitations.bp, journal_export.bp, kit.bp, learn.bp,
    machines.bp, measures.bp, measures_over_time.bp, new_keys.bp, note_changes.bp, note_opening.bp, notes.bp, now.bp,
    own_course.bp, own_sessions.bp, passages.bp, passkeys.bp, patient_measures.bp, patient_prompts.bp, patients.bp,
    people.bp, process_notes.bp, prompts.bp, quick_lock.bp, record.bp, recover.bp, recovery_key.bp, referral_answers.bp,
    referrals.bp, reflections.bp, replies.bp, returns.bp, review.bp, safety.bp, search.bp, second_factor.bp,
    sections.bp, session_deleting.bp, session_log.bp, session_parts.bp, session_records.bp, sharing.bp, sign_ins.bp,
    signin.bp, start_again.bp, step_up.bp, steps.bp, telling.bp, themes.bp, treatment.bp, treatment_consents.bp,
    treatments.bp, ways_in.bp,
)  # fmt: skip
PUBLIC = frozenset(
    {
        "static",
        "signin.sign_in",
        "signin.sign_out",
        "signin.form_token",
        "second_factor.show",
        "passkeys.sign_in_options",
        "passkeys.sign_in",
        "passkeys.second_factor_options",
        "passkeys.second_factor",
        "invitations.accept",
        "recover.recover",
        "recover.wait",
        "recover.cancel_by_link",
        "start_again.begin",
        "quick_lock.unlock",
        "calendar.feed",
        "now.write",
        "now.append",
        "help_page.show",
        "help_page.worker",
        "machines.healthz",
        "machines.policy_report",
        "machines.readyz",
    }
)
# all that somebody may use who works at the clinic and has no second factor yet
SETTING_UP = frozenset({"ways_in.authenticator", "passkeys.new", "passkeys.new_options", "account.kit_stored"})


# all that is answered while database and ledger do not agree: help, and what machines ask
IN_QUARANTINE = frozenset({"static", "help_page.show", "help_page.worker", "machines.healthz", "machines.readyz"})


def init_app(app: Flask) -> None:
    """Registers every view, and the checks that come before them."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.before_request_funcs.setdefault(None, []).insert(0, _ask_the_ledger)  # before any form is looked at
    app.before_request(_ask_to_sign_in)


def _ask_the_ledger() -> None:
    if request.endpoint not in IN_QUARANTINE:
        quarantine.require_clear()
    elif request.endpoint == "help_page.show" and not quarantine.is_clear():
        leave_out_visitor()  # help is there for everybody; who they are may not be so any more


def _ask_to_sign_in() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in PUBLIC or current_user.is_authenticated:
        return None
    if enrolling():
        return None if request.endpoint in SETTING_UP else ways_in.lead_to_set_up()
    if locked() and request.method == "GET" and not giving_back.wants_json():
        return quick_lock.lead_to_unlock()
    return giving_back.ask_to_sign_in()
