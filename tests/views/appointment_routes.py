"""The addresses of appointments and calendars, in the order in which one after the other can be asked."""

from __future__ import annotations

from tests.views.rows import EVERYONE, PATIENTS, THERAPISTS, Row, open_to

ONE = "/appointments/<uuid:appointment_id>"
BOOKS, CONCERNED = (*THERAPISTS, "manager"), ("patient", "therapist", "manager")
CHANGES = ("therapist", "manager")
APPOINTMENT_ROUTES: dict[str, Row] = {
    "GET /appointments": open_to((*PATIENTS, *BOOKS)),
    "GET /appointments/new": open_to(BOOKS),
    "POST /appointments/new": open_to(BOOKS, 400, minutes="x"),
    "POST /appointments/patients": open_to(("manager",), 303, search="maya"),
    f"GET {ONE}": open_to(CONCERNED),
    f"GET {ONE}.ics": open_to(("patient", "therapist")),
    f"GET {ONE}/change": open_to(CHANGES),
    f"POST {ONE}/change": open_to(CHANGES, 400, minutes="x"),
    f"POST {ONE}/held": open_to(CHANGES, 303),
    f"POST {ONE}/undo": open_to(CHANGES, 303),
    f"POST {ONE}/missed": open_to(CHANGES, 303),
    f"POST {ONE}/cancel": open_to(CHANGES, 409),  # it was marked by the row before
    "GET /account/calendar": open_to((*PATIENTS, *THERAPISTS)),
    "POST /account/calendar": open_to((*PATIENTS, *THERAPISTS)),
    "POST /account/calendar/revoke": open_to((*PATIENTS, *THERAPISTS), 303),
    "GET /calendar/<token>.ics": Row({}, public=True),
    "POST /account/time-zone": open_to(EVERYONE, 303, time_zone="Asia/Kathmandu"),
}
