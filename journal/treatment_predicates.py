"""When somebody may use a patient's treatment record."""

from __future__ import annotations

from journal.predicates import About, Who, own, therapist_in_care, writes_in_care

CLINICIANS = ("therapist", "prescriber", "nurse")


def on_treatment_team(who: Who, about: About) -> bool:
    """A clinician whom the patient let into their treatment record, or who keeps one for somebody not here yet."""
    return who.role in CLINICIANS and about.in_treatment


def reads_treatment(who: Who, about: About) -> bool:
    """The patient, and their treatment team."""
    return own(who, about) or on_treatment_team(who, about)


def writes_treatment(who: Who, about: About) -> bool:
    """The treatment team, while the account is open."""
    return on_treatment_team(who, about) and about.account_open


def answers_measure(who: Who, about: About) -> bool:
    """The patient themself, while their account is open."""
    return own(who, about) and about.account_open


def prescribes(who: Who, about: About) -> bool:
    """A prescriber of the treatment team, while the account is open."""
    return who.role == "prescriber" and writes_treatment(who, about)


def answers_referral(who: Who, about: About) -> bool:
    """A prescriber or therapist of the treatment team, while the account is open."""
    return who.role in ("prescriber", "therapist") and writes_treatment(who, about)


def checks_in(who: Who, about: About) -> bool:
    """A therapist in care, and the treatment team, while the account is open."""
    return writes_in_care(who, about) or writes_treatment(who, about)


def deletes_session(who: Who, about: About) -> bool:
    """Whoever entered it: the patient who told of it, or who checked the patient in and still may."""
    return who.id == about.author_id and (own(who, about) or checks_in(who, about))


def answers_flag(who: Who, about: About) -> bool:
    """A therapist in care, and the treatment team; also where the account is closed, for its person may need help."""
    return therapist_in_care(who, about) or on_treatment_team(who, about)


def opens_flag(who: Who, about: About) -> bool:
    """The patient by an answer or by asking, and who could answer it."""
    return own(who, about) or answers_flag(who, about)


def ends_treatment(who: Who, about: About) -> bool:
    """A manager, the clinician who leaves the team, and the patient."""
    mine = who.role in CLINICIANS and who.id == about.person_id
    return who.role == "manager" or mine or own(who, about)


def is_clinician(who: Who, about: About) -> bool:
    """Anybody who can be on a treatment team."""
    return who.role in CLINICIANS


def keeps_record(who: Who, about: About) -> bool:
    """The clinician who keeps a record for somebody without an account."""
    return who.role in CLINICIANS and who.id == about.person_id
