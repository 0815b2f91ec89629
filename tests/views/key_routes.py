"""The addresses of kits, recovery and new starts: who is answered, with which status, and what must be sent."""

from __future__ import annotations

from tests.views.rows import EVERYONE, MANAGER, READER, Row, open_to

PERSON = "/people/<uuid:person_id>"
NEW = "seven gulls on a tin roof"
KNOWN = {"current_password": "not this one at all", "password": NEW, "password_again": NEW}
GIVE_BACK = "/patients/<uuid:patient_id>/give-back"
KEY_ROUTES: dict[str, Row] = {
    "GET /account/kit": open_to(EVERYONE),
    "POST /account/kit": open_to(EVERYONE),
    "POST /account/kit/test": open_to(EVERYONE, 400, code="not a code"),
    "GET /account/kit/revoke": open_to(EVERYONE),
    "POST /account/kit/revoke": open_to(EVERYONE, 303),
    "GET /account/new-keys": open_to(EVERYONE),
    "POST /account/new-keys": open_to(EVERYONE, 401, **KNOWN),
    "POST /account/recovery-wait/cancel": open_to(EVERYONE, 303),
    "POST /account/start-again/cancel": open_to(EVERYONE, 303),
    "POST /account/recovery-key": open_to((), 303, answer="accept"),  # no clinic has one at first
    "POST /account/returned/<uuid:source_id>": open_to((), 303),
    "POST /account/returned/<uuid:source_id>/refuse": open_to((), 303),
    f"GET {PERSON}/start-again": open_to(MANAGER),
    f"POST {PERSON}/start-again": open_to(MANAGER, 200, checked_by="passport", understood="yes"),
    f"GET {GIVE_BACK}": open_to(READER, 303),  # nothing was lost
    f"POST {GIVE_BACK}": open_to(READER, 303, identity_checked="yes", words="x"),
}
PUBLIC_KEY_ROUTES = (
    "GET /recover/wait",
    "POST /recover/wait",
    "GET /recover/cancel/<uuid:wait_id>/<token>",
    "POST /recover/cancel/<uuid:wait_id>/<token>",
    "GET /start-again/<token>",
    "POST /start-again/<token>",
)
