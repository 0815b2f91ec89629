"""Writing on a readied phone without signing in; and readying one, or removing it, on Account."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from journal import browsers, clock, pages
from journal.forms.now import NowForm
from journal.services.actor import Actor
from journal.services.now import appended_words, ready_phones, taking_over
from journal.services.refusals import CannotAppend, EnoughPhones, NothingComes, NotReady
from journal.services.sign_in import devices
from journal.sessions import cookie_settings
from journal.signin import actor

bp = Blueprint("now", __name__)
NOTHING_COMES = "No session is booked for the next seven days, so there is nothing to ready a phone for yet."
ENOUGH = "Five phones are ready already. Remove one that you do not use; then this one can be readied."


@bp.get("/now")
def write() -> ResponseReturnValue:
    """One large field, on a phone that was readied; nothing that was written before."""
    return _form("")


@bp.post("/now")
def append() -> ResponseReturnValue:
    """Keeps the words, sealed, and shows none of them."""
    form = NowForm()
    text = form.text.data or ""
    if not form.validate_on_submit():
        return _cannot(text)
    try:
        cookie = ready_phones.of_writer(browsers.ready_cookie(), _signed_in())
        appended_words.append(cookie, browsers.origin()[0], form.id(), form.token.data or "", text)
    except CannotAppend as refused:
        return _form(text, str(refused), 400)
    except NotReady:
        return _cannot(text)
    pages.leave_notice("appended")
    return redirect(url_for(".write"), 303)


def _signed_in() -> Actor | None:
    return actor() if current_user.is_authenticated else None


def _form(text: str, error: str = "", status: int = 200) -> ResponseReturnValue:
    try:
        record_id, token = appended_words.new_form(ready_phones.of_writer(browsers.ready_cookie(), _signed_in()))
    except NotReady:
        return _cannot(text)
    return render_template(
        "now/write.html", record_id=record_id, token=token, text=text, error=error, longest=appended_words.LONGEST
    ), status


def _cannot(text: str) -> ResponseReturnValue:
    """How to go on, with the words given back; whoever only looks in has met no fault."""
    return render_template("now/cannot.html", text=text), 403 if request.method == "POST" else 200


@bp.get("/account/now")
def show() -> ResponseReturnValue:
    """The readied phones, and the times of words that wait."""
    return _account()


def _account(error: str = "", status: int = 200) -> ResponseReturnValue:
    return render_template(
        "now/ready.html", coming=ready_phones.comes(actor()), phones=ready_phones.phones(actor()),
        waiting=taking_over.waiting(actor()), this_is_ready=ready_phones.is_own(actor(), browsers.ready_cookie()),
        error=error,
    ), status  # fmt: skip


@bp.post("/account/now")
def ready() -> ResponseReturnValue:
    """Readies the phone that asks: it gets a cookie that can append words, and nothing else."""
    try:
        cookie, until = ready_phones.ready(actor(), devices.label_of(request.user_agent.string))
    except (NothingComes, EnoughPhones) as refused:
        return _account(NOTHING_COMES if isinstance(refused, NothingComes) else ENOUGH, 409)
    pages.leave_notice("phone-ready")
    answer = make_response(redirect(url_for(".show"), 303))
    browsers.keep_ready(answer, cookie, until - clock.now(), cookie_settings())
    return answer


@bp.post("/account/now/<uuid:phone_id>/remove")
def remove(phone_id: UUID) -> ResponseReturnValue:
    """That phone appends nothing from now on."""
    ready_phones.remove(actor(), phone_id)
    pages.leave_notice("phone-removed")
    return redirect(url_for(".show"), 303)


@bp.post("/account/now/words/<uuid:words_id>/discard")
def discard(words_id: UUID) -> ResponseReturnValue:
    """Destroys words that wait, unread."""
    taking_over.discard(actor(), words_id)
    pages.leave_notice("words-discarded")
    return redirect(url_for(".show"), 303)
