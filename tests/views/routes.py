"""Every address of the application: who may use it, what it answers them, and what it must be sent."""

from __future__ import annotations

from flask import Flask

from journal.services.care import care
from tests.support.booking import ahead, begun
from tests.support.cast import Cast, Member, join
from tests.views.account_routes import ACCOUNT_ROUTES
from tests.views.appointment_routes import APPOINTMENT_ROUTES
from tests.views.arc_routes import ARC_ROUTES
from tests.views.care_routes import CARE_ROUTES
from tests.views.console_routes import CONSOLE_ROUTES
from tests.views.key_routes import KEY_ROUTES, PUBLIC_KEY_ROUTES
from tests.views.measure_course_routes import MEASURE_COURSE_ROUTES
from tests.views.passage_routes import PASSAGE_ROUTES
from tests.views.rows import CARE, OWNER, PATIENTS, PUBLIC, READER, THERAPISTS, Row, open_to
from tests.views.steps import (
    SignedIn,
    annotate,
    bring,
    insight_of,
    note_to_self,
    rewrite,
    save_plan,
    share,
    strategy_of,
)
from tests.views.things import Things

OWN = "/reflections/<uuid:reflection_id>"
READ = "/review/<uuid:reflection_id>"
NOTE = "/notes/<uuid:note_id>"
WRITTEN = {"text": "changed by hand", "audience": "only_me", "base_version": "2"}
TABLE: dict[str, Row] = {
    **MEASURE_COURSE_ROUTES,  # first, because numbers are shown to nobody who rests after a session
    "GET /static/<path:filename>": PUBLIC,
    "GET /sign-in": PUBLIC,
    "POST /sign-in": PUBLIC,
    "POST /sign-out": PUBLIC,
    "GET /form-token": PUBLIC,
    "GET /second-factor": PUBLIC,
    "POST /second-factor": PUBLIC,
    "GET /invitations/<token>": PUBLIC,
    "POST /invitations/<token>": PUBLIC,
    "GET /recover": PUBLIC,
    "POST /recover": PUBLIC,
    "GET /help": PUBLIC,
    "GET /sw.js": PUBLIC,
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "POST /policy-report": PUBLIC,
    "GET /": Row(dict.fromkeys(PATIENTS, 200) | dict.fromkeys((*CARE, "manager"), 302)),
    "GET /sessions": open_to((*PATIENTS, *CARE)),
    "GET /sessions/tell": open_to(PATIENTS),
    "POST /sessions/tell": open_to(PATIENTS, 400, ended="at_a_time"),
    "GET /sessions/<uuid:session_id>": Row({"therapist": 302, "patient": 200}),
    "GET /sessions/side-by-side": Row({}),
    "GET /patients/<uuid:patient_id>/sessions/<uuid:session_id>": open_to(READER),
    "GET /search": open_to((*PATIENTS, *THERAPISTS)),
    "POST /search": open_to((*PATIENTS, *THERAPISTS), 303, words="second"),
    "GET /review": open_to(THERAPISTS),
    "GET /review/next": open_to(THERAPISTS, 302),
    "GET /patients": open_to(THERAPISTS),
    "GET /patients/<uuid:patient_id>": open_to(READER),
    "GET /patients/<uuid:patient_id>/brief": open_to(READER),
    "POST /patients/<uuid:patient_id>/check-in": open_to(READER, 303),
    f"GET {READ}": open_to(READER),
    f"POST {READ}/notes": open_to(READER, 303, note="seen", visibility="now", step="show"),
    f"POST {READ}/reviewed": open_to(READER, 303, version="2"),
    f"POST {READ}/reviewed/undo": open_to(READER, 303),
    f"GET {NOTE}/release": open_to(READER),
    f"POST {NOTE}/release": open_to(READER, 303),
    f"POST {NOTE}/replies": open_to((*OWNER, *READER), 303, reply="thank you"),
    f"GET {NOTE}/edit": open_to(READER),
    f"POST {NOTE}": open_to(READER, 303, note="seen", wording="1", step="show"),
    f"POST {NOTE}/resolve": open_to(READER, 303),
    f"POST {NOTE}/reopen": open_to(READER, 303),
    f"POST {NOTE}/open": open_to(OWNER, 303),
    f"POST {NOTE}/keep": open_to(OWNER, 303),
    f"POST {OWN}/notes/open": open_to(OWNER, 303),
    f"POST {OWN}/notes/keep": open_to(OWNER, 303),
    f"GET {NOTE}/withdraw": open_to(READER),
    "GET /reflections": open_to(PATIENTS),
    "GET /reflections/new": open_to(PATIENTS),
    f"GET {OWN}": Row({"therapist": 302, "patient": 200}),
    f"GET {OWN}/edit": open_to(OWNER),
    f"GET {OWN}/versions/<int(max=2147483647):number>": open_to(OWNER),
    f"GET {OWN}/versions/compare": open_to(OWNER),
    f"POST {OWN}/draft": open_to(OWNER, 200, **WRITTEN),
    f"POST {OWN}": open_to(OWNER, 303, draft_version="1", **WRITTEN),
    f"POST {OWN}/draft/discard": open_to(OWNER, 303),
    f"POST {OWN}/share": open_to(OWNER, 303),
    f"GET {OWN}/share": open_to(OWNER),
    f"GET {OWN}/make-private": open_to(OWNER),
    f"POST {OWN}/make-private": open_to(OWNER, 303),
    f"POST {OWN}/keep": open_to(OWNER, 303),
    f"GET {OWN}/delete": open_to(OWNER),
    f"POST {OWN}/delete": open_to(OWNER, 303),
    f"POST {OWN}/restore": open_to(OWNER, 303),
    "GET /record": open_to(PATIENTS),
    "GET /withdrawn/<uuid:copy_id>": Row({}),
    "POST /care-requests/<uuid:request_id>": open_to(OWNER, 303, answer="not_now"),
}
TABLE |= ACCOUNT_ROUTES | APPOINTMENT_ROUTES | ARC_ROUTES | CONSOLE_ROUTES | KEY_ROUTES | PASSAGE_ROUTES
TABLE |= dict.fromkeys(PUBLIC_KEY_ROUTES, PUBLIC)
TABLE |= CARE_ROUTES  # last, because its rows end care
PRIVATE = {key: row for key, row in TABLE.items() if not row.public}


