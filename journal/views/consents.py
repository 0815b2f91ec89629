"""What a clinic asks its patients to agree to: the patient's answers, and the manager's texts."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.consents import AGREE, ConsentForm, ConsentTextForm
from journal.services.consents import consent_export, consent_texts, consents
from journal.services.refusals import TextChanged, TextRefused
from journal.signin import actor
from journal.views.step_up import fresh

bp = Blueprint("consents", __name__, url_prefix="/consents")
CHANGED = "The text was changed meanwhile. What counts now stands here; nothing was agreed to yet."
OTHER_VERSION = "Somebody published another version meanwhile. Your words are still here; look at theirs first."


@bp.get("")
def index() -> ResponseReturnValue:
    """The manager's texts, each with its versions."""
    return render_template("consents/index.html", kinds=consent_texts.of_clinic(actor()))


@bp.get("/<kind>")
def show(kind: str) -> ResponseReturnValue:
    """One text as a patient is asked about it, with their answer."""
    return _asked(kind)


def _asked(kind: str, error: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render_template("consents/show.html", standing=consents.standing(actor(), kind), error=error), status


@bp.post("/<kind>")
def answer(kind: str) -> ResponseReturnValue:
    """A patient's answer to the version that was on the page."""
    form = ConsentForm()
    if not form.validate_on_submit():
        abort(400)
    settle = consents.agree if form.answer.data == AGREE else consents.put_off
    try:
        settle(actor(), kind, form.number.data or 0)
    except TextChanged:
        return _asked(kind, CHANGED, 409)
    pages.leave_notice("agreed" if form.answer.data == AGREE else "put-off")
    return redirect(url_for("home.home"), 303)


@bp.get("/<kind>/withdraw")
def ask_withdraw(kind: str) -> ResponseReturnValue:
    """Says what taking a consent back means."""
    return render_template("consents/withdraw.html", standing=consents.standing(actor(), kind))


@bp.post("/<kind>/withdraw")
def withdraw(kind: str) -> ResponseReturnValue:
    """Takes a consent back, on any day."""
    consents.withdraw(actor(), kind)
    pages.leave_notice("consent-withdrawn")
    return redirect(url_for("account.show", _anchor="consents"), 303)


@bp.get("/<kind>/versions/<int(max=2147483647):number>")
def version(kind: str, number: int) -> ResponseReturnValue:
    """One version, as it was published."""
    return render_template("consents/version.html", text=consent_texts.version(actor(), kind, number))


@bp.get("/<kind>/edit")
def edit(kind: str) -> ResponseReturnValue:
    """The manager's page to write the next version on."""
    shown = consent_texts.of_kind(actor(), kind)
    return _editor(kind, shown.current.title, shown.current.body, shown.current.number)


def _editor(kind: str, title: str, body: str, number: int, error: str | None = None) -> ResponseReturnValue:
    page = render_template(
        "consents/edit.html", kind=kind, title=title, body=body, number=number, error=error,
        limit=consent_texts.LONGEST_BODY,
    )  # fmt: skip
    return page, 400 if error else 200


@bp.post("/<kind>/edit")
def publish(kind: str) -> ResponseReturnValue:
    """Shows the new version as patients will see it; confirmed, publishes it."""
    form, current = ConsentTextForm(), consent_texts.of_kind(actor(), kind)
    if not form.validate_on_submit():
        abort(400)
    title, body, number = form.title.data or "", form.body.data or "", form.number.data or 0
    try:
        if not form.publish.data:
            text = consent_texts.preview(actor(), kind, title, body)
            return render_template("consents/preview.html", text=text, seen=number, asked_again=current.asked_again)
        consent_texts.publish(actor(), kind, title, body, number)
    except TextRefused as refused:
        return _editor(kind, title, body, number, str(refused))
    except TextChanged:
        return _editor(kind, title, body, current.current.number, OTHER_VERSION)
    pages.leave_notice("text-published")
    return redirect(url_for(".index"), 303)


@bp.get("/export")
@fresh
def export() -> ResponseReturnValue:
    """One's own consents as a file."""
    file = Response(consent_export.export(actor()), mimetype="application/json")
    file.headers["Content-Disposition"] = 'attachment; filename="consents.json"'
    return file
