"""Acts around safety flags in plain words: for the manager, and for the patient's history."""

from __future__ import annotations

from journal.services.audit.acts import Act

SAFETY_WORDS: dict[str, str] = {
    Act.SAFETY_FLAG_OPENED: "opened a safety flag",
    Act.SAFETY_FLAG_ADDED_TO: "added to the cause of a safety flag",
    Act.SAFETY_FLAG_SEEN: "looked at a safety flag",
    Act.SAFETY_FLAG_ACKNOWLEDGED: "acknowledged a safety flag",
    Act.SAFETY_FLAG_CLOSED: "closed a safety flag",
    Act.SAFETY_STEP_WRITTEN: "wrote what was done about a safety flag, or its closing note",
    Act.COVER_TOLD: "who covers was told that something waits",
    Act.CONTACT_ASKED: "asked to be contacted",
    Act.CONTACT_TAKEN_BACK: "took back the wish to be contacted",
    Act.PHONE_NUMBER_SET: "set the phone number of a patient",
    Act.HELP_COUNTRY_SET: "chose the country whose help lines they are shown",
}
SAFETY_TOLD: dict[str, str] = {
    Act.SAFETY_FLAG_OPENED: "{who} opened a safety flag, so that the clinic looks after you.",
    Act.SAFETY_FLAG_SEEN: "{who} looked at a safety flag of yours.",
    Act.SAFETY_FLAG_ACKNOWLEDGED: "{who} took on a safety flag of yours.",
    Act.SAFETY_FLAG_CLOSED: "{who} closed a safety flag of yours.",
    Act.SAFETY_STEP_WRITTEN: "{who} noted what was done about a safety flag of yours.",
    Act.CONTACT_ASKED: "{who} asked the clinic to contact you.",
    Act.CONTACT_TAKEN_BACK: "{who} took back that the clinic should contact you.",
    Act.PHONE_NUMBER_SET: "{who} set the phone number the clinic reaches you on.",
    Act.HELP_COUNTRY_SET: "{who} chose the country whose help lines you are shown.",
}
