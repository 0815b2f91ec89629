"""The one place that joins Flask, the sign-in row and keys; gives services an `Actor`."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from flask import Flask, g, request
from flask_login import UserMixin, current_user
from werkzeug.wrappers import Request

from journal import browsers, request_checks, sessions
from journal.crypto.carried_proofs import NewPassword
from journal.crypto.sign_ins import Cookie
from journal.crypto.tokens import token_for_id
from journal.extensions import DATABASE_DOWN, db, login, server_secret
from journal.services.actor import Actor
from journal.services.recovery import recoveries
from journal.services.recovery.recoveries import Recovered
from journal.services.rings import renewals
from journal.services.sign_in import factors, proofs, reopening, sign_ins
from journal.services.sign_in.sign_ins import Found
from journal.services.sign_in.slots import Unlocked, Versions, WrongSignIn, unlocked_by
from journal.sessions import cookie_name


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user: the actor of this request, whose sign-in is complete."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.id = str(actor.id)


def init_app(app: Flask) -> None:
    """Puts the sessions in place, and the checks that come before every view."""
    app.session_interface = sessions.StatelessSessions()
    request_checks.init_app(app)
    login.request_loader(_load_user)


def _load_user(_request: Request) -> SignedIn | None:
    found = found_sign_in()
    return SignedIn(found.actor) if found and found.actor else None


def found_sign_in() -> Found | None:
    """The sign-in of this request's cookie, looked up once; its actor is absent when it has ended."""
    if "sign_in" not in g:
        cookie = Cookie.read(request.cookies.get(cookie_name(), ""))
        g.sign_in = sign_ins.find(cookie) if cookie else None
    return cast(Found | None, g.sign_in)


def actor() -> Actor:
    """The signed-in person; only for views that are not public."""
    return cast(SignedIn, current_user).actor


def pending() -> Actor | None:
    """Who has proved a password here and is now asked for a second factor."""
    return _waiting(sign_ins.PENDING)


def enrolling() -> Actor | None:
    """Who works at the clinic, has no second factor yet, and may do nothing here but set one up."""
    return _waiting(sign_ins.ENROL)


def _waiting(level: str) -> Actor | None:
    found = found_sign_in()
    return found.waiting if found and found.level == level else None


def locked() -> Actor | None:
    """Who has hidden their pages here, and may do nothing but open them again."""
    found = found_sign_in()
    return found.locked if found else None


def anyone() -> Actor:
    """Whoever is here, signed in or still setting up their second factor; only for views of both."""
    return enrolling() or actor()


def begin(unlocked: Unlocked, level: str | None = None, until: datetime | None = None) -> str:
    """Begins a sign-in for this browser: new id, new secret, new form tokens. Gives its level, which is what a proved
    password opens unless `level` says that more was proved. Raises `FactorsChanged`, and
    `WrongSignIn` where the proof no longer counts."""
    before = found_sign_in()
    if level is None:
        level, until = _opened_by_password(unlocked, before)
    if before is not None and (before.actor or before.waiting or before.locked):
        sign_ins.end(before)
    cookie = sign_ins.begin(unlocked, level, browsers.this_one(), until)
    g.new_cookie, g.sign_in = cookie, sign_ins.find(cookie)
    if g.sign_in is not None and g.sign_in.actor is not None:
        renewals.at_sign_in(g.sign_in.actor)
    sessions.renew_forms(cookie.value())
    g.pop("_login_user", None)
    return level


def _opened_by_password(unlocked: Unlocked, before: Found | None) -> tuple[str, datetime | None]:
    """The level of a sign-in; a second factor is not asked again on a device that was only left alone."""
    level = factors.level_after_password(unlocked)
    if level == sign_ins.PENDING and before is not None:
        until = reopening.take_up(before.id, sign_ins.FULL, unlocked)
        if until is not None:
            return sign_ins.FULL, until
    return level, None


def complete_second_factor() -> bool:
    """Signs in fully who has just proved their second factor, under a new cookie; with a recovery the new password
    counts from now on. Tells whether it did: not where the step was used or ended meanwhile, or the account changed."""
    person, found = cast(Actor, pending()), cast(Found, found_sign_in())
    if not sign_ins.end(found):  # of two answers at once, one goes on
        return False
    try:
        changed = recoveries.finish(person, found.id)
        renew(person, None if changed else found.versions)
    except WrongSignIn:
        return False
    return True


def begin_recovery(recovered: Recovered) -> None:
    """Asks whoever proved a kit's code for their second factor; their new password waits beside that sign-in."""
    begin(recovered.unlocked, sign_ins.PENDING)
    recoveries.keep(cast(Actor, pending()), cast(Found, found_sign_in()).id, cast(NewPassword, recovered.new_password))


def renew(who: Actor, seen: Versions | None = None) -> None:
    """Signs in fully under a new cookie: after a second factor, a new password or a changed factor; who was signed in
    already is so no longer than before. Raises `WrongSignIn` where `seen` is no longer so."""
    before = found_sign_in()
    begin(unlocked_by(who, seen), sign_ins.FULL, before.expires_at if before and before.actor else None)


def is_fresh() -> bool:
    """Whether the person has proved within the last minutes who they are."""
    found = found_sign_in()
    return found is not None and proofs.is_fresh(found.proved_at)


def prove() -> None:
    """Notes that the signed-in person has just proved once more who they are."""
    found = cast(Found, found_sign_in())
    proofs.prove(found.id, found.person_id)
    g.pop("sign_in", None)


def end() -> None:
    """Ends this browser's sign-in."""
    found = found_sign_in()
    if found is not None and (found.actor or found.waiting or found.locked):
        sign_ins.end(found)
    g.signed_out, g.sign_in = True, None
    g.pop("_login_user", None)


def clinic_of_visitor() -> UUID | None:
    """The clinic of whoever asks, if they are signed in and the database can be reached."""
    try:
        found = found_sign_in()
    except DATABASE_DOWN:
        leave_out_visitor()
        db.session.rollback()
        return None
    return found.clinic_id if found and found.actor else None


def leave_out_visitor() -> None:
    """Answers this request as a stranger's, and asks nothing of the database about who it is."""
    g.database_down, g.sign_in = True, None


def token_for(record_id: UUID) -> str:
    """Binds an id made with a form to the signed-in person."""
    return token_for_id(server_secret(), actor().id, record_id)
