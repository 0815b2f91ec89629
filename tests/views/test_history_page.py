"""The patient's history page tells sentences with links; the therapist is told, where they read, that it does."""

from __future__ import annotations

import pytest
from flask import Flask

from journal.models import AuditRow
from tests.services.hands import overwrite
from tests.support.cast import Cast
from tests.views.steps import SignedIn, share


def test_what_was_opened_is_told_on_both_pages_and_the_reader_knows(cast: Cast, signed_in: SignedIn) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "heron text", "The <b>lake</b>")
    review = therapist.get(f"/review/{reflection_id}").text
    assert "Maya Lindqvist sees when you open this." in review
    assert "Maya Lindqvist sees what you opened, and when." in therapist.get(f"/patients/{cast.patient.id}").text
    told = patient.get("/account/history").text
    assert (
        f'Dr. Ines Okafor opened <a class="link" href="/reflections/{reflection_id}">The &lt;b&gt;lake&lt;/b&gt;</a>.'
        in told
    )
    assert "Dr. Ines Okafor opened version 1, " in patient.get(f"/reflections/{reflection_id}").text
    assert 'href="/account/history"' in patient.get("/account").text


def test_a_row_that_was_changed_is_said_where_it_stood(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "heron text")
    therapist.get(f"/review/{reflection_id}")
    with app.app_context():
        overwrite(AuditRow, AuditRow.act == "reflection.opened", actor_id=cast.manager.id)
    for path in ("/account/history", f"/reflections/{reflection_id}"):
        page = patient.get(path).text
        assert "A row here was changed" in page
        assert "Ruth Adeyemi opened" not in page


@pytest.mark.parametrize("page", ["2", "0", "-5", "x", "99999999999999999999"])
def test_any_number_of_a_page_is_answered(cast: Cast, signed_in: SignedIn, page: str) -> None:
    assert signed_in(cast.patient).get(f"/account/history?page={page}").status_code == 200
