"""The addresses of care: its end, cover for days away, changed keys and deaths; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import MANAGER, OWNER, READER, THERAPISTS, Row, open_to

NOBODY: tuple[str, ...] = ()
END, DEATH = "/patients/<uuid:patient_id>/end-care", "/people/<uuid:person_id>/death"
STOP = "/account/readers/<uuid:therapist_id>/stop"
KEY = "/key-changes/<uuid:person_id>"
CARE_ROUTES: dict[str, Row] = {
    "POST /notes/<uuid:note_id>/withdraw": open_to(READER, 303),
    f"GET {END}": open_to(READER),
    f"POST {END}/notes": open_to(READER, 303, decision="release"),
    f"POST {END}": open_to(READER, 303),
    "GET /cover": open_to(THERAPISTS),
    "POST /cover": open_to(THERAPISTS, 400, covering="nobody"),
    "POST /cover/<uuid:cover_id>/answer": open_to(NOBODY, 303, answer="yes"),
    "POST /cover/<uuid:cover_id>/end": open_to(NOBODY, 303),
    "POST /cover/<uuid:cover_id>/ask": open_to(NOBODY, 303),
    "POST /cover/end": open_to(NOBODY, 303, covering="0" * 32, starts_on="2027-02-01", ends_on="2027-02-03"),
    f"GET {KEY}": open_to(NOBODY),
    f"POST {KEY}": open_to(NOBODY, 303, fingerprint="0" * 64),
    f"GET {DEATH}": open_to(MANAGER),
    f"POST {DEATH}": open_to(MANAGER, 303),
    "POST /deaths/<uuid:death_id>/answer": open_to(NOBODY, 303, answer="confirm"),
    f"GET {STOP}": open_to(OWNER),
    f"POST {STOP}": open_to(OWNER, 303),
}
