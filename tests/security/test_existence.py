"""Nobody learns from an answer whether somebody else's reflection exists, whatever they send."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.support.cast import Cast
from tests.views.steps import SignedIn, post, share

SENT = {
    "shared with nobody to read": {"text": "x", "audience": "therapist"},
    "too long": {"text": "x" * 100_001},
    "for whom is not said": {"text": "x", "audience": "everybody"},
    "well-formed": {"text": "x"},
}
CASES = [
    ("other_patient", "shared with nobody to read"),
    ("other_patient", "too long"),
    ("other_patient", "for whom is not said"),
    ("other_patient", "well-formed"),
    ("manager", "shared with nobody to read"),
    ("manager", "too long"),
    ("manager", "for whom is not said"),
    ("manager", "well-formed"),
    ("therapist", "shared with nobody to read"),
    ("therapist", "well-formed"),
]


@pytest.mark.parametrize(("who", "sent"), CASES)
@pytest.mark.one_engine("permissions do not depend on the database")
def test_a_foreign_reflection_and_none_at_all_are_answered_alike(
    cast: Cast, signed_in: SignedIn, who: str, sent: str
) -> None:
    foreign = share(signed_in(cast.patient), "mine")
    client = signed_in(getattr(cast, who))
    answers = [post(client, f"/reflections/{each}", **SENT[sent]) for each in (foreign, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