def has_id(key: str) -> bool:
    """Whether the address names one thing."""
    return "<uuid:" in key


def make_things(app: Flask, cast: Cast, signed_in: SignedIn) -> Things:
    """A shared reflection in its second version, a note for each address, a request to answer, and an appointment."""
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "the first version of it", "A title")
    rewrite(patient, reflection_id, text="the second version of it", audience="therapist")
    answered = annotate(therapist, reflection_id, "a word about it")
    waiting = annotate(therapist, reflection_id, "for later", visibility="appointment")
    with app.app_context():
        request_id = care.ask(cast.clinic_id, cast.patient.id, cast.other_therapist.id)
        appointment_id, session_id = begun(cast), str(ahead(cast, 3, "dosing"))
    save_plan(patient, signs="I stop answering", audience="therapist")
    insight = insight_of(patient, reflection_id)
    brought, process_note = bring(patient, reflection_id), note_to_self(therapist, str(cast.patient.id), "of my own")
    return Things(
        reflection_id, answered, waiting, request_id, cast.patient.id, cast.therapist.id, appointment_id, process_note,
        brought, session_id, insight, strategy_of(patient, insight),
    )  # fmt: skip


def member(app: Flask, cast: Cast, who: str) -> Member:
    """Somebody of the cast; a nurse or a prescriber joins the clinic first."""
    if who not in ("nurse", "prescriber"):
        found: Member = getattr(cast, who)
        return found
    with app.app_context():
        return join(cast.clinic_id, f"{who.capitalize()} Haddad", who, "Staff 09", "seven lamps along the quay")
