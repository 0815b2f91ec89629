"""Checking the audit."""

from __future__ import annotations

import click

from journal.cli.groups import CommandGroup
from journal.services import clinics, verification

group = CommandGroup("audit", help="The chain of who did what.")


@group.command("verify")
def verify() -> None:
    """Say what is wrong with any clinic's chain; exit 1 when something is."""
    faults = [f"clinic {clinic_id}: {fault}" for clinic_id in clinics.ids() for fault in verification.verify(clinic_id)]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("The audit is whole.")
