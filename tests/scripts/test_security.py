"""What another scanner tells is read as it is meant, and what nobody looked at has not passed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scripts.scanner
from scripts.security import FOUND, NOT_LOOKED, PASSED, scanned, scanner


@pytest.mark.parametrize(
    ("found", "outcome"),
    [({}, PASSED), ({"Secure Flag cookie": [1]}, PASSED), ({"SQL Injection": [1], "Secure Flag cookie": [1]}, FOUND)],
)
def test_a_finding_is_one_unless_it_is_of_plain_http(tmp_path: Path, found: dict[str, list[int]], outcome: str) -> None:
    report, infos = tmp_path / "report.json", {"crawled_pages_nbr": 3, "version": "Wapiti 3"}
    empty: dict[str, list[int]] = {"XSS": []}
    report.write_text(json.dumps({"infos": infos, "vulnerabilities": empty | found, "anomalies": {}}))
    told = scanned(report)
    assert told[0] == outcome
    assert ("SQL Injection" in told[1]) is (outcome == FOUND)


def test_a_scan_that_left_no_report_has_not_passed(tmp_path: Path) -> None:
    assert scanned(tmp_path / "none.json")[0] == NOT_LOOKED


def test_no_scanner_is_no_pass(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scripts.scanner, "PLACE", tmp_path)
    monkeypatch.delenv("WAPITI", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert scanner()[0] == NOT_LOOKED
