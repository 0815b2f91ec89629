"""Rotating the server's secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click
from flask.cli import with_appcontext

from journal.cli.backup import said
from journal.services.operations import retiring, rotating
from journal.services.operations.retiring import NotRotated
from journal.services.operations.rotating import Tell

_Given = TypeVar("_Given")


@click.command("rotate-secret")
@click.option("--prepare", is_flag=True, help="Only add the new version, to be copied to every machine before its use.")
@click.option("--retire", is_flag=True, help="Retire the earlier version, once every process runs with the new file.")
@with_appcontext
@said
def rotate_secret(*, prepare: bool, retire: bool) -> None:
    """Bring everything that the server's secret protects under a new version of it, while the service goes on.

    It can be stopped at any moment and begun again; nobody notices."""
    if prepare:
        version = rotating.prepare()
        click.echo(f"Version {version} is in the secret file. Copy the file to every machine, and then: rotate-secret")
    elif retire:
        _retire()
    else:
        version = rotating.begin()
        for row in _with_bar(rotating.reseal):
            click.echo(f"Left as it is, because it is not as it was written: {row}")
        click.echo(f"Everything is under version {version}. Back the secret file up, and start every process anew;")
        click.echo("then, so that the earlier version opens nothing any more: rotate-secret --retire")


def _retire() -> None:
    try:
        ended = _with_bar(retiring.retire)
    except NotRotated as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"Ended: {ended.sign_ins} sign-ins, {ended.phones} readied phones, {ended.links} open invitations.")
    click.echo("The earlier version is retired. Start every process anew.")


def _with_bar(work: Callable[[Tell, Tell], _Given]) -> _Given:
    with click.progressbar(length=1, label="Rows", show_pos=True) as bar:

        def total(rows: int) -> None:
            bar.length = max(rows, 1)

        return work(total, bar.update)
