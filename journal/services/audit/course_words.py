"""Acts around a course of treatment in plain words: for the manager, and for the patient's history."""

from __future__ import annotations

from journal.services.audit.acts import Act

COURSE_WORDS: dict[str, str] = {
    Act.COURSE_PLANNED: "planned a course of treatment",
    Act.COURSE_CHANGED: "changed a course of treatment",
    Act.COURSE_MOVED: "moved a course on, or ended it",
    Act.DOSE_PLAN_WRITTEN: "wrote a dose plan",
    Act.PREFERENCE_WRITTEN: "wrote what they would prefer in a course",
    Act.PREFERENCE_NOTED: "noted what a patient would prefer in a course",
    Act.TREATMENT_CONSENT_ANSWERED: "answered the text on treatment",
    Act.TREATMENT_CONSENT_WITHDRAWN: "withdrew consent to treatment",
    Act.SESSION_DELETED: "deleted a session that was entered by mistake",
}
COURSE_TOLD: dict[str, str] = {
    Act.COURSE_PLANNED: "{who} planned a course of treatment for you.",
    Act.COURSE_CHANGED: "{who} changed your course of treatment.",
    Act.COURSE_MOVED: "{who} noted that your course of treatment began, went on to maintenance or ended.",
    Act.DOSE_PLAN_WRITTEN: "{who} wrote the dose plan of your course.",
    Act.PREFERENCE_WRITTEN: "{who} wrote what you would prefer in your course.",
    Act.PREFERENCE_NOTED: "{who} noted what you told of your preference.",
    Act.TREATMENT_CONSENT_ANSWERED: "{who} answered the text on treatment.",
    Act.TREATMENT_CONSENT_WITHDRAWN: "{who} withdrew your consent to treatment.",
    Act.SESSION_DELETED: "{who} deleted a session that was entered by mistake.",
}
