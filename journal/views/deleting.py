"""Deleting a reflection, and bringing it back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from journal import pages
from journal.services.reflections import deleting, reflections
from journal.services.sessions import session_day
from journal.signin import actor

bp = Blueprint("deleting", __name__, url_prefix="/reflections/<uuid:reflection_id>")


@bp.get("/delete")
def ask_delete(reflection_id: UUID) -> ResponseReturnValue:
    """Says what deleting does, and what it cannot undo."""
    return render_template(
        "reflections/delete.html", reflection=reflections.about_to_change(actor(), reflection_id),
        rests_until=session_day.rests_until(actor().id),
    )  # fmt: skip


@bp.post("/delete")
def delete(reflection_id: UUID) -> ResponseReturnValue:
    """Deletes; its writer alone can bring it back for seven days. On a day of rest it waits to be confirmed."""
    is_deleted = deleting.delete_reflection(actor(), reflection_id)
    pages.leave_notice("deleted" if is_deleted else "delete-waits")
    return redirect(url_for("reflections.index"), 303)


@bp.post("/keep")
def keep(reflection_id: UUID) -> ResponseReturnValue:
    """It stays after all."""
    deleting.keep(actor(), reflection_id)
    pages.leave_notice("kept-after-all")
    return redirect(url_for("reflections.show", reflection_id=reflection_id), 303)


@bp.post("/restore")
def restore(reflection_id: UUID) -> ResponseReturnValue:
    """Brings a deleted reflection back, for its writer alone."""
    deleting.restore(actor(), reflection_id)
    pages.leave_notice("restored")
    return redirect(url_for("reflections.show", reflection_id=reflection_id), 303)
