"""The addresses of kits, recovery and new starts: who is answered, with which status, and what must be sent."""

from __future__ import annotations

from typing import Any

EVERYONE = ("patient", "other_patient", "therapist", "other_therapist", "manager", "nurse", "prescriber")
MANAGER, READER = ("manager",), ("therapist",)
PERSON = "/people/<uuid:person_id>"
NEW = "seven gulls on a tin roof"
KNOWN = {"current_password": "not this one at all", "password": NEW, "password_again": NEW}
GIVE_BACK = "/patients/<uuid:patient_id>/give-back"
KEY_ROUTES: dict[str, tuple[tuple[str, ...], int, dict[str, Any]]] = {
    "GET /account/kit": (EVERYONE, 200, {}),
    "POST /account/kit": (EVERYONE, 200, {}),
    "POST /account/kit/test": (EVERYONE, 400, {"code": "not a code"}),
    "GET /account/kit/revoke": (EVERYONE, 200, {}),
    "POST /account/kit/revoke": (EVERYONE, 303, {}),
    "GET /account/new-keys": (EVERYONE, 200, {}),
    "POST /account/new-keys": (EVERYONE, 401, KNOWN),
    "POST /account/recovery-wait/cancel": (EVERYONE, 303, {}),
    "POST /account/start-again/cancel": (EVERYONE, 303, {}),
    "POST /account/recovery-key": ((), 303, {"answer": "accept"}),  # no clinic has one at first
    "POST /account/returned/<uuid:source_id>": ((), 303, {}),
    "POST /account/returned/<uuid:source_id>/refuse": ((), 303, {}),
    f"GET {PERSON}/start-again": (MANAGER, 200, {}),
    f"POST {PERSON}/start-again": (MANAGER, 200, {"checked_by": "passport", "understood": "yes"}),
    f"GET {GIVE_BACK}": (READER, 303, {}),  # nothing was lost
    f"POST {GIVE_BACK}": (READER, 303, {"identity_checked": "yes", "words": "x"}),
}
PUBLIC_KEY_ROUTES = (
    "GET /recover/wait",
    "POST /recover/wait",
    "GET /recover/cancel/<uuid:wait_id>/<token>",
    "POST /recover/cancel/<uuid:wait_id>/<token>",
    "GET /start-again/<token>",
    "POST /start-again/<token>",
)
