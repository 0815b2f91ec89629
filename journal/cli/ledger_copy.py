"""Copying the ledger, for a drill, another place, or to keep it with the secret."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from journal.services.ledger import ledger


@click.command("ledger-copy")
@click.argument("beside", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def ledger_copy(beside: Path) -> None:
    """Copy the ledger, as it is now, into two files that belong to the secret file BESIDE, where there are none yet."""
    try:
        lines = ledger.copy(beside)
    except FileExistsError as there:
        raise click.ClickException(f"{there} is there already; nothing was written over it.") from there
    except ledger.UNREACHABLE as error:
        raise click.ClickException(f"The ledger ({ledger.store().where}) cannot be read.") from error
    click.echo(f"Copied: {lines} lines.")
