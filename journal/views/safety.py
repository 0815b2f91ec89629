"""Safety for the patient: the calm page after an answer, and asking the clinic to get in touch."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.safety import ContactForm, PhoneNumberForm
from journal.services.people import phone_numbers
from journal.services.refusals import PersonRefused
from journal.services.safety import contact, safety_page
from journal.signin import actor
from journal.views import account

bp = Blueprint("safety", __name__)
_LOCAL = re.compile(r"/(?:[A-Za-z0-9][\w.-]{0,80}(?:/[\w.-]{1,80}){0,6})?(?:\?[\w=&.%-]{0,200})?", re.ASCII)


def local(target: str | None) -> str:
    """Where to go on to: a page of ours, or the first one."""
    return target if target and _LOCAL.fullmatch(target) else "/"


@bp.get("/safety/<uuid:about_id>")
def show(about_id: UUID) -> ResponseReturnValue:
    """Whom to call, one's own plan, and who will see it, before anything else is shown."""
    page = safety_page.of_answer(actor(), about_id)
    return render_template("safety/show.html", page=page, then=local(request.args.get("then")))


@bp.post("/contact")
def ask() -> ResponseReturnValue:
    """Asks the clinic to get in touch, on any day."""
    form = ContactForm()
    asked = contact.ask(actor(), form.about_id())
    pages.leave_notice("contact-asked" if asked else "contact-nobody")
    return _back(form)


@bp.post("/contact/<uuid:flag_id>/take-back")
def take_back(flag_id: UUID) -> ResponseReturnValue:
    """Takes that back; the flag stays."""
    contact.take_back(actor(), flag_id)
    pages.leave_notice("contact-taken-back")
    return _back(ContactForm())


def _back(form: ContactForm) -> ResponseReturnValue:
    about_id = form.about_id()
    if about_id is None:
        return redirect(url_for("help_page.show", _anchor="contact"), 303)
    return redirect(url_for(".show", about_id=about_id, then=local(form.then.data), _anchor="contact"), 303)


@bp.post("/account/phone-number")
def keep_number() -> ResponseReturnValue:
    """Keeps the number on which the clinic reaches the patient; one that is none comes back as it was typed."""
    if actor().role != "patient":
        abort(404)
    form = PhoneNumberForm()
    typed = form.phone_number.data or ""
    try:
        phone_numbers.set_number(actor(), actor().id, typed)
    except PersonRefused as refused:
        return account.page(400, phone_number=typed, phone_error=str(refused))
    pages.leave_notice("phone-number" if typed else "phone-number-removed")
    return redirect(url_for("account.show", _anchor="contact"), 303)
