"""Every way a use case says no that a view answers in words of its own."""

from journal.crypto.errors import Busy, CodeMistyped
from journal.services.appointments.appointment_access import AppointmentRefused
from journal.services.appointments.appointment_times import TimeRefused
from journal.services.appointments.appointments import AppointmentDoubted
from journal.services.before.opening import BeforeRefused
from journal.services.care.care import CareRefused
from journal.services.care.decisions import NotToday
from journal.services.clinics.clinic_settings import SettingsMoved
from journal.services.consents.consent_texts import TextChanged, TextRefused
from journal.services.consents.consents import ConsentMissing
from journal.services.coping_plans.coping_plans import PlanChanged
from journal.services.coping_plans.plan_parts import PlanRefused
from journal.services.courses.course_templates import TemplateRefused
from journal.services.evaluations.evaluation_access import EvaluationMoved, EvaluationRefused
from journal.services.insights.insight_words import InsightRefused
from journal.services.learn.clinic_texts import ClinicTextMoved, ClinicTextRefused
from journal.services.measures.clinic_cadence import CadenceRefused
from journal.services.measures.clinic_instruments import InstrumentsRefused
from journal.services.measures.measure_access import MeasureMoved, MeasureRefused
from journal.services.measures.scoring import AnswersRefused
from journal.services.notes.notes import NoteRefused
from journal.services.notes.process_notes import ProcessNoteRefused
from journal.services.notes.replies import ReplyRefused
from journal.services.now.appended_words import CannotAppend, NotReady
from journal.services.now.ready_phones import EnoughPhones, NothingComes
from journal.services.passages.passages import PassageRefused
from journal.services.passages.themes import ThemeRefused
from journal.services.people.help_countries import UnknownCountry
from journal.services.people.invited_people import InvitationRefused
from journal.services.people.people_admin import PersonRefused
from journal.services.prompts.clinic_prompts import PromptsMoved, PromptsRefused
from journal.services.referrals.referral_words import ReferralDoubted, ReferralMoved, ReferralRefused
from journal.services.reflections.audiences import NobodyReads
from journal.services.reflections.sharing import SharingRests
from journal.services.reflections.texts import NoWords, TextTooLong
from journal.services.safety.flag_steps import FlagMoved
from journal.services.safety.flags import FlagRefused
from journal.services.session_records.session_access import RecordMoved, RecordRefused
from journal.services.session_records.session_log import EntryDoubted
from journal.services.session_records.session_times import SessionThere
from journal.services.sessions.session_deleting import SessionKept
from journal.services.sign_in.password_policy import WeakPassword
from journal.services.sign_in.throttles import TooMany
from journal.services.treatments.treatment_entries import EntryRefused
from journal.terms import QueryRefused

__all__ = [
    "AnswersRefused",
    "AppointmentDoubted",
    "AppointmentRefused",
    "BeforeRefused",
    "Busy",
    "CadenceRefused",
    "CannotAppend",
    "CareRefused",
    "ClinicTextMoved",
    "ClinicTextRefused",
    "CodeMistyped",
    "ConsentMissing",
    "EnoughPhones",
    "EntryDoubted",
    "EntryRefused",
    "EvaluationMoved",
    "EvaluationRefused",
    "FlagMoved",
    "FlagRefused",
    "InsightRefused",
    "InstrumentsRefused",
    "InvitationRefused",
    "MeasureMoved",
    "MeasureRefused",
    "NoWords",
    "NobodyReads",
    "NotReady",
    "NotToday",
    "NoteRefused",
    "NothingComes",
    "PassageRefused",
    "PersonRefused",
    "PlanChanged",
    "PlanRefused",
    "ProcessNoteRefused",
    "PromptsMoved",
    "PromptsRefused",
    "QueryRefused",
    "RecordMoved",
    "RecordRefused",
    "ReferralDoubted",
    "ReferralMoved",
    "ReferralRefused",
    "ReplyRefused",
    "SessionKept",
    "SessionThere",
    "SettingsMoved",
    "SharingRests",
    "TemplateRefused",
    "TextChanged",
    "TextRefused",
    "TextTooLong",
    "ThemeRefused",
    "TimeRefused",
    "TooMany",
    "UnknownCountry",
    "WeakPassword",
]
