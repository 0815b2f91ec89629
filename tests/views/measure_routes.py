"""The addresses of measures; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import PATIENTS, Row, open_to

NOBODY: tuple[str, ...] = ()
OWN, THEIRS, MEASURE = "/measures", "/patients/<uuid:patient_id>/measures", "<string:measure>"
ENTERED = f"{THEIRS}/entered/<uuid:record_id>"
FORM = {"measure": "phq2", "definition": "1.0.0"}
MEASURE_ROUTES: dict[str, Row] = {
    f"GET {OWN}": open_to(PATIENTS),
    f"GET {OWN}/{MEASURE}/answer": open_to(PATIENTS),
    f"POST {OWN}/answer": open_to(PATIENTS, 303, version="0", at="1", step="next", **{"a-phq2_1": "1"}, **FORM),
    f"GET {OWN}/answered/<uuid:record_id>": open_to(NOBODY),
    f"POST {OWN}/points": open_to(PATIENTS, 303, points="hide"),
    f"POST {OWN}/later": open_to(PATIENTS, 303),
    f"POST {OWN}/not-this-time": open_to(PATIENTS, 303, measure="phq2", due_on="2026-11-28"),
    f"GET {THEIRS}": open_to(NOBODY),
    f"POST {THEIRS}": open_to(NOBODY, 303, taken_on="2026-11-20", **{"a-phq2_1": "1", "a-phq2_2": "0"}, **FORM),
    f"POST {THEIRS}/ask": open_to(NOBODY, 303, measure="phq2", due_on="2026-12-20"),
    f"POST {THEIRS}/withdraw": open_to(NOBODY, 303, record_id="00000000-0000-4000-8000-000000000000"),
    f"GET {THEIRS}/{MEASURE}/paper": open_to(NOBODY),
    f"GET {ENTERED}/remove": open_to(NOBODY),
    f"POST {ENTERED}/remove": open_to(NOBODY, 303),
}
