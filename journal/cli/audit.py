"""Checking the audit."""

from __future__ import annotations

import click

from journal.cli.groups import CommandGroup
from journal.services.audit import chain, checkpoints, verification
from journal.services.audit.chain import ChainBroken
from journal.services.audit.checkpoints import Checkpoint, NoCheckpoint
from journal.services.clinics import clinics

group = CommandGroup("audit", help="The chain of who did what.")


@group.command("verify")
@click.option(
    "--checkpoint",
    "lines",
    multiple=True,
    help="A line that `audit checkpoint` printed and you kept elsewhere; may be given several times.",
)
def verify(lines: tuple[str, ...]) -> None:
    """Say what is wrong with any clinic's chain; exit 1 when something is."""
    kept = [_read(line) for line in lines]
    faults = [f"clinic {clinic_id}: {fault}" for clinic_id in clinics.ids() for fault in verification.verify(clinic_id)]
    faults += [f"clinic {point.clinic_id}: {fault}" for point in kept for fault in chain.faults_since(point)]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("The audit is whole.")


def _read(line: str) -> Checkpoint:
    try:
        return checkpoints.read(line)
    except NoCheckpoint as wrong:
        raise click.BadParameter(str(wrong), param_hint="--checkpoint") from wrong


@group.command("checkpoint")
def checkpoint() -> None:
    """Note where each clinic's chain ends now; prints a line for each, to be kept outside the database."""
    broken = False
    for clinic_id in clinics.ids():
        try:
            click.echo(chain.checkpoint(clinic_id).line())
        except ChainBroken:
            broken = True
            click.echo(
                f"clinic {clinic_id}: the chain is broken at its end; run: flask --app wsgi audit verify", err=True
            )
    if broken:
        raise SystemExit(1)
