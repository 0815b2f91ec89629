"""Accepting an invitation."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import clock, signin
from journal.extensions import settings
from journal.forms.access import AcceptForm
from journal.services.people import invitations
from journal.services.people.invitation_links import VALID_FOR
from journal.services.people.invitations import InvitationGone, NotAdult
from journal.services.people.people import PersonCard
from journal.services.recovery.kits import Kit
from journal.services.refusals import WeakPassword

bp = Blueprint("invitations", __name__)


@bp.route("/invitations/<token>", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """The page of a one-time link: choose a password, and get the kit."""
    form, error, too_young = AcceptForm(), None, False
    try:
        if form.validate_on_submit():
            shown, is_adult = form.fingerprint.data or "", form.adult.data
            accepted = invitations.accept(token, form.password.data or "", is_adult=is_adult, fingerprint=shown)
            signin.begin(accepted.unlocked)
            return kit_page(accepted.kit)
        invitation = invitations.find(token)
    except InvitationGone:
        return gone()
    except WeakPassword as weak:
        error, invitation = str(weak), invitations.find(token)
    except NotAdult:
        too_young, invitation = True, invitations.find(token)
    page = render_template(
        "invitations/accept.html", form=form, invitation=invitation, error=error, too_young=too_young
    )  # fmt: skip
    return page, 400 if too_young else 200


def gone() -> ResponseReturnValue:
    """A link that is used up; whoever has just used it is told that their account is ready."""
    return render_template("invitations/gone.html"), 410


def kit_page(kit: Kit) -> ResponseReturnValue:
    """The kit, shown once."""
    return render_template("invitations/kit.html", kit={"code": kit.code, "made_at": clock.now()})


def link_page(
    token: str, person: PersonCard, until: datetime | None, back: str, *, of_record: bool = False
) -> ResponseReturnValue:
    """The page that shows a link once, to whoever made it; `of_record` where a record waits for its person."""
    scheme = "http" if settings().plain_http else "https"
    link = url_for("invitations.accept", token=token, _external=True, _scheme=scheme)
    hours = round(VALID_FOR.total_seconds() / 3600)
    shown = {"link": link, "until": until, "hours": hours, "back": back, "of_record": of_record}
    return render_template("people/link.html", person=person, **shown)
