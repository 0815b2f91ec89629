"""Every way a use case says no that a view answers in words of its own."""

from journal.crypto.errors import Busy, CodeMistyped
from journal.services.notes import NoteRefused
from journal.services.password_policy import WeakPassword
from journal.services.replies import ReplyRefused
from journal.services.sharing import NobodyReads
from journal.services.texts import NoWords, TextTooLong

__all__ = [
    "Busy",
    "CodeMistyped",
    "NoWords",
    "NobodyReads",
    "NoteRefused",
    "ReplyRefused",
    "TextTooLong",
    "WeakPassword",
]
