"""The addresses of prompts, for a patient and for their therapist; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import PATIENTS, READER, Row, open_to

PROMPTS = "/patients/<uuid:patient_id>/prompts"
PROMPT_ROUTES: dict[str, Row] = {
    "GET /prompts": open_to(PATIENTS),
    "POST /prompts/skip": open_to(PATIENTS, 303, code="surprised"),
    "POST /prompts/ask-again": open_to(PATIENTS, 303, code="surprised"),
    "POST /prompts/not-now": open_to(()),  # of no session that is theirs
    f"GET {PROMPTS}": open_to(READER),
    f"POST {PROMPTS}": open_to(READER, 303, text="What would help?", moment="first_account"),
    f"POST {PROMPTS}/arrange": open_to(READER, 303, code="surprised", how="hide", version="0"),
    f"POST {PROMPTS}/<uuid:prompt_id>/remove": open_to(()),
}
