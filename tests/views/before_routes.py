"""The addresses of a record before the person; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import CARE, Row, open_to

NOBODY: tuple[str, ...] = ()
RECORD = "/patients/<uuid:patient_id>/record"
COLLEAGUE = f"{RECORD}/colleagues/<uuid:person_id>"
TYPED = {"name": "Lena Brandt", "email": "lena@people.example"}  # without the identifier, so that nothing is opened
BEFORE_ROUTES: dict[str, Row] = {
    "GET /patients/new": open_to(CARE),
    "POST /patients/new": open_to(CARE, 400, **TYPED),
    f"GET {RECORD}": open_to(NOBODY),
    f"POST {RECORD}/invite": open_to(NOBODY),
    f"GET {COLLEAGUE}": open_to(NOBODY),
    f"POST {COLLEAGUE}": open_to(NOBODY, 303),
    f"POST {COLLEAGUE}/take-back": open_to(NOBODY, 303),
    f"GET {RECORD}/hand-over": open_to(NOBODY),
    f"POST {RECORD}/hand-over": open_to(NOBODY, 303, identity_checked="yes", words="a b c"),
    f"GET {RECORD}/destroy": open_to(NOBODY),
    f"POST {RECORD}/destroy": open_to(NOBODY, 303, reason="mistake"),
    "POST /account/record-before": open_to(NOBODY, 303),
    "POST /account/record-before/refuse": open_to(NOBODY, 303),
}
