"""What a passkey's device answers is refused when it does not fit, and when what is stored was changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from journal.extensions import db
from journal.models import Passkey, Person, Slot
from journal.permissions import NotAllowed
from journal.services.audit import verification
from journal.services.sign_in import factors, passkey_sign_ins, passkeys, totp
from journal.services.sign_in.factors import FactorsChanged, LastFactor
from journal.services.sign_in.passkeys import PasskeyRefused
from tests.services.hands import overwrite, put, stored
from tests.services.passkey_hands import HERE, add, prove, refusals, sign_in
from tests.support.authenticator import Authenticator, Made
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


LIES: dict[str, Callable[[Authenticator], None]] = {
    "another origin": lambda device: setattr(device, "origin", "http://interleaf.example"),
    "another port": lambda device: setattr(device, "origin", "http://localhost:8000"),
    "https instead": lambda device: setattr(device, "origin", "https://localhost"),
    "another site": lambda device: setattr(device, "site", "interleaf.example"),
    "a page inside a page": lambda device: setattr(device, "crossed", True),
    "nobody verified": lambda device: setattr(device, "verifies", False),
    "a count that went back": lambda device: setattr(device, "count", 0),
    "a count that stood still": lambda device: setattr(device, "counts", False),
    "another key": lambda device: setattr(device.passkeys[0], "key", Made(b"").key),
    "another person": lambda device: setattr(device.passkeys[0], "person", bytes(16)),
    "an unknown passkey": lambda device: setattr(device.passkeys[0], "id", bytes(32)),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_does_not_fit_is_refused(cast: Cast, lie: str) -> None:
    device = Authenticator()
    add(cast.patient, device)
    prove(cast.patient, device)
    options = passkey_sign_ins.sign_in_options(HERE)
    LIES[lie](device)
    with pytest.raises(PasskeyRefused):
        passkey_sign_ins.sign_in(device.get(options), HERE)
    assert refusals() == (0 if lie in ("an unknown passkey", "a page inside a page") else 1)
    assert list(verification.verify(cast.clinic_id)) == []


@pytest.mark.parametrize("lie", ["another origin", "another site", "nobody verified", "a page inside a page"])
def test_a_passkey_made_elsewhere_is_not_added(cast: Cast, lie: str) -> None:
    device = Authenticator()
    LIES[lie](device)
    with pytest.raises(PasskeyRefused):
        add(cast.patient, device)
    assert stored(Passkey) == []
    assert not factors.has_factor(db.session.get_one(Person, cast.patient.id))


def test_a_removed_passkey_is_refused_and_its_slot_is_gone(cast: Cast) -> None:
    device = Authenticator()
    add(cast.patient, device)
    actor = cast.patient.actor()
    passkeys.remove(actor, passkeys.own(actor)[0].id)
    assert stored(Passkey) == []
    assert {row["kind"] for row in stored(Slot, Slot.person_id == actor.id)} == {"password", "recovery_code"}
    assert not factors.has_factor(db.session.get_one(Person, actor.id))
    with pytest.raises(PasskeyRefused):
        sign_in(device)
    assert list(verification.verify(cast.clinic_id)) == []


def test_a_removed_passkey_that_is_put_back_is_refused(cast: Cast) -> None:
    device = Authenticator()
    add(cast.patient, device)
    [row], [slot] = stored(Passkey), stored(Slot, Slot.kind.startswith("passkey:"))
    actor = cast.patient.actor()
    passkeys.remove(actor, row["id"])
    put(Passkey, row)
    put(Slot, slot)
    with pytest.raises(FactorsChanged):
        sign_in(device)
    assert refusals() == 1
    assert len(list(verification.verify(cast.clinic_id))) == 2


def test_a_slot_that_was_changed_opens_nothing(cast: Cast) -> None:
    device = Authenticator()
    add(cast.patient, device)
    [slot] = stored(Slot, Slot.kind.startswith("passkey:"))
    overwrite(Slot, Slot.id == slot["id"], salt=bytes(24))
    with pytest.raises(PasskeyRefused):
        sign_in(device)


def test_a_passkey_that_was_planted_is_refused(cast: Cast) -> None:
    mine, theirs = Authenticator(), Authenticator()
    add(cast.patient, mine)
    add(cast.other_patient, theirs)
    [row] = stored(Passkey, Passkey.person_id == cast.other_patient.id)
    overwrite(Passkey, Passkey.id == row["id"], person_id=cast.patient.id)
    for device in (theirs, mine):
        with pytest.raises(FactorsChanged):
            sign_in(device)
    assert refusals() == 2  # one about each row


CHANGED = {"public_key": b"another", "credential_id": b"another", "version": 2}


@pytest.mark.parametrize("column", CHANGED)
def test_a_passkey_that_was_changed_is_refused(cast: Cast, column: str) -> None:
    device = Authenticator()
    add(cast.patient, device)
    overwrite(Passkey, Passkey.person_id == cast.patient.id, **{column: CHANGED[column]})
    with pytest.raises((FactorsChanged, PasskeyRefused)):
        sign_in(device)
    with pytest.raises((FactorsChanged, PasskeyRefused)):
        prove(cast.patient, device)
    with pytest.raises(FactorsChanged):
        add(cast.patient, Authenticator(), actor=cast.patient.actor())


def test_a_label_that_was_changed_is_found_by_verifying(cast: Cast) -> None:
    actor = cast.patient.actor()
    add(cast.patient, Authenticator(), actor=actor)
    overwrite(Passkey, Passkey.person_id == actor.id, label_sealed=b"x")
    assert [card.label for card in passkeys.own(actor)] == ["A passkey whose name cannot be opened"]
    assert len(list(verification.verify(cast.clinic_id))) == 1


def test_nobody_removes_the_passkey_of_another(cast: Cast) -> None:
    add(cast.patient, Authenticator())
    [row] = stored(Passkey)
    for other in (cast.other_patient, cast.therapist, cast.manager):
        with pytest.raises(NotAllowed):
            passkeys.remove(other.actor(), row["id"])
        with pytest.raises(NotAllowed):
            passkeys.own_one(other.actor(), row["id"])


def test_a_passkey_belongs_to_one_person(cast: Cast) -> None:
    device = Authenticator()
    add(cast.patient, device)
    actor, made = cast.other_patient.actor(), device.passkeys[0]
    options = passkeys.register_options(actor, HERE)
    stolen = Authenticator(passkeys=[made])
    with pytest.raises(PasskeyRefused):
        passkeys.register(actor, stolen.create_again(options), "Mine now", HERE)
    assert len(stored(Passkey)) == 1


def test_who_works_at_the_clinic_keeps_a_last_second_factor(cast: Cast) -> None:
    actor = cast.therapist.actor()
    first, second = Authenticator(), Authenticator()
    add(cast.therapist, first, actor=actor)
    totp.remove(actor)
    add(cast.therapist, second, actor=actor)
    one, other = passkeys.own(actor)
    passkeys.remove(actor, one.id)
    with pytest.raises(LastFactor):
        passkeys.remove(actor, other.id)
    assert factors.kinds(actor.id) == {"passkey"}
    prove(cast.therapist, second)


def test_nobody_keeps_more_passkeys_than_fit(cast: Cast) -> None:
    actor = cast.patient.actor()
    for number in range(passkeys.MOST):
        add(cast.patient, Authenticator(), f"Key {number}", actor)
    with pytest.raises(passkeys.EnoughPasskeys):
        passkeys.register_options(actor, HERE)


NONSENSE = ("", "{", "[]", "null", "1", '"x"', '{"response": 1}', '{"response": {"clientDataJSON": "e30"}}', "[" * 9000)


@pytest.mark.parametrize("credential", NONSENSE)
def test_an_answer_that_makes_no_sense_is_refused(cast: Cast, credential: str) -> None:
    actor, answer = cast.patient.actor(), passkeys.Answer(credential)
    with pytest.raises(PasskeyRefused):
        passkey_sign_ins.sign_in(answer, HERE)
    with pytest.raises(PasskeyRefused):
        passkeys.register(actor, answer, "x", HERE)
    with pytest.raises(PasskeyRefused):
        passkey_sign_ins.try_to_sign_in(answer, HERE, "192.0.2.1", None)


def test_a_bare_address_is_no_site() -> None:
    for origin in ("http://127.0.0.1:8000", "http://[::1]:8000", "https://192.0.2.7", "", "x"):
        assert passkeys.Site.at(origin) is None
    found = passkeys.Site.at("https://journal.example:8443")
    assert found == passkeys.Site("journal.example", "https://journal.example:8443")
