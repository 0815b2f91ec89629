"""The addresses of the coping plan, of learning cards, and of the clinic's own texts; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import EVERYONE, MANAGER, PATIENTS, READER, Row, open_to

PLAN_ROUTES: dict[str, Row] = {
    "GET /plan": open_to(PATIENTS),
    "GET /plan/edit": open_to(PATIENTS),
    "GET /plan/card": open_to(PATIENTS),
    "POST /plan": Row({"patient": 409, "other_patient": 303}, {"signs": "by hand", "base_version": "0"}),
    "POST /plan/make-private": Row({"patient": 303, "other_patient": 303}),
    "GET /treatments": open_to(PATIENTS),
    "POST /treatments": open_to(PATIENTS, 303, kind="medicine", entry="as I take it"),
    "POST /treatments/<uuid:entry_id>/remove": open_to(()),
    "GET /patients/<uuid:patient_id>/treatments": open_to(READER),
    "GET /learn": open_to(EVERYONE),
    "GET /learn/<card>": open_to(EVERYONE),
    "GET /learn/questions": open_to(EVERYONE),
    "GET /learn/after-a-session": open_to(EVERYONE),
    "GET /clinic/questions": open_to(MANAGER),
    "GET /clinic/questions/new": open_to(MANAGER),
    "GET /clinic/questions/<name>": open_to(MANAGER),
    "POST /clinic/questions/<name>": open_to(MANAGER, 303, title="Driving", text="Not that day.", is_shown="yes"),
    "GET /patients/<uuid:patient_id>/plan": open_to(READER),
}
