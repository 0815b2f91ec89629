"""Sharing a reflection, and making it private again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.forms.reflections import ShareForm
from journal.services.reflections import audiences, reflections, sharing
from journal.services.refusals import ConsentMissing, NobodyReads, SharingRests
from journal.services.sessions import session_day
from journal.signin import actor
from journal.views.reflections import page as reflection_page
from journal.views.refused_reflections import NOBODY, NOT_AGREED

bp = Blueprint("sharing", __name__, url_prefix="/reflections/<uuid:reflection_id>")


@bp.post("/share")
def share(reflection_id: UUID) -> ResponseReturnValue:
    """Lets the therapist read the saved version, or one of two; what that means stands beside the button."""
    form = ShareForm()
    if not form.validate_on_submit():
        abort(400)
    audience = form.audience.data or audiences.THERAPIST
    try:
        sharing.share(actor(), reflection_id, audience, asked_twice=bool(form.asked_twice.data))
    except SharingRests:
        return redirect(url_for(".ask_share", reflection_id=reflection_id, audience=audience), 303)
    except NobodyReads:
        return reflection_page(reflection_id, error=NOBODY)
    except ConsentMissing:
        return reflection_page(reflection_id, error=NOT_AGREED)
    pages.leave_notice("shared")
    return redirect(url_for("reflections.show", reflection_id=reflection_id), 303)


@bp.get("/share")
def ask_share(reflection_id: UUID) -> ResponseReturnValue:
    """Asks a second time, where sharing was chosen on a day of rest."""
    form = ShareForm(request.args)
    return render_template(
        "reflections/share_today.html", reflection=reflections.about_to_change(actor(), reflection_id),
        audience=form.audience.data if form.validate() else audiences.THERAPIST,
        rests_until=session_day.rests_until(actor().id),
    )  # fmt: skip


@bp.get("/make-private")
def ask_make_private(reflection_id: UUID) -> ResponseReturnValue:
    """Says what making it private does, and what it cannot undo."""
    return render_template(
        "reflections/make_private.html", reflection=reflections.about_to_change(actor(), reflection_id)
    )


@bp.post("/make-private")
def make_private(reflection_id: UUID) -> ResponseReturnValue:
    """Takes the therapist's copy away."""
    sharing.make_private(actor(), reflection_id)
    pages.leave_notice("made-private")
    return redirect(url_for("reflections.show", reflection_id=reflection_id), 303)
