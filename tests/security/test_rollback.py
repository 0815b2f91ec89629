"""A restore brings nothing back: what ended, or was used up or deleted after a backup, is dead again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask

from journal.config import Settings
from journal.extensions import db
from journal.models import Consent, Person, Reflection, RingGrant, Slot
from journal.permissions import NotAllowed
from journal.services.consents import consents
from journal.services.consents.consent_texts import READING
from journal.services.people import accounts, invitations, people_admin
from journal.services.people.invitations import InvitationGone
from journal.services.recovery import recoveries
from journal.services.reflections import deleting, lists, reflections, sharing
from journal.services.sign_in import factors, totp
from journal.services.sign_in.slots import WrongSignIn
from tests.cli.keeping import PASSPHRASE, empty
from tests.services import care_steps
from tests.services.hands import stored, write
from tests.services.recovering import HERE, NEW
from tests.support.cast import Cast, set_up_app, sign_in
from tests.support.installations import Installations, running

CHANGED = "a quiet harbour under snow"


@dataclass(frozen=True)
class Story:  # what the backup holds
    cast: Cast
    kept: UUID
    deleted: UUID
    private: UUID
    link: str
    invited: UUID


def begun(cast: Cast) -> Story:
    """What the backup holds."""
    maya = cast.patient.actor()
    ids = [write(maya, f"Words {number}", shared=number > 0) for number in range(3)]
    set_up_app(accounts.check_password(cast.patient.email, cast.patient.password))
    invited = invitations.invite(
        cast.clinic_id, role="therapist", name="Noor Haddad", email="noor@people.example", identifier="Staff 9"
    )
    return Story(cast, *ids, invited.token, invited.person_id)


def lived_on(story: Story) -> None:
    """What happened after the backup."""
    cast = story.cast
    maya = cast.patient.actor()
    deleting.delete_reflection(maya, story.deleted)
    sharing.make_private(maya, story.private)
    totp.remove(maya)
    care_steps.end(cast)
    people_admin.disable(cast.manager.actor(), cast.other_therapist.id)
    consents.withdraw(cast.patient.actor(), READING)
    accounts.change_password(cast.patient.actor(), cast.patient.password, CHANGED, *HERE)
    recoveries.recover(cast.other_patient.email, cast.other_patient.kit_code, NEW)
    invitations.accept(story.link, "copper kettle on a cold morning")
    db.session.remove()


Restored = tuple[Flask, Story]


@pytest.fixture(params=["file", "another database"])
def restored(
    request: pytest.FixtureRequest, cast: Cast, settings: Settings, engine: str, installations: Installations,
    tmp_path: Path,
) -> Iterator[Restored]:  # fmt: skip
    """A database put back from before it all, under the ledger that knows it all."""
    with ledger_in(request.param, settings, engine, installations) as where:
        passphrase, kept = tmp_path / "passphrase", tmp_path / "kept.backup"
        passphrase.write_text(PASSPHRASE, encoding="utf-8")
        with running(where) as app, app.app_context():
            story = begun(cast)
            said(app, "backup", kept, "--passphrase-file", passphrase)
            lived_on(story)
        with empty(installations, engine, where) as other:
            said(other, "restore", kept, "--passphrase-file", passphrase)
            yield other, story


@contextmanager
def ledger_in(place: str, settings: Settings, engine: str, installations: Installations) -> Iterator[Settings]:
    if place == "file":
        yield settings
        return
    with installations.database(engine, "empty") as address:
        yield replace(settings, ledger_url=address)


def said(app: Flask, *words: object) -> Result:
    result: Result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result


def test_a_restore_brings_nothing_back(restored: Restored) -> None:
    app, story = restored
    nobody_signs_in_or_reads(app, story)
    output = said(app, "restore", "reconcile").output
    assert f"person {story.invited} had accepted an invitation" in output
    assert f"person {story.cast.other_patient.id} had a new password and no other way in" in output
    with app.app_context():
        for check in DEAD:
            check(story)
            db.session.remove()
    assert app.test_client().get("/readyz").status_code == 200
    sign_in(app.test_client(), story.cast.manager)
    said(app, "verify")


def nobody_signs_in_or_reads(app: Flask, story: Story) -> None:
    """Pages are closed and say so; help is there."""
    client = app.test_client()
    for path in ("/", "/sign-in", "/reflections", f"/invitations/{story.link}"):
        page = client.get(path)
        assert page.status_code == 503
        assert "Closed for a check" in page.text
    assert client.post("/sign-in", data={"email": story.cast.manager.email}).status_code == 503
    assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)
    assert client.get("/help").status_code == 200
    assert app.test_cli_runner().invoke(args=["doctor"]).output.startswith("Grave: Quarantine, nobody can sign in")


def deleted_is_deleted(story: Story) -> None:
    assert stored(Reflection, Reflection.id == story.deleted)[0]["state"] == "deleted"


def private_is_private(story: Story) -> None:
    assert stored(Reflection, Reflection.id == story.private)[0]["state"] == "private"
    with pytest.raises(NotAllowed):
        reflections.page(story.cast.therapist.actor(), story.private)


def the_therapist_reads_nothing(story: Story) -> None:
    assert not stored(RingGrant, RingGrant.recipient_id == story.cast.therapist.id)


def the_disabled_stay_out(story: Story) -> None:
    other = story.cast.other_therapist
    with pytest.raises(WrongSignIn):
        accounts.check_password(other.email, other.password)


def the_changed_password_opens_nothing(story: Story) -> None:
    maya = story.cast.patient
    with pytest.raises(WrongSignIn):
        accounts.check_password(maya.email, maya.password)
    assert not stored(Slot, Slot.person_id == maya.id, Slot.kind == "password")[0]["verifier_sealed"]


def the_used_kit_opens_nothing(story: Story) -> None:
    jonah = story.cast.other_patient
    with pytest.raises(WrongSignIn):
        recoveries.recover(jonah.email, jonah.kit_code, NEW)
    assert not stored(Slot, Slot.person_id == jonah.id, Slot.kind == "recovery_code")[0]["account_key_sealed"]
    assert stored(Person, Person.id == jonah.id)[0]["status"] == "disabled"


def the_used_link_leads_nowhere(story: Story) -> None:
    with pytest.raises(InvitationGone):
        invitations.find(story.link)


def the_removed_factor_counts_no_more(story: Story) -> None:
    assert factors.kinds(story.cast.patient.id) == set()


def the_consent_is_withdrawn(story: Story) -> None:
    states = {row["state"] for row in stored(Consent, Consent.person_id == story.cast.patient.id)}
    assert "withdrawn" in states


def the_words_are_still_hers(story: Story) -> None:
    maya = story.cast.patient
    recoveries.recover(maya.email, maya.kit_code, NEW)
    actor = replace(maya, password=NEW).actor()
    assert {row.id for row in lists.journal(actor).rows} == {story.kept, story.private}


DEAD: tuple[Callable[[Story], None], ...] = (
    deleted_is_deleted, private_is_private, the_therapist_reads_nothing, the_disabled_stay_out,
    the_changed_password_opens_nothing, the_used_kit_opens_nothing, the_used_link_leads_nowhere,
    the_removed_factor_counts_no_more, the_consent_is_withdrawn, the_words_are_still_hers,
)  # fmt: skip
