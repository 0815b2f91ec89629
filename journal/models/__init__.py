"""Storage: columns and relationships; every ciphertext column ends in `_sealed`."""

from journal.models.appointment import Appointment, CalendarFeed
from journal.models.audit import AuditCheckpoint, AuditHead, AuditRow
from journal.models.before_record import BeforeRecord
from journal.models.care import CareRelation, Invitation, Pin
from journal.models.clinic import Clinic, Installation
from journal.models.clinic_text import ClinicText
from journal.models.consent import Consent, ConsentText
from journal.models.coping_plan import CopingPlan
from journal.models.course import Course, CoursePart, TreatmentConsent
from journal.models.cover import Cover
from journal.models.death import Death
from journal.models.dosing_session import DosingSession
from journal.models.evaluation import Clearance, EarlierTreatment, EvaluationSection, RedFlag
from journal.models.factor import Totp
from journal.models.insight import Insight, Step
from journal.models.measure import MeasureAsk, MeasureResponse
from journal.models.measure_choice import MeasureChoice
from journal.models.measure_count import MeasureCount
from journal.models.note import Note, Reply
from journal.models.notice import Notice
from journal.models.passage import Passage, Theme
from journal.models.passkey import Challenge, Passkey
from journal.models.person import Person, PersonKey, SignIn, Slot
from journal.models.process_note import ProcessNote
from journal.models.prompt import AddedPrompt, ClinicPrompts, PromptOrder, PromptSkip
from journal.models.ready_phone import AppendedWords, ReadyPhone
from journal.models.recovery import ClinicRecoveryKey, NewStart, RecoveryChoice, RecoveryGrant, RecoveryWait
from journal.models.referral import Referral
from journal.models.reflection import Reading, Reflection, ReflectionDraft, ReflectionVersion
from journal.models.ring import Ring, RingGrant, RingKeyRow
from journal.models.safety_flag import SafetyFlag, SafetyStep
from journal.models.sealed_record import SealedRecord
from journal.models.session_record import SessionRecord
from journal.models.throttle import Device, Throttle
from journal.models.treatment import TreatmentMember
from journal.models.treatment_entry import TreatmentEntry
from journal.models.withdrawn import WithdrawnCopy

__all__ = [
    "AddedPrompt",
    "AppendedWords",
    "Appointment",
    "AuditCheckpoint",
    "AuditHead",
    "AuditRow",
    "BeforeRecord",
    "CalendarFeed",
    "CareRelation",
    "Challenge",
    "Clearance",
    "Clinic",
    "ClinicPrompts",
    "ClinicRecoveryKey",
    "ClinicText",
    "Consent",
    "ConsentText",
    "CopingPlan",
    "Course",
    "CoursePart",
    "Cover",
    "Death",
    "Device",
    "DosingSession",
    "EarlierTreatment",
    "EvaluationSection",
    "Insight",
    "Installation",
    "Invitation",
    "MeasureAsk",
    "MeasureChoice",
    "MeasureCount",
    "MeasureResponse",
    "NewStart",
    "Note",
    "Notice",
    "Passage",
    "Passkey",
    "Person",
    "PersonKey",
    "Pin",
    "ProcessNote",
    "PromptOrder",
    "PromptSkip",
    "Reading",
    "ReadyPhone",
    "RecoveryChoice",
    "RecoveryGrant",
    "RecoveryWait",
    "RedFlag",
    "Referral",
    "Reflection",
    "ReflectionDraft",
    "ReflectionVersion",
    "Reply",
    "Ring",
    "RingGrant",
    "RingKeyRow",
    "SafetyFlag",
    "SafetyStep",
    "SealedRecord",
    "SessionRecord",
    "SignIn",
    "Slot",
    "Step",
    "Theme",
    "Throttle",
    "Totp",
    "TreatmentConsent",
    "TreatmentEntry",
    "TreatmentMember",
    "WithdrawnCopy",
]
