"""Asks axe-core whether a page can be used by everyone, and says what it finds in words one can act on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SOURCE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (standards) => {
    const results = await axe.run(document, {
        runOnly: { type: "tag", values: standards },
        resultTypes: ["violations"],
        elementRef: false,
    });
    return results.violations;
}"""


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and its own good practice, one line for each element.

    The script enters through the debugging protocol, which the page's security policy does not concern.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_SOURCE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(_RUN, _STANDARDS)
    return [_line(rule, node) for rule in found for node in rule["nodes"]]


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    target = " ".join(str(part) for part in node["target"])
    reasons = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return f"{rule['id']} ({rule['impact']}) at {target}: {'; '.join(reasons)}\n    {node['html'][:160]}"


def assert_accessible(page: Page) -> None:
    """Fails with every violation on the page as it stands."""
    found = violations(page)
    assert not found, f"{len(found)} violations on {page.url}:\n" + "\n".join(found)
