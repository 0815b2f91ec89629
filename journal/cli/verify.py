"""Verifying the installation, and with a person's own keys every seal of theirs."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from journal.cli.backup import said
from journal.services.audit import chain, checkpoints
from journal.services.audit.checkpoints import Checkpoint, NoCheckpoint
from journal.services.operations import own_seals, verifying
from journal.services.operations.own_seals import OnlyPasskey, Seals
from journal.services.sign_in.factors import FactorsChanged
from journal.services.sign_in.slots import Unlocked, WrongSignIn
from journal.services.sign_in.throttles import TooMany
from journal.services.sign_in.totp import WrongCode


@click.command("verify")
@click.option(
    "--checkpoint",
    "lines",
    multiple=True,
    help="A line that `audit checkpoint` printed and you kept elsewhere; may be given several times.",
)
@click.option("--person", "email", help="An e-mail address: asks for their password, and opens every seal of theirs.")
@with_appcontext
@said
def verify(lines: tuple[str, ...], email: str | None) -> None:
    """Say what is wrong with tables, references, audits, ledger and stored bytes; exit 1 when something is.

    Nobody's words are opened, unless a person gives their password for their own."""
    kept = [_read(line) for line in lines]
    faults = [*verifying.faults(Path(current_app.root_path) / "migrations")]
    faults += [f"clinic {point.clinic_id}: {fault}" for point in kept for fault in chain.faults_since(point)]
    for fault in faults:
        click.echo(fault)
    closed = _of_person(email).closed if email else ()
    if faults or closed:
        raise SystemExit(1)
    click.echo("Everything is whole.")


def _read(line: str) -> Checkpoint:
    try:
        return checkpoints.read(line)
    except NoCheckpoint as wrong:
        raise click.BadParameter(str(wrong), param_hint="--checkpoint") from wrong


def _of_person(email: str) -> Seals:
    try:
        found = own_seals.begin(*_proved(email))
    except (WrongSignIn, WrongCode) as refused:
        raise click.ClickException("That does not open this account. Nothing of theirs was opened.") from refused
    except OnlyPasskey as refused:
        raise click.ClickException("Their second factor is a passkey, which cannot be asked for here.") from refused
    except FactorsChanged as refused:
        raise click.ClickException("Their second factors are not those they set up. Nothing was opened.") from refused
    except TooMany as refused:
        raise click.ClickException(refused.in_words) from refused
    with click.progressbar(length=1, label="Seals", show_pos=True) as bar:

        def total(seals: int) -> None:
            bar.length = seals

        seals = own_seals.open_all(found, total, bar.update)
    for table, number in sorted(seals.opened.items()):
        click.echo(f"{number:>8}  {table}: opened")
    for record in seals.closed:
        click.echo(f"cannot be opened: {record}")
    return seals


def _proved(email: str) -> tuple[Unlocked, str]:
    """Their password and, where they have an app, the code it shows."""
    unlocked = own_seals.unlock(email, click.prompt("Their password", hide_input=True))
    return unlocked, click.prompt("The code of their app") if own_seals.needs_code(unlocked) else ""
