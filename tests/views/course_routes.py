"""The addresses of courses, of consent to treatment, and of deleting a session; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import MANAGER, PATIENTS, Row, open_to

NOBODY: tuple[str, ...] = ()
TEAM = "/patients/<uuid:patient_id>/course"
COURSE, OWN = f"{TEAM}/<uuid:course_id>", "/course/<uuid:course_id>"
TYPED = {"template": "six_sessions", "route": "oral", "starts_on": "2026-05-03", "ends_on": "2026-05-30"}
COURSE_ROUTES: dict[str, Row] = {
    f"GET {TEAM}": open_to(NOBODY),
    f"GET {TEAM}/new": open_to(NOBODY),
    f"POST {TEAM}/new": open_to(NOBODY, 303, **TYPED),
    f"GET {COURSE}/edit": open_to(NOBODY),
    f"POST {COURSE}/edit": open_to(NOBODY, 303, version="1", **TYPED),
    f"POST {COURSE}/stage": open_to(NOBODY, 303, version="1", stage="running"),
    f"GET {COURSE}/dose": open_to(NOBODY),
    f"POST {COURSE}/dose": open_to(NOBODY, 303, version="0", dose="35", unit="mg"),
    f"GET {COURSE}/told": open_to(NOBODY),
    f"POST {COURSE}/told": open_to(NOBODY, 303, version="0", words="Less."),
    "GET /course": open_to(PATIENTS),
    f"GET {OWN}/preference": open_to(NOBODY),
    f"POST {OWN}/preference": open_to(NOBODY, 303, version="0", words="Less."),
    f"GET {OWN}/consent": open_to(NOBODY),
    f"POST {OWN}/consent": open_to(NOBODY, 303, number="1", version="0", p1="agree"),
    f"POST {OWN}/consent/withdraw": open_to(NOBODY, 303),
    "GET /sessions/<uuid:session_id>/delete": open_to(NOBODY),
    "POST /sessions/<uuid:session_id>/delete": open_to(NOBODY, 303),
    "GET /clinic/courses": open_to(MANAGER),
    "POST /clinic/courses": open_to(MANAGER, 400, version="1"),
}
