"""The page of a patient's own lists: adds, gives back what was refused, and removes."""

from __future__ import annotations

from tests.support.cast import Cast
from tests.support.forms import forms_of, press
from tests.views.steps import SignedIn, post

MEDICINE = "as I take it"


def test_a_line_is_added_read_and_removed(cast: Cast, signed_in: SignedIn) -> None:
    maya, ines = signed_in(cast.patient), signed_in(cast.therapist)
    form = next(form for form in forms_of(maya.get("/treatments")) if form.fields.get("kind") == "medicine")
    for _ in range(2):
        assert maya.post("/treatments", data=form.fields | {"entry": MEDICINE}).status_code == 303
    page = maya.get("/treatments")
    assert page.text.count(MEDICINE) == 1
    read = f"/patients/{cast.patient.id}/treatments"
    assert MEDICINE in ines.get(read).text
    assert press(maya, page, "Remove").status_code == 303
    assert MEDICINE not in maya.get("/treatments").text
    assert MEDICINE not in ines.get(read).text


def test_what_cannot_be_added_comes_back(cast: Cast, signed_in: SignedIn) -> None:
    maya = signed_in(cast.patient)
    long = post(maya, "/treatments", kind="question", entry="why " * 200)
    assert (long.status_code, "why why" in long.text) == (400, True)
    assert post(maya, "/treatments", kind="diet", entry="x").status_code == 400
