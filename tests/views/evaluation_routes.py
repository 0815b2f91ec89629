"""The addresses of the evaluation before a treatment; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import PATIENTS, Row, open_to

NOBODY: tuple[str, ...] = ()
OWN, THEIRS = "/evaluation", "/patients/<uuid:patient_id>/evaluation"
SECTION, TREATMENT = "<string:section>", "earlier/<uuid:record_id>"
EVALUATION_ROUTES: dict[str, Row] = {
    f"GET {OWN}": open_to(PATIENTS),
    f"GET {OWN}/{SECTION}": open_to(PATIENTS),
    f"POST {OWN}": open_to(PATIENTS, 303, section="medical", conditions="None known", version="0"),
    f"GET {OWN}/flags": open_to(PATIENTS),
    f"POST {OWN}/flags": open_to(PATIENTS, 303, **{"psychosis-answer": "no", "psychosis-version": "0"}),
    f"GET {OWN}/earlier": open_to(PATIENTS),
    f"POST {OWN}/earlier": open_to(PATIENTS, 303, name="Sertraline", version="0"),
    f"GET {OWN}/{TREATMENT}": open_to(NOBODY),
    f"POST {OWN}/earlier/remove": open_to(NOBODY, 303, record_id="00000000-0000-4000-8000-000000000000"),
    f"POST {OWN}/leave-out": open_to(PATIENTS, 303, section="trauma", version="0"),
    f"GET {THEIRS}": open_to(NOBODY),
    f"GET {THEIRS}/{SECTION}": open_to(NOBODY),
    f"POST {THEIRS}": open_to(NOBODY, 303, section="medical", conditions="None known", version="0"),
    f"GET {THEIRS}/flags": open_to(NOBODY),
    f"POST {THEIRS}/flags": open_to(NOBODY, 303, **{"psychosis-answer": "no", "psychosis-version": "0"}),
    f"POST {THEIRS}/flags/clear": open_to(NOBODY, 303, flag="psychosis", reason="Looked at", version="1"),
    f"GET {THEIRS}/earlier": open_to(NOBODY),
    f"POST {THEIRS}/earlier": open_to(NOBODY, 303, name="Sertraline", version="0"),
    f"GET {THEIRS}/{TREATMENT}": open_to(NOBODY),
    f"POST {THEIRS}/earlier/remove": open_to(NOBODY, 303, record_id="00000000-0000-4000-8000-000000000000"),
    f"POST {THEIRS}/clear": open_to(NOBODY, 303, reason="All looked at", version="0"),
    f"POST {THEIRS}/withdraw": open_to(NOBODY, 303, reason="Something new", version="1"),
}
