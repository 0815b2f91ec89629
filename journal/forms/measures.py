"""Forms of measures for a clinic's manager: which instruments are offered."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField

from journal.forms.prompts import seen_version


class OfferForm(FlaskForm):
    """The instruments that are offered, each with a tick, for who saw a version."""

    version = HiddenField(default="")
    offered = SelectMultipleField("Offered", validate_choice=False)

    def seen(self) -> int:
        """The version that stood on the page."""
        return seen_version(self.version.data)

    def wanted(self) -> frozenset[str]:
        """The ids with a tick."""
        told: list[Any] = self.offered.data or []
        return frozenset(map(str, told))
