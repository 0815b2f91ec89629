"""The server's secret is rotated while the service goes on, can be stopped on the way, and the earlier one retired."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from journal.config import Settings
from journal.crypto.errors import CannotOpen
from journal.crypto.server import ServerSecret
from journal.extensions import db, server_secret
from journal.models import AuditHead, AuditRow, Person, Slot
from journal.services.audit import verification
from journal.services.audit.acts import Act
from journal.services.ledger import ledger, lines
from journal.services.operations import rotating
from journal.services.people import accounts
from journal.services.recovery import kits
from tests.services import care_steps
from tests.services.hands import overwrite, put, stored, write
from tests.services.recovering import HERE
from tests.support.cast import Cast, sign_in, signed_in
from tests.support.installations import running


class StoppedError(BaseException):
    """The command was killed."""


@pytest.fixture
def own(settings: Settings, cast: Cast) -> Iterator[Flask]:
    """An application whose secret file is its own."""
    with running(settings) as app:
        app.config["PREFERRED_URL_SCHEME"] = "http" if settings.plain_http else "https"
        yield app


def said(app: Flask, *words: str) -> Result:
    result: Result = app.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 0, result.output
    return result


def versions_of(rows: list[dict[str, Any]], *columns: str) -> set[int]:
    """The versions that sealed values name, behind their suite."""
    return {int.from_bytes(row[name][1:5], "big") for row in rows for name in columns if row[name]}


def resealed() -> int:
    return len(stored(AuditRow, AuditRow.act == Act.SECRET_RESEALED))


def everybody_comes_in(app: Flask, cast: Cast) -> None:
    for member in cast:
        sign_in(app.test_client(), member)
    with app.app_context():
        assert kits.test(cast.patient.actor(), cast.patient.kit_code, *HERE)


def test_everything_comes_under_the_new_version_and_everybody_comes_in(own: Flask, cast: Cast) -> None:
    open_page = signed_in(own, cast.patient)
    with own.app_context():
        write(cast.patient.actor(), shared=True)
    assert "Everything is under version 2" in said(own, "rotate-secret").output
    with own.app_context():
        assert versions_of(stored(Slot), "verifier_sealed", "account_key_sealed") == {2}
        assert versions_of(stored(Person), "name_sealed", "email_sealed", "identifier_sealed") == {2}
        assert {row["mac"][:4] for row in stored(Person)} == {row["email_index"][:4] for row in stored(Person)}
        assert rotating.is_finished()
        assert list(verification.verify(cast.clinic_id)) == []
    assert open_page.get("/reflections").status_code == 200
    everybody_comes_in(own, cast)


def test_stopped_on_the_way_everybody_comes_in_and_it_is_gone_on_with(own: Flask, cast: Cast) -> None:
    def stop(_rows: int) -> None:
        raise StoppedError

    with own.app_context():
        rotating.begin()
        with pytest.raises(StoppedError):
            rotating.reseal(lambda _rows: None, stop)
        assert resealed() > 0
        assert versions_of(stored(Slot), "verifier_sealed") == {1}
    everybody_comes_in(own, cast)
    assert own.test_cli_runner().invoke(args=["rotate-secret", "--retire"]).exit_code == 1
    assert "Everything is under version 2" in said(own, "rotate-secret").output
    with own.app_context():
        before = resealed()
        rotating.reseal(lambda _rows: None, lambda _rows: None)
        assert resealed() == before
    everybody_comes_in(own, cast)


def test_a_process_with_the_earlier_file_reads_what_the_new_one_wrote(
    own: Flask, cast: Cast, settings: Settings
) -> None:
    with running(settings) as other:
        other.config["PREFERRED_URL_SCHEME"] = own.config["PREFERRED_URL_SCHEME"]
        said(own, "rotate-secret")
        everybody_comes_in(other, cast)


def test_a_version_is_prepared_before_it_is_used(own: Flask, cast: Cast, settings: Settings) -> None:
    said(own, "rotate-secret", "--prepare")
    with own.app_context():
        assert server_secret().current == 1
        assert server_secret().key("field", 2)
    said(own, "rotate-secret")
    assert ServerSecret.load(settings.secret_file).current == 2
    assert len(json.loads(settings.secret_file.read_text(encoding="ascii"))["masters"]) == 2


def test_a_retired_version_opens_nothing_and_adds_no_row_to_an_audit(
    own: Flask, cast: Cast, settings: Settings
) -> None:
    stolen = ServerSecret.load(settings.secret_file)
    open_page = signed_in(own, cast.patient)
    said(own, "rotate-secret")
    assert "The earlier version is retired" in said(own, "rotate-secret", "--retire").output
    assert open_page.get("/reflections").status_code != 200
    everybody_comes_in(own, cast)
    now = ServerSecret.load(settings.secret_file)
    with pytest.raises(CannotOpen):
        now.key("pepper", 1)
    assert not now.mac_holds(stolen.mac("ring", "anything"), "ring", "anything")
    with own.app_context():
        assert list(verification.verify(cast.clinic_id)) == []
        newest = stored(AuditRow)[-1]
        forge(stolen, newest)
        assert f"row {newest['sequence'] + 1} was changed" in "; ".join(verification.verify(cast.clinic_id))


@pytest.mark.parametrize("place", [-1, None], ids=["changes its last line", "adds one"])
def test_a_retired_version_writes_no_line_of_the_ledger(
    own: Flask, cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch, place: int | None
) -> None:
    with own.app_context():
        care_steps.end(cast)
    stolen = ServerSecret.load(settings.secret_file)
    said(own, "rotate-secret")
    said(own, "rotate-secret", "--retire")
    with own.app_context():
        assert list(ledger.faults()) == []
        kept = list(ledger.store().lines())[:place]
        newest = stored(AuditRow)[-1]
        told = lines.Entry(newest["clinic_id"], newest["sequence"], newest["mac"], lines.RECONCILED, cast.clinic_id)
        with monkeypatch.context() as forging:
            forging.setattr(lines, "server_secret", lambda: stolen)
            [(_, forged)] = lines.write_lines(lines.read_end(kept[-1]), [told])
        settings.secret_file.with_suffix(".ledger").write_text("".join(f"{each}\n" for each in [*kept, forged]))
        assert list(ledger.faults()) != []


def test_a_version_that_was_retired_before_lines_were_counted_is_closed_at_the_next_retiring(
    own: Flask, cast: Cast, settings: Settings
) -> None:
    stolen = ServerSecret.load(settings.secret_file)
    said(own, "rotate-secret")
    said(own, "rotate-secret", "--retire")
    held = json.loads(settings.secret_file.read_text(encoding="ascii"))
    del held["retired"]["1"]["ledger"]
    settings.secret_file.write_text(json.dumps(held), encoding="ascii")
    said(own, "rotate-secret")
    said(own, "rotate-secret", "--retire")
    with own.app_context():
        care_steps.end(cast)
        number = sum(1 for _ in ledger.store().lines())
        assert list(ledger.faults()) == []
        assert not server_secret().may_sign_line(stolen.mac("ledger"), number)


def forge(stolen: ServerSecret, after: dict[str, Any]) -> None:
    """Adds a row to the end of an audit with a key that was found."""
    row = {**after, "sequence": after["sequence"] + 1, "previous_mac": after["mac"]}
    order = ("clinic_id", "sequence", "at", "actor_id", "act", "record_id", "record_version", "patient_id", "digest")
    row["mac"] = stolen.mac("audit", *(row[name] for name in order), row["previous_mac"])
    put(AuditRow, row)
    head = stolen.mac("audit-head", row["clinic_id"], row["sequence"], row["mac"])
    overwrite(AuditHead, AuditHead.clinic_id == row["clinic_id"], sequence=row["sequence"], mac=row["mac"],
              head_mac=head)  # fmt: skip


def test_a_row_changed_by_hand_is_left_and_named(own: Flask, cast: Cast) -> None:
    with own.app_context():
        overwrite(Person, Person.id == cast.other_patient.id, role="therapist")
    assert f"not as it was written: person {cast.other_patient.id}" in said(own, "rotate-secret").output
    with own.app_context():
        accounts.check_password(cast.patient.email, cast.patient.password)
        db.session.execute(select(Person.id))
