"""The commands of the clinic's recovery key: made once as two shares, told of, opened with both, retired."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from journal.services.recovery import recovery_granting
from tests.support import shown
from tests.support.cast import Cast

pytestmark = pytest.mark.usefixtures("inside")


def run(app: Flask, *arguments: str, typed: str | None = None) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=["recovery-key", *arguments], input=typed)
    return answer.exit_code, answer.output


def shares_in(words: str) -> list[str]:
    return re.findall(r"^  ([0-9A-Z-]{60,})$", words, re.MULTILINE)


def test_a_key_is_made_told_of_used_and_retired(app: Flask, cast: Cast) -> None:
    clinic = ("--clinic", str(cast.clinic_id))
    patient, therapist = ("--patient", cast.patient.email), ("--therapist", cast.therapist.email)
    assert "has no recovery key" in run(app, "status", *clinic)[1]
    code, words = run(app, "create", *clinic)
    shares = shares_in(words)
    assert (code, len(shares)) == (0, 2)
    assert run(app, "create", *clinic)[0] == 1
    assert "0 accepted, 0 declined" in run(app, "status", *clinic)[1]
    typed = "\n".join(shares) + "\n"
    assert "has not accepted" in run(app, "open", *clinic, *patient, *therapist, typed=typed)[1]
    recovery_granting.answer(cast.patient.actor(), accept=True, fingerprint=shown.of_recovery_key(cast.clinic_id))
    assert "1 accepted, 0 declined" in run(app, "status", *clinic)[1]
    assert "nothing that the recovery key could give" in run(app, "open", *clinic, *patient, *therapist, typed=typed)[1]
    assert "a slip in it" in run(app, "open", *clinic, *patient, typed=f"{shares[0]}\nABCD\n")[1]
    for share in shares:
        assert share not in run(app, "open", *clinic, *patient, typed=typed)[1]
    assert run(app, "retire", *clinic, typed="n\n")[0] == 1
    assert run(app, "retire", *clinic, "--yes")[0] == 0
    assert run(app, "retire", *clinic, "--yes")[0] == 1


def test_an_unknown_person_is_refused(app: Flask, cast: Cast) -> None:
    answer = run(app, "open", "--clinic", str(cast.clinic_id), "--patient", "nobody@people.example", typed="a\nb\n")
    assert answer[0] == 1
    assert "Nobody in this clinic" in answer[1]
