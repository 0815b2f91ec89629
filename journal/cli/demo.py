"""The demonstration clinic."""

from __future__ import annotations

import click

from journal.cli.groups import CommandGroup
from journal.services.demonstration import demonstration
from journal.services.demonstration.demonstration import NotADemonstration

group = CommandGroup("demo", help="The demonstration clinic.")


@group.command("load")
def load() -> None:
    """Load it into an empty database begun as a demonstration."""
    try:
        demonstration.load()
    except NotADemonstration as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo("The demonstration clinic is loaded.")
    for email, role in demonstration.accounts():
        click.echo(f"  {role:<12}{email}")
    click.echo(f"  {'password':<12}{demonstration.PASSWORD}")
