"""The first version beside the last: for the writer, and for nobody else; the therapist is told so plainly."""

from __future__ import annotations

from tests.support.cast import Cast
from tests.views.steps import SignedIn, rewrite, share


def test_first_and_last_stand_beside_each_other_with_what_changed(cast: Cast, signed_in: SignedIn) -> None:
    patient, therapist = signed_in(cast.patient), signed_in(cast.therapist)
    reflection_id = share(patient, "The lake was <b>cold</b>.", "Morning")
    address = f"/reflections/{reflection_id}/versions/compare"
    assert patient.get(address).status_code == 404
    assert address not in patient.get(f"/reflections/{reflection_id}").text
    rewrite(patient, reflection_id, text="The lake was between.")
    rewrite(patient, reflection_id, text="The lake was *warm*.")
    assert f'href="{address}"' in patient.get(f"/reflections/{reflection_id}").text
    page = patient.get(address).text
    assert "The lake was <del>&lt;b&gt;cold&lt;/b&gt;.</del>" in page
    assert "The lake was <ins>warm.</ins>" in page
    assert "between." not in page
    for who in (therapist, signed_in(cast.other_patient), signed_in(cast.manager)):
        assert who.get(address).status_code == 404
    told = therapist.get(f"/patients/{cast.patient.id}").text
    assert "version 3, saved" in told
    assert "keeps the first and those between for themselves alone" in told
