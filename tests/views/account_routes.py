"""The addresses of one's own account: ways in, sign-ins, the lock of a shared phone."""

from __future__ import annotations

from tests.views.rows import EVERYONE, PATIENTS, PUBLIC, STAFF, Row, open_to

NEW = "nine slow boats before dawn"
ACCOUNT_ROUTES: dict[str, Row] = {
    "POST /passkeys/sign-in": PUBLIC,
    "POST /passkeys/sign-in/options": PUBLIC,
    "POST /passkeys/second-factor": PUBLIC,
    "POST /passkeys/second-factor/options": PUBLIC,
    "POST /passkeys/step-up": open_to(EVERYONE, 401),
    "POST /passkeys/step-up/options": open_to(EVERYONE, 409),
    "GET /passkeys/new": open_to(EVERYONE),
    "POST /passkeys/new": open_to(EVERYONE, 401),
    "POST /passkeys/new/options": open_to(EVERYONE),
    "GET /passkeys/<uuid:passkey_id>/remove": Row({}),
    "POST /passkeys/<uuid:passkey_id>/remove": Row({}),
    "GET /account": open_to(EVERYONE),
    "POST /account/appearance": open_to(EVERYONE, 303, theme="dark", text_size="large"),
    "GET /step-up": open_to(EVERYONE),
    "POST /step-up": open_to(EVERYONE, 401, password="not this one at all"),
    "GET /account/ways-in": open_to(EVERYONE),
    "POST /account/ways-in/not-now": open_to(EVERYONE, 303),
    "GET /account/authenticator": open_to(EVERYONE),
    "POST /account/authenticator": open_to(EVERYONE, 401, code="000000", seed="x"),
    "GET /account/authenticator/remove": open_to(STAFF),
    "POST /account/authenticator/remove": open_to(STAFF, 409),
    "GET /account/password": open_to(EVERYONE),
    "POST /account/password": open_to(
        EVERYONE, 401, current_password="not this one at all", password=NEW, password_again=NEW
    ),
    "POST /account/kit-stored": open_to(EVERYONE, 303, stored="yes"),
    "GET /account/sign-ins": open_to(EVERYONE),
    "POST /account/sign-ins/<uuid:sign_in_id>/end": open_to((), 303),
    "POST /account/sign-ins/end-others": open_to(EVERYONE, 303),
    "POST /alive": open_to(EVERYONE),
    "GET /account/quick-lock": open_to(PATIENTS),
    "POST /account/quick-lock": open_to(PATIENTS, 303, pin="2468", pin_again="2468"),
    "POST /account/quick-lock/remove": open_to(PATIENTS, 303),
    "POST /lock": open_to((), 303),
    "GET /locked": PUBLIC,
    "POST /locked": PUBLIC,
    "GET /now": PUBLIC,
    "POST /now": PUBLIC,
    "GET /account/now": open_to(PATIENTS),
    "POST /account/now": Row({"patient": 303, "other_patient": 409}),
    "POST /account/now/<uuid:phone_id>/remove": Row({}),
    "POST /account/now/words/<uuid:words_id>/discard": Row({}),
    "GET /account/history": open_to(PATIENTS),
    "GET /account/export": open_to(PATIENTS),
    "POST /account/export": open_to(PATIENTS),
}
