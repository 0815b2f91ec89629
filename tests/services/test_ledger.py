"""The ledger follows the database, notices one that is older, and is written before anybody is told of an end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from journal.extensions import db, settings
from journal.models import AuditHead, AuditRow
from journal.services.audit.acts import Act
from journal.services.ledger import enduring, following, ledger, quarantine, reconciling
from journal.services.ledger.following import DatabaseBehind, NotInLedger
from journal.services.ledger.lines import LedgerBroken
from journal.services.people import people_admin
from tests.services import care_steps
from tests.services.hands import at_once, overwrite, remove, stored, write
from tests.support.cast import Cast, signed_in
from tests.support.forms import press


@pytest.fixture(autouse=True)
def begun(app: Flask, cast: Cast) -> Iterator[None]:
    """A ledger that knows the cast, as it does once the application was started."""
    with app.app_context():
        following.catch_up()
        quarantine.look_again()
        yield
        quarantine.look_again()


def files() -> tuple[Path, Path]:
    return settings().secret_file.with_suffix(".ledger"), settings().secret_file.with_suffix(".heads")


def acts() -> list[str]:
    return [entry.act for entry in ledger.entries()]


def newest() -> int:
    sequence: int = stored(AuditHead)[0]["sequence"]
    return sequence


def test_each_write_moves_the_head_and_only_what_must_not_come_back_leaves_a_line(cast: Cast) -> None:
    before = acts()
    write(cast.patient.actor())
    assert acts() == before
    assert ledger.head(cast.clinic_id).sequence == newest()
    care_steps.end(cast)
    assert {Act.CARE_ENDED, Act.RING_TAKEN_BACK, Act.RING_DUE} <= set(acts()[len(before) :])
    assert list(ledger.faults()) == []
    assert following.behind() == 0


def test_no_line_holds_a_name_or_a_word(cast: Cast) -> None:
    held = b"".join(file.read_bytes() for file in files())
    assert all(file.stat().st_mode & 0o077 == 0 for file in files())
    assert not any(person.name.encode() in held or person.email.encode() in held for person in cast)


def test_a_revocation_is_told_as_not_yet_noted_where_the_ledger_cannot_be_written_and_is_caught_up(
    app: Flask, cast: Cast
) -> None:
    lines, heads = files()
    kept = (lines.read_bytes(), heads.read_bytes())
    for file in (lines, heads):
        file.unlink()
        file.mkdir()
    manager = signed_in(app, cast.manager)
    page = manager.get(f"/people/{cast.other_therapist.id}")
    answer = press(manager, page, "Disable")
    assert answer.status_code == 503
    assert "Done, and not yet noted twice" in answer.text
    write(cast.patient.actor())  # words are kept all the same
    for file, held in zip((lines, heads), kept, strict=True):
        file.rmdir()
        file.write_bytes(held)
    assert following.behind() > 0
    write(cast.patient.actor())
    assert Act.PERSON_DISABLED in acts()
    assert following.behind() == 0


def test_an_older_database_is_refused_at_the_next_write_and_then_nobody_reads(app: Flask, cast: Cast) -> None:
    actor, client = cast.patient.actor(), signed_in(app, cast.patient)
    head, rows = stored(AuditHead)[0], newest()
    assert client.get("/reflections").status_code == 200
    write(actor)
    remove(AuditRow, AuditRow.sequence > rows)
    overwrite(AuditHead, AuditHead.clinic_id == cast.clinic_id, **head)
    with pytest.raises(DatabaseBehind):
        write(actor)
    quarantine.look_again()
    assert client.get("/reflections").status_code == 503
    assert f"ends at row {rows}" in next(quarantine.doubts())


def test_another_chain_under_the_same_numbers_is_noticed(cast: Cast) -> None:
    actor, head, rows = cast.patient.actor(), stored(AuditHead)[0], newest()
    write(actor)
    known = ledger.head(cast.clinic_id).sequence
    remove(AuditRow, AuditRow.sequence > rows)
    overwrite(AuditHead, AuditHead.clinic_id == cast.clinic_id, **head)
    files()[1].unlink()
    write(actor)
    write(actor)
    again = stored(AuditRow, AuditRow.sequence == known)[0]
    assert list(quarantine.doubts()) == []
    overwrite(AuditRow, AuditRow.sequence == newest(), mac=again["mac"])
    assert "is not the one that the ledger knows" in next(quarantine.doubts())


@pytest.mark.parametrize("how", ["changed", "left out", "moved", "cut off"])
def test_a_ledger_that_was_changed_is_found(cast: Cast, how: str) -> None:
    care_steps.end(cast)
    file = files()[0]
    lines = file.read_text(encoding="ascii").splitlines(keepends=True)
    if how == "changed":
        fields = json.loads(lines[1])
        lines[1] = json.dumps([*fields[:6], fields[6] + 1, *fields[7:]], separators=(",", ":")) + "\n"
    elif how == "left out":
        del lines[1]
    elif how == "moved":
        lines[0], lines[1] = lines[1], lines[0]
    else:
        lines.pop()
    file.write_text("".join(lines), encoding="ascii")
    assert len(list(ledger.faults())) == 1


def test_a_line_that_a_power_cut_left_half_written_is_written_anew(cast: Cast) -> None:
    file = files()[0]
    with file.open("a", encoding="ascii") as end:
        end.write("[17,")
    care_steps.end(cast)
    assert Act.CARE_ENDED in acts()
    assert list(ledger.faults()) == []


def test_a_ledger_of_another_secret_is_not_believed(cast: Cast) -> None:
    heads = files()[1]
    heads.write_bytes(heads.read_bytes().replace(b"A", b"B"))
    with pytest.raises(LedgerBroken):
        ledger.heads()
    with pytest.raises(NotInLedger):
        people_admin.disable(cast.manager.actor(), cast.other_therapist.id)


def test_many_writers_at_once_keep_one_ledger(app: Flask, cast: Cast) -> None:
    def work(number: int) -> None:
        people_admin.end_sign_ins(manager, (cast.patient.id, cast.therapist.id)[number % 2])

    manager = cast.manager.actor()
    assert at_once(app, work, 8) == [None] * 8
    db.session.remove()
    assert acts().count(Act.SIGN_INS_ENDED) == 8
    assert list(ledger.faults()) == []
    assert following.behind() == 0
    assert list(quarantine.doubts()) == []


_FINAL = re.compile(
    r"(^|_)(removed|ended|revoked|used|deleted|destroyed|withdrawn|retired|cancelled|stopped|closed|disabled|declined"
    r"|discarded|refused|renewed|recovered|taken_back|anew|made_private|password_changed)$"
)


@pytest.mark.one_engine("nothing is stored")
def test_every_act_that_takes_something_away_is_in_the_ledger_or_said_not_to_be() -> None:
    final = {act for act in Act if _FINAL.search(act.partition(".")[2]) and not act.startswith("refused.")}
    assert not final - enduring.ENDURING - enduring.PASSING
    assert not enduring.ENDURING & enduring.PASSING
    assert set(reconciling.HANDS) == enduring.ENDURING
