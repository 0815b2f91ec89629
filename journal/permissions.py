"""Who may do what: names, one table of them with their predicates, and `require`; what is not listed is refused."""

from __future__ import annotations

from enum import StrEnum

from journal import predicates, treatment_predicates
from journal.predicates import About, Predicate, Who

__all__ = ["TABLE", "About", "NotAllowed", "Permission", "Who", "allows", "require"]


class NotAllowed(Exception):
    """The actor may not; for them the thing does not exist."""


class Permission(StrEnum):
    """Everything somebody can be allowed to do."""

    REFLECTION_WRITE = "reflection.write"
    REFLECTION_REVIEW = "reflection.review"
    NOTE_WRITE = "note.write"
    NOTE_READ = "note.read"
    NOTE_RELEASE = "note.release"
    NOTE_CHANGE = "note.change"
    NOTE_OPEN = "note.open"
    REPLY_WRITE = "reply.write"
    THEME_PUT = "theme.put"
    SYMPTOM_PUT = "symptom.put"
    BRING_ASK = "bring.ask"
    BRING_CLOSE = "bring.close"
    PASSAGE_REMOVE = "passage.remove"
    INSIGHT_READ = "insight.read"
    INSIGHT_ADD = "insight.add"
    INSIGHT_CHANGE = "insight.change"
    INSIGHT_DELETE = "insight.delete"
    INSIGHT_ANSWER = "insight.answer"
    PROCESS_NOTE_READ = "process_note.read"
    PROCESS_NOTE_WRITE = "process_note.write"
    PROMPT_CHANGE = "prompt.change"
    PROMPT_SKIP = "prompt.skip"
    PATIENT_LIST = "patient.list"
    PATIENT_READ = "patient.read"
    PATIENT_SEARCH = "patient.search"
    COPING_PLAN_WRITE = "coping_plan.write"
    COPING_PLAN_READ = "coping_plan.read"
    TREATMENT_ENTRY_WRITE = "treatment_entry.write"
    TREATMENT_ENTRY_READ = "treatment_entry.read"
    CARE_ANSWER = "care.answer"
    CARE_END = "care.end"
    COVER_NAME = "cover.name"
    CLINIC_CLOSE = "clinic.close"
    DEATH_NOTE = "death.note"
    DEATH_ANSWER = "death.answer"
    SESSION_CHECK_IN = "session.check_in"
    TREATMENT_LIST = "treatment.list"
    TREATMENT_READ = "treatment.read"
    TREATMENT_WRITE = "treatment.write"
    TREATMENT_PRESCRIBE = "treatment.prescribe"
    TREATMENT_END = "treatment.end"
    BEFORE_OPEN = "before.open"
    BEFORE_KEEP = "before.keep"
    BEFORE_TAKE = "before.take"
    REFERRAL_ANSWER = "referral.answer"
    EVALUATION_ANSWER = "evaluation.answer"
    MEASURE_ANSWER = "measure.answer"
    SESSION_TELL = "session.tell"
    SESSION_DELETE = "session.delete"
    COURSE_PREFER = "course.prefer"
    FLAG_LIST = "flag.list"
    FLAG_OPEN = "flag.open"
    FLAG_ANSWER = "flag.answer"
    FLAG_COUNT = "flag.count"
    CONTACT_ASK = "contact.ask"
    PHONE_NUMBER_SET = "phone_number.set"
    HELP_COUNTRY_SET = "help_country.set"
    APPOINTMENT_READ = "appointment.read"
    APPOINTMENT_WRITE = "appointment.write"
    CALENDAR_KEEP = "calendar.keep"
    QUICK_LOCK_SET = "quick_lock.set"
    PHONE_READY = "phone.ready"
    CONSENT_READ = "consent.read"
    CONSENT_ANSWER = "consent.answer"
    CONSENT_PUBLISH = "consent.publish"
    WITHDRAWN_READ = "withdrawn.read"
    PEOPLE_LIST = "people.list"
    PERSON_START_AGAIN = "person.start_again"
    HISTORY_RETURN = "history.return"
    HISTORY_TAKE_BACK = "history.take_back"
    RECOVERY_KEY_ANSWER = "recovery_key.answer"
    PERSON_INVITE = "person.invite"
    PERSON_DISABLE = "person.disable"
    SIGN_INS_END = "person.end_sign_ins"
    CLINIC_CHANGE = "clinic.change"
    THEME_CHANGE = "theme.change"
    MEASURE_COUNT_READ = "measure_count.read"
    CARE_ASSIGN = "care.assign"
    AUDIT_READ = "audit.read"
    HISTORY_READ = "history.read"
    JOURNAL_EXPORT = "journal.export"


