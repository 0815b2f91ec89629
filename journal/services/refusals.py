"""Every way a use case says no that a view answers in words of its own."""

from journal.crypto.errors import Busy, CodeMistyped
from journal.services.appointment_access import AppointmentRefused
from journal.services.appointment_times import TimeRefused
from journal.services.appointments import AppointmentDoubted
from journal.services.audiences import NobodyReads
from journal.services.care import CareRefused
from journal.services.clinic_settings import SettingsMoved
from journal.services.consent_texts import TextChanged, TextRefused
from journal.services.consents import ConsentMissing
from journal.services.invited_people import InvitationRefused
from journal.services.notes import NoteRefused
from journal.services.passages import PassageRefused
from journal.services.password_policy import WeakPassword
from journal.services.people_admin import PersonRefused
from journal.services.process_notes import ProcessNoteRefused
from journal.services.replies import ReplyRefused
from journal.services.texts import NoWords, TextTooLong
from journal.services.themes import ThemeRefused
from journal.services.throttles import TooMany
from journal.terms import QueryRefused

__all__ = [
    "AppointmentDoubted",
    "AppointmentRefused",
    "Busy",
    "CareRefused",
    "CodeMistyped",
    "ConsentMissing",
    "InvitationRefused",
    "NoWords",
    "NobodyReads",
    "NoteRefused",
    "PassageRefused",
    "PersonRefused",
    "ProcessNoteRefused",
    "QueryRefused",
    "ReplyRefused",
    "SettingsMoved",
    "TextChanged",
    "TextRefused",
    "TextTooLong",
    "ThemeRefused",
    "TimeRefused",
    "TooMany",
    "WeakPassword",
]
