"""The addresses of safety flags, of the calm page, and of asking to be contacted; as `routes` lists all others."""

from __future__ import annotations

from tests.views.rows import MANAGER, PATIENTS, READER, Row, open_to

NOBODY: tuple[str, ...] = ()
FLAG, NEW = "/flags/<uuid:flag_id>", "/patients/<uuid:patient_id>/flags/new"
SAFETY_ROUTES: dict[str, Row] = {
    "GET /safety/<uuid:about_id>": open_to(NOBODY),
    "POST /contact": open_to(PATIENTS, 303),
    "POST /contact/<uuid:flag_id>/take-back": open_to(NOBODY, 303),
    "POST /account/phone-number": open_to(PATIENTS, 303, phone_number="+1 212 555 0188"),
    "POST /account/help-country": open_to(PATIENTS, 303, help_country="IE"),
    "POST /people/<uuid:person_id>/phone-number": open_to(MANAGER, 303, phone_number="+1 212 555 0189"),
    f"GET {FLAG}": open_to(NOBODY),
    f"POST {FLAG}/acknowledge": open_to(NOBODY, 303, version="0"),
    f"POST {FLAG}/done": open_to(NOBODY, 303, action="Called", version="0"),
    f"POST {FLAG}/close": open_to(NOBODY, 303, note="Safe now", version="0"),
    f"GET {NEW}": open_to(READER),
    f"POST {NEW}": open_to(READER, 303, reason="By hand"),
}
