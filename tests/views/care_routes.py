"""The addresses of care: its end, cover for days away, changed keys and deaths; as `routes` lists all others."""

from __future__ import annotations

from typing import Any

Answered = tuple[tuple[str, ...], int, dict[str, Any]]
THERAPISTS, READER, MANAGER, NOBODY = ("therapist", "other_therapist"), ("therapist",), ("manager",), ()
END, DEATH = "/patients/<uuid:patient_id>/end-care", "/people/<uuid:person_id>/death"
STOP = "/account/readers/<uuid:therapist_id>/stop"
OWNER = ("patient",)
KEY = "/key-changes/<uuid:person_id>"
CARE_ROUTES: dict[str, Answered] = {
    "POST /notes/<uuid:note_id>/withdraw": (READER, 404, {}),  # it was released by the row before
    f"GET {END}": (READER, 200, {}),
    f"POST {END}/notes": (READER, 303, {"decision": "release"}),
    f"POST {END}": (READER, 303, {}),
    "GET /cover": (THERAPISTS, 200, {}),
    "POST /cover": (THERAPISTS, 400, {"covering": "nobody"}),
    "POST /cover/<uuid:cover_id>/answer": (NOBODY, 303, {"answer": "yes"}),
    "POST /cover/<uuid:cover_id>/end": (NOBODY, 303, {}),
    f"GET {KEY}": (NOBODY, 200, {}),
    f"POST {KEY}": (NOBODY, 303, {"fingerprint": "0" * 64}),
    f"GET {DEATH}": (MANAGER, 200, {}),
    f"POST {DEATH}": (MANAGER, 303, {}),
    "POST /deaths/<uuid:death_id>/answer": (NOBODY, 303, {"answer": "confirm"}),
    f"GET {STOP}": (OWNER, 200, {}),
    f"POST {STOP}": (OWNER, 303, {}),
}
