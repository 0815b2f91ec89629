"""The addresses of treatment teams and of the record of a session; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import CARE, MANAGER, PATIENTS, Row, open_to

NOBODY: tuple[str, ...] = ()
TEAM_END, STOP = "/care-teams/treatment/<uuid:member_id>/end", "/account/treatment/<uuid:member_id>/stop"
LEAVE = "/sessions/team/<uuid:member_id>/leave"
SESSION = "/sessions/<uuid:session_id>"
LOG, PART, EVENTS = f"{SESSION}/log", f"{SESSION}/record/<part>", f"{SESSION}/events"
REFERRAL = "/patients/<uuid:patient_id>/referral"
TREATMENT_ROUTES: dict[str, Row] = {
    "POST /care-teams/<uuid:patient_id>/treatment": open_to(MANAGER, 400),
    f"GET {TEAM_END}": open_to(NOBODY),
    f"POST {TEAM_END}": open_to(NOBODY, 303),
    "POST /treatment-requests/<uuid:member_id>": open_to(NOBODY, 303, answer="not_now"),
    f"GET {STOP}": open_to(NOBODY),
    f"POST {STOP}": open_to(NOBODY, 303),
    f"GET {LEAVE}": open_to(NOBODY),
    f"POST {LEAVE}": open_to(NOBODY, 303),
    "POST /sessions/check-in": open_to(NOBODY, 303, patient_id="00000000-0000-4000-8000-000000000000"),
    f"POST {SESSION}/start": open_to(NOBODY, 303, when="now", version="1"),
    f"POST {SESSION}/end": open_to(NOBODY, 303, when="now", version="1"),
    f"POST {LOG}": open_to(NOBODY, 303, pulse="70", save="all"),
    f"GET {LOG}/<uuid:record_id>": open_to(NOBODY),
    f"POST {LOG}/<uuid:record_id>": open_to(NOBODY, 303, pulse="70", save="all", version="1"),
    f"GET {PART}": open_to(NOBODY),
    f"POST {PART}": open_to(NOBODY, 303, driver="Ana"),
    f"GET {EVENTS}/new": open_to(NOBODY),
    f"POST {EVENTS}/new": open_to(NOBODY, 303, what="Nausea"),
    f"GET {EVENTS}/<uuid:record_id>": open_to(NOBODY),
    f"POST {EVENTS}/<uuid:record_id>": open_to(NOBODY, 303, what="Nausea", version="1"),
    "GET /referrals": open_to(CARE),
    "GET /referral": open_to(PATIENTS),
    f"GET {REFERRAL}": open_to(NOBODY),
    f"GET {REFERRAL}/<step>": open_to(NOBODY),
    f"POST {REFERRAL}/<step>": open_to(NOBODY, 303, asks="Whether it could help"),
    f"POST {REFERRAL}/answer": open_to(
        NOBODY, 303, what="accepted", reason="Fits", version="1", record_id="00000000-0000-4000-8000-000000000000"
    ),
    f"POST {REFERRAL}/remove": open_to(NOBODY, 303, record_id="00000000-0000-4000-8000-000000000000", version="1"),
    f"POST {REFERRAL}/told": open_to(
        NOBODY, 303, record_id="00000000-0000-4000-8000-000000000000", act_id="00000000-0000-4000-8000-000000000000"
    ),
    "POST /people/<uuid:person_id>/licence": open_to(MANAGER, 409, licence_number="RN 12"),
}
