"""What is written while an audit is verified is no fault of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import pytest

from journal.services.audit import audit, verification
from journal.services.audit.audit import Stamp
from journal.services.reflections import drafts, writing
from journal.services.reflections.drafts import Words
from tests.services.hands import write
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def test_a_page_that_is_saved_between_the_look_at_it_and_at_its_audit_is_no_fault(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = cast.patient.actor()
    reflection_id = write(actor)
    ask, typed = audit.stale, [Words(reflection_id, "", "More of it.", base_version=1)]

    def stale(clinic_id: UUID, stamps: Iterable[Stamp]) -> set[UUID]:
        seen = list(stamps)
        if typed and reflection_id in {each.record_id for each in seen}:
            writing.save(actor, typed.pop())
        return ask(clinic_id, seen)

    monkeypatch.setattr(audit, "stale", stale)
    assert list(verification.verify(cast.clinic_id)) == []
    assert drafts.editor(actor, reflection_id).text == "More of it."
