"""The addresses of treatment teams and of the record of a session; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import MANAGER, Row, open_to

NOBODY: tuple[str, ...] = ()
TEAM_END, STOP = "/care-teams/treatment/<uuid:member_id>/end", "/account/treatment/<uuid:member_id>/stop"
LEAVE = "/sessions/team/<uuid:member_id>/leave"
TREATMENT_ROUTES: dict[str, Row] = {
    "POST /care-teams/<uuid:patient_id>/treatment": open_to(MANAGER, 400),
    f"GET {TEAM_END}": open_to(NOBODY),
    f"POST {TEAM_END}": open_to(NOBODY, 303),
    "POST /treatment-requests/<uuid:member_id>": open_to(NOBODY, 303, answer="not_now"),
    f"GET {STOP}": open_to(NOBODY),
    f"POST {STOP}": open_to(NOBODY, 303),
    f"GET {LEAVE}": open_to(NOBODY),
    f"POST {LEAVE}": open_to(NOBODY, 303),
}
