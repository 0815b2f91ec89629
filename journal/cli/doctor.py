"""What is set up wrongly, in order of danger."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from journal.services.operations import doctor as examining
from journal.services.operations.doctor import Danger

_WORDS = {Danger.GRAVE: "Grave", Danger.SERIOUS: "Serious", Danger.MINOR: "Minor"}


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what is set up wrongly, the gravest first; exit 1 where something is more than minor."""
    found = examining.findings(Path(current_app.root_path) / "migrations")
    for finding in found:
        click.echo(f"{_WORDS[finding.danger]}: {finding.said}\n  {finding.do}")
    if not found:
        click.echo("Nothing is found wrong.")
    if any(finding.danger < Danger.MINOR for finding in found):
        raise SystemExit(1)
