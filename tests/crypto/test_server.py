"""The server's secret file: made once with strict mode, and refused with the right words when something is wrong."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from journal.crypto.errors import CannotOpen, WrongSecret
from journal.crypto.server import ServerSecret
from tests.crypto.parts import INSTANCE, known, server

PURPOSES = ("pepper", "field", "email-index", "person", "person-key", "audit", "form-token", "sign-in", "check")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "instance" / "secret.json"
    ServerSecret.create(path)
    return path


def test_a_new_secret_can_be_read_by_its_owner_only(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_careless_umask_does_not_open_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ServerSecret.create(tmp_path / "secret.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret.json").stat().st_mode) == 0o600


def test_a_secret_is_never_replaced(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        ServerSecret.create(file)
    assert file.read_bytes() == before


def test_a_secret_read_again_gives_the_same_keys(file: Path) -> None:
    one, other = ServerSecret.load(file), ServerSecret.load(file)
    assert one.instance == other.instance
    assert [one.key(purpose) for purpose in PURPOSES] == [other.key(purpose) for purpose in PURPOSES]


def test_two_new_secrets_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = (ServerSecret.create(tmp_path / name) for name in ("one.json", "other.json"))
    assert one.instance != other.instance
    assert not {one.key(purpose) for purpose in PURPOSES} & {other.key(purpose) for purpose in PURPOSES}
    assert not one.belongs_to(other.check_value())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSecret, match=r"secret\.json is missing"):
        ServerSecret.load(tmp_path / "secret.json")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o601])
def test_a_file_open_to_others_is_refused_and_says_what_to_do(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(WrongSecret, match="set its mode to 0600"):
        ServerSecret.load(file)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_strict_file_is_read(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert ServerSecret.load(file).versions == (1,)


BROKEN: dict[str, Any] = {
    "empty": b"",
    "cut off": b'{"instance": "00',
    "not ascii": "{ü}".encode(),
    "a list": b"[]",
    "a number": b"1",
    "nothing in it": b"{}",
    "no masters": json.dumps({"instance": "00" * 16}).encode(),
    "no instance": json.dumps({"masters": {"1": "A" * 43 + "="}}).encode(),
    "masters as a list": json.dumps({"instance": "00" * 16, "masters": []}).encode(),
    "no master in it": json.dumps({"instance": "00" * 16, "masters": {}}).encode(),
    "short master": json.dumps({"instance": "00" * 16, "masters": {"1": "AAAA"}}).encode(),
    "master not base64": json.dumps({"instance": "00" * 16, "masters": {"1": "!" * 44}}).encode(),
    "master missing": json.dumps({"instance": "00" * 16, "masters": {"1": None}}).encode(),
    "version not a number": json.dumps({"instance": "00" * 16, "masters": {"one": "A" * 43 + "="}}).encode(),
    "short instance": json.dumps({"instance": "00", "masters": {"1": "A" * 43 + "="}}).encode(),
    "instance not hex": json.dumps({"instance": "zz" * 16, "masters": {"1": "A" * 43 + "="}}).encode(),
    "instance a number": json.dumps({"instance": 5, "masters": {"1": "A" * 43 + "="}}).encode(),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_and_named(file: Path, case: str) -> None:
    file.write_bytes(BROKEN[case])
    with pytest.raises(WrongSecret, match=r"secret\.json"):
        ServerSecret.load(file)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongSecret, match="cannot be read"):
        ServerSecret.load(tmp_path)


def test_a_refusal_never_quotes_the_secret(file: Path) -> None:
    master = json.loads(file.read_text())["masters"]["1"]
    file.write_text(file.read_text().replace('"instance": "', '"instance": "zz'))
    with pytest.raises(WrongSecret) as refused:
        ServerSecret.load(file)
    assert master not in f"{refused.value} {refused.value.__cause__}"


def test_every_purpose_has_a_key_of_its_own() -> None:
    assert len({server().key(purpose) for purpose in PURPOSES}) == len(PURPOSES)


def test_another_installation_with_the_same_master_has_other_keys() -> None:
    elsewhere = ServerSecret(b"another instance", {1: known("master 1")})
    assert elsewhere.key("pepper") != server().key("pepper")
    assert not elsewhere.belongs_to(server().check_value())


def test_a_version_the_file_does_not_hold_is_refused() -> None:
    with pytest.raises(CannotOpen):
        server(1, 2).key("pepper", 3)


def test_a_check_value_tells_its_own_secret_from_any_other() -> None:
    assert server().belongs_to(server().check_value())
    assert not ServerSecret(INSTANCE, {1: known("another master")}).belongs_to(server().check_value())
    assert not server().belongs_to(b"")
    assert not server().belongs_to(server().check_value()[:-1])
