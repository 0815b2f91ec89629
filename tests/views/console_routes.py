"""The addresses of the manager's console, and of the consents that patients answer."""

from __future__ import annotations

from tests.views.rows import MANAGER, PATIENTS, Row, open_to

PERSON, RELATION = "/people/<uuid:person_id>", "/care-teams/relations/<uuid:relation_id>"
CONSOLE_ROUTES: dict[str, Row] = {
    "GET /clinic": open_to(MANAGER),
    "GET /clinic/<section>": open_to(MANAGER),
    "POST /clinic/<section>": open_to(MANAGER, 400, version="1"),
    "GET /clinic/close": open_to(MANAGER),
    "POST /clinic/close": open_to(MANAGER, 400),
    "GET /people": open_to(MANAGER),
    "POST /people": open_to(MANAGER, search="maya"),
    "GET /people/new": open_to(MANAGER),
    "POST /people/new": open_to(MANAGER, 400, name="Somebody New"),
    f"GET {PERSON}": open_to(MANAGER),
    f"POST {PERSON}/link": open_to(MANAGER, 409),
    f"POST {PERSON}/end-sign-ins": open_to(MANAGER, 303),
    f"POST {PERSON}/disable": open_to(MANAGER, 303),
    f"POST {PERSON}/enable": open_to(MANAGER, 303),
    f"GET {PERSON}/hand-over": open_to(()),
    f"POST {PERSON}/hand-over": open_to((), 303),
    "GET /care-teams": open_to(MANAGER),
    "POST /care-teams": open_to(MANAGER, search="maya"),
    "GET /care-teams/<uuid:patient_id>": open_to(MANAGER),
    "POST /care-teams/<uuid:patient_id>/therapists": open_to(MANAGER, 400),
    f"GET {RELATION}/change": open_to(MANAGER),
    f"POST {RELATION}/change": open_to(MANAGER, 400),
    f"GET {RELATION}/end": open_to(MANAGER),
    f"POST {RELATION}/end": open_to(MANAGER, 303),
    "GET /audit": open_to(("manager",)),
    "POST /audit/verify": open_to(("manager",)),
    "POST /audit/rows": open_to(("manager",)),
    "GET /consents": open_to(("manager",)),
    "GET /consents/export": open_to(PATIENTS),
    "GET /consents/<kind>": open_to(PATIENTS),
    "POST /consents/<kind>": open_to(PATIENTS, 303, answer="agree", number="1"),
    "GET /consents/<kind>/withdraw": open_to(PATIENTS),
    "POST /consents/<kind>/withdraw": open_to(PATIENTS, 303),
    "GET /consents/<kind>/versions/<int(max=2147483647):number>": open_to((*PATIENTS, "manager")),
    "GET /consents/<kind>/edit": open_to(("manager",)),
    "POST /consents/<kind>/edit": open_to(("manager",), 200, title="Privacy", body="In other words.", number="1"),
}