TABLE: dict[Permission, Predicate] = {
    Permission.REFLECTION_WRITE: predicates.own,
    Permission.REFLECTION_REVIEW: predicates.reviews,
    Permission.NOTE_WRITE: predicates.writes_note,
    Permission.NOTE_READ: predicates.reads_note,
    Permission.NOTE_RELEASE: predicates.releases_note,
    Permission.NOTE_CHANGE: predicates.changes_note,
    Permission.NOTE_OPEN: predicates.opens_note,
    Permission.REPLY_WRITE: predicates.replies,
    Permission.THEME_PUT: predicates.puts_theme,
    Permission.SYMPTOM_PUT: predicates.own,
    Permission.BRING_ASK: predicates.brings,
    Permission.BRING_CLOSE: predicates.writes_note,
    Permission.PASSAGE_REMOVE: predicates.removes_passage,
    Permission.INSIGHT_READ: predicates.reads_insight,
    Permission.INSIGHT_ADD: predicates.puts_theme,
    Permission.INSIGHT_CHANGE: predicates.removes_passage,
    Permission.INSIGHT_DELETE: predicates.deletes_insight,
    Permission.INSIGHT_ANSWER: predicates.own,
    Permission.PROCESS_NOTE_READ: predicates.reads_process_note,
    Permission.PROCESS_NOTE_WRITE: predicates.writes_process_note,
    Permission.PROMPT_CHANGE: predicates.writes_in_care,
    Permission.PROMPT_SKIP: predicates.own,
    Permission.PATIENT_LIST: predicates.is_therapist,
    Permission.PATIENT_READ: predicates.therapist_in_care,
    Permission.PATIENT_SEARCH: predicates.searches,
    Permission.COPING_PLAN_WRITE: predicates.own,
    Permission.COPING_PLAN_READ: predicates.reviews,
    Permission.TREATMENT_ENTRY_WRITE: predicates.own,
    Permission.TREATMENT_ENTRY_READ: predicates.therapist_in_care,
    Permission.CARE_ANSWER: predicates.own,
    Permission.QUICK_LOCK_SET: predicates.own,
    Permission.PHONE_READY: predicates.own,
    Permission.CARE_END: predicates.ends_care,
    Permission.COVER_NAME: predicates.is_therapist,
    Permission.CLINIC_CLOSE: predicates.is_manager,
    Permission.DEATH_NOTE: predicates.is_manager,
    Permission.DEATH_ANSWER: predicates.answers_death,
    Permission.SESSION_CHECK_IN: treatment_predicates.checks_in,
    Permission.TREATMENT_LIST: treatment_predicates.is_clinician,
    Permission.TREATMENT_READ: treatment_predicates.reads_treatment,
    Permission.TREATMENT_WRITE: treatment_predicates.writes_treatment,
    Permission.TREATMENT_PRESCRIBE: treatment_predicates.prescribes,
    Permission.TREATMENT_END: treatment_predicates.ends_treatment,
    Permission.BEFORE_OPEN: treatment_predicates.is_clinician,
    Permission.BEFORE_KEEP: treatment_predicates.keeps_record,
    Permission.BEFORE_TAKE: predicates.own,
    Permission.REFERRAL_ANSWER: treatment_predicates.answers_referral,
    Permission.EVALUATION_ANSWER: predicates.own,
    Permission.MEASURE_ANSWER: treatment_predicates.answers_measure,
    Permission.SESSION_TELL: predicates.own,
    Permission.SESSION_DELETE: treatment_predicates.deletes_session,
    Permission.COURSE_PREFER: predicates.own,
    Permission.FLAG_LIST: treatment_predicates.is_clinician,
    Permission.FLAG_OPEN: treatment_predicates.opens_flag,
    Permission.FLAG_ANSWER: treatment_predicates.answers_flag,
    Permission.FLAG_COUNT: predicates.is_manager,
    Permission.CONTACT_ASK: predicates.own,
    Permission.PHONE_NUMBER_SET: predicates.own_or_managed,
    Permission.HELP_COUNTRY_SET: predicates.own,
    Permission.APPOINTMENT_READ: predicates.reads_appointment,
    Permission.APPOINTMENT_WRITE: predicates.writes_appointment,
    Permission.CALENDAR_KEEP: predicates.keeps_calendar,
    Permission.CONSENT_READ: predicates.asks_or_answers,
    Permission.CONSENT_ANSWER: predicates.own,
    Permission.CONSENT_PUBLISH: predicates.is_manager,
    Permission.WITHDRAWN_READ: predicates.reads_withdrawn,
    Permission.PEOPLE_LIST: predicates.is_manager,
    Permission.PERSON_START_AGAIN: predicates.manages_another,
    Permission.HISTORY_RETURN: predicates.therapist_in_care,
    Permission.HISTORY_TAKE_BACK: predicates.own,
    Permission.RECOVERY_KEY_ANSWER: predicates.own,
    Permission.PERSON_INVITE: predicates.is_manager,
    Permission.PERSON_DISABLE: predicates.is_manager,
    Permission.SIGN_INS_END: predicates.is_manager,
    Permission.CLINIC_CHANGE: predicates.is_manager,
    Permission.THEME_CHANGE: predicates.is_manager,
    Permission.MEASURE_COUNT_READ: predicates.is_manager,
    Permission.CARE_ASSIGN: predicates.is_manager,
    Permission.AUDIT_READ: predicates.is_manager,
    Permission.HISTORY_READ: predicates.own,
    Permission.JOURNAL_EXPORT: predicates.own,
}


def allows(who: Who, permission: Permission, about: About) -> bool:
    """Whether the table lets this actor do this; never across clinics."""
    predicate = TABLE.get(permission)
    return predicate is not None and who.clinic_id == about.clinic_id and predicate(who, about)


def require(who: Who, permission: Permission, about: About) -> None:
    """Raises `NotAllowed` unless the table lets this actor do this."""
    if not allows(who, permission, about):
        raise NotAllowed(permission)
