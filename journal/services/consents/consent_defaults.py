"""The texts a clinic begins with, before its manager writes any."""

from __future__ import annotations

from importlib.resources import files

from journal.services.consents import consent_points

OF_TREATMENT = "treatment"


def default(kind: str) -> tuple[str, str]:
    """Title and body of the text a clinic begins with."""
    if kind == OF_TREATMENT:
        return consent_points.default()
    told = (files("journal") / "data" / "consents" / f"{kind}.md").read_text(encoding="utf-8")
    title, body = told.split("\n", 1)
    return title.removeprefix("# "), body.strip()
