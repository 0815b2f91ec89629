"""What a restore put out of force says so on its page, and whoever may write it again finds where."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from journal.crypto.errors import CannotOpen
from journal.extensions import db
from journal.models import Insight, Referral, SealedRecord
from journal.services.audit.acts import Act
from journal.services.insights import insight_pages, insight_sharing, insights
from journal.services.insights.insights import TypedInsight
from journal.services.ledger import reapply
from journal.services.ledger.lines import Entry
from journal.services.reflections.audiences import THERAPIST
from journal.services.work import unit_of_work
from tests.services.evaluation_steps import on_team
from tests.services.hands import overwrite
from tests.services.referral_steps import answer, letter, note
from tests.support.cast import Cast, signed_in
from tests.support.forms import press

AGAIN = "Write it again"
SHARED = TypedInsight("Something stays.", audience=THERAPIST)


@pytest.fixture
def insight(app: Flask, cast: Cast) -> str:
    """The address of a shared insight that was made private in a life that a restore took away."""
    with app.app_context():
        made = insights.make_alone(cast.patient.actor(), "insight", SHARED)
        put_out_of_force(Insight, Act.INSIGHT_MADE_PRIVATE)
    return f"/insights/{made}"


def put_out_of_force(table: type[SealedRecord], act: Act) -> None:
    with unit_of_work():
        row: Any = db.session.scalars(db.select(table)).one()
        reapply.put_out_of_force(Entry(row.clinic_id, 1, b"", act, row.id, row.version + 1, b"lost", row.patient_id))
    db.session.remove()


def test_a_patient_writes_an_insight_again_with_what_they_had_written(app: Flask, cast: Cast, insight: str) -> None:
    maya, ines = signed_in(app, cast.patient), signed_in(app, cast.therapist)
    page = maya.get(insight)
    assert "Nobody, as it stands." in page.text
    assert ">Only me</span>" not in page.text
    for label in (">Shared</span>", ">Only me</span>"):
        assert label not in maya.get("/insights").text
    assert "Ines" not in page.text
    form = maya.get(f"{insight}/edit")
    assert "Something stays." in form.text
    assert press(maya, form, "Save", sentence="Something still stays.").status_code == 303
    page = maya.get(insight)
    assert "Something still stays." in page.text
    assert (AGAIN in page.text, "Only you." in page.text) == (False, True)
    assert "still stays" not in ines.get(f"/patients/{cast.patient.id}/insights").text
    assert press(maya, page, "Share with my therapist").status_code == 303
    assert "still stays" in ines.get(f"/patients/{cast.patient.id}/insights").text


def test_what_somebody_put_in_its_place_is_not_offered(app: Flask, cast: Cast, insight: str) -> None:
    maya = signed_in(app, cast.patient)
    assert AGAIN in maya.get(insight).text
    with app.app_context():
        overwrite(Insight, quiet=True)
    assert AGAIN not in maya.get(insight).text
    assert maya.get(f"{insight}/edit").status_code == 422


@pytest.mark.usefixtures("inside")
def test_what_was_changed_in_the_database_alone_is_not_written_again(cast: Cast) -> None:
    made = insights.make_alone(cast.patient.actor(), "insight", SHARED)
    overwrite(Insight, quiet=True)
    with pytest.raises(CannotOpen):
        insight_pages.to_change(cast.patient.actor(), made)
    with pytest.raises(CannotOpen):
        insights.change(cast.patient.actor(), made, TypedInsight("Anew."), 1)
    with pytest.raises(CannotOpen):
        insight_sharing.make_private(cast.patient.actor(), made)


def test_a_referral_that_counts_no_more_is_followed_by_a_new_one(app: Flask, cast: Cast) -> None:
    with app.app_context():
        noor = on_team(cast, "Noor Haddad", "prescriber")
        note(noor, cast, letter())
        answer(noor, cast, "accepted")
        put_out_of_force(Referral, Act.REFERRAL_TAKEN_BACK)
    client, at = signed_in(app, noor), f"/patients/{cast.patient.id}/referral"
    assert "it counts no more" in client.get(at).text
    assert "The clinic can note it anew." in signed_in(app, cast.patient).get("/referral").text
    answered = press(client, client.get(f"{at}/enquiry"), "Save", asks="Whether it could help")
    assert answered.status_code == 303
    page = client.get(at).text
    assert ("Whether it could help" in page, "This does not open with your keys." in page) == (True, True)
