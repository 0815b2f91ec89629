"""Learning cards, questions and aftercare, for everybody who is signed in."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal.services.learn import answers, cards
from journal.signin import actor

bp = Blueprint("learn", __name__, url_prefix="/learn")


@bp.get("")
def index() -> ResponseReturnValue:
    """Every card, and the clinic's own pages beside them."""
    return render_template("learn/index.html", cards=cards.cards().values())


@bp.get("/<card>")
def show(card: str) -> ResponseReturnValue:
    """One card."""
    return render_template("learn/card.html", card=cards.card(card))


@bp.get("/questions")
def questions() -> ResponseReturnValue:
    """What is often asked, as this clinic answers it."""
    found = answers.shown(actor().clinic_id, answers.QUESTION)
    return render_template("learn/answers.html", heading="Questions", name="questions", answers=found)


@bp.get("/after-a-session")
def aftercare() -> ResponseReturnValue:
    """What helps after a session, as this clinic says it."""
    found = answers.shown(actor().clinic_id, answers.AFTERCARE)
    return render_template("learn/answers.html", heading="After a session", name="aftercare", answers=found)
