"""What is said where a reflection was not saved, and with which status; its words are given back."""

from __future__ import annotations

from journal.services.refusals import ConsentMissing, NobodyReads, NotToday, NoWords, TextTooLong

TOO_LONG = (
    "This is longer than a reflection can be: 100,000 characters, and 200 for a title. "
    "Nothing is lost; shorten it and save again."
)
EMPTY = "There are no words here yet, so nothing was saved. Write a few, or leave."
NOBODY = "No therapist can read here now, so this was not shared. Your words are still here; save them for yourself."
NOT_AGREED = (
    "Nothing was shared: what you agreed to was taken back, or its text has changed since. Your words are still here; "
    "save them for yourself. You can read and answer on Account."
)

RESTS = (
    "Today is a day of rest, so nothing was shared. Your words are still here: save them for yourself, and share them "
    "when the rest is over."
)

REFUSED = {
    NotToday: (RESTS, 409),
    NobodyReads: (NOBODY, 409),
    ConsentMissing: (NOT_AGREED, 409),
    NoWords: (EMPTY, 400),
    TextTooLong: (TOO_LONG, 413),
}
