"""A kit is tested without using it up, replaced and revoked; only the current code opens anything."""

from __future__ import annotations

import pytest

from journal.crypto.errors import CodeMistyped
from journal.models import AuditRow, Notice, Slot
from journal.services.audit import verification
from journal.services.recovery import kits, recoveries
from journal.services.sign_in.slots import WrongSignIn
from journal.services.sign_in.throttles import TooMany
from tests.services.hands import overwrite, stored
from tests.support.cast import Cast, Member

pytestmark = pytest.mark.usefixtures("inside")

NEW = "seven gulls on a tin roof"
HERE = ("203.0.113.7", None)


def opens(member: Member, code: str) -> bool:
    try:
        recoveries.prove(member.email, code)
    except WrongSignIn:
        return False
    return True


def test_the_current_code_is_known_and_not_used_up(cast: Cast) -> None:
    actor = cast.patient.actor()
    assert kits.state(actor).tested_at is None
    assert kits.test(actor, cast.patient.kit_code.lower().replace("-", " "), *HERE)
    assert kits.state(actor).tested_at is not None
    assert kits.state(actor).state == "current"
    assert stored(AuditRow)[-1]["act"] == "kit.tested"
    assert opens(cast.patient, cast.patient.kit_code)
    assert list(verification.verify(cast.clinic_id)) == []


def test_another_code_is_not_and_leaves_no_mark(cast: Cast) -> None:
    actor = cast.patient.actor()
    assert not kits.test(actor, cast.other_patient.kit_code, *HERE)
    with pytest.raises(CodeMistyped):
        kits.test(actor, cast.patient.kit_code[:-1], *HERE)
    assert kits.state(actor).tested_at is None


def test_a_code_is_tested_only_so_often(cast: Cast) -> None:
    actor = cast.patient.actor()
    for _ in range(5):
        assert not kits.test(actor, cast.other_patient.kit_code, *HERE)
    with pytest.raises(TooMany):
        kits.test(actor, cast.patient.kit_code, *HERE)


def test_a_new_kit_replaces_the_old_and_has_not_been_tested(cast: Cast) -> None:
    actor = cast.patient.actor()
    kits.test(actor, cast.patient.kit_code, *HERE)
    kit = kits.replace(actor)
    assert opens(cast.patient, kit.code)
    assert not opens(cast.patient, cast.patient.kit_code)
    assert kits.state(actor).tested_at is None
    assert not kits.test(actor, cast.patient.kit_code, *HERE)
    assert [row["kind"] for row in stored(Notice, Notice.person_id == cast.patient.id)] == ["kit_changed"]


def test_a_revoked_kit_opens_nothing_also_when_it_is_put_back(cast: Cast) -> None:
    actor = cast.patient.actor()
    before = next(row for row in stored(Slot, Slot.person_id == cast.patient.id) if row["kind"] == "recovery_code")
    kits.revoke(actor)
    assert kits.state(actor).state == kits.REVOKED
    assert not opens(cast.patient, cast.patient.kit_code)
    assert not kits.test(actor, cast.patient.kit_code, *HERE)
    assert list(verification.verify(cast.clinic_id)) == []
    overwrite(Slot, Slot.id == before["id"], **{name: before[name] for name in before if name != "id"})
    assert not opens(cast.patient, cast.patient.kit_code)
    assert not kits.test(actor, cast.patient.kit_code, *HERE)


def test_a_kit_can_be_made_again_after_it_was_revoked(cast: Cast) -> None:
    actor = cast.patient.actor()
    kits.revoke(actor)
    kits.revoke(actor)
    assert len(stored(Notice, Notice.person_id == cast.patient.id)) == 1
    assert opens(cast.patient, kits.replace(actor).code)


def test_a_slot_of_somebody_else_is_no_kit_of_ones_own(cast: Cast) -> None:
    theirs = next(
        row for row in stored(Slot, Slot.person_id == cast.other_patient.id) if row["kind"] == "recovery_code"
    )
    overwrite(Slot, Slot.id == theirs["id"], kind="moved")
    mine = next(row for row in stored(Slot, Slot.person_id == cast.patient.id) if row["kind"] == "recovery_code")
    sealed = {name: theirs[name] for name in ("salt", "verifier_sealed", "account_key_sealed")}
    overwrite(Slot, Slot.id == mine["id"], **sealed)
    assert not opens(cast.patient, cast.other_patient.kit_code)
    assert not kits.test(cast.patient.actor(), cast.other_patient.kit_code, *HERE)
