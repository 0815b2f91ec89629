"""Checkpoints of the audit, to be kept elsewhere."""

from __future__ import annotations

import click

from journal.cli.groups import CommandGroup
from journal.services.audit import chain
from journal.services.audit.chain import ChainBroken
from journal.services.clinics import clinics

group = CommandGroup("audit", help="The chain of who did what.")


@group.command("checkpoint")
def checkpoint() -> None:
    """Note where each clinic's chain ends now; prints a line for each, to be kept outside the database."""
    broken = False
    for clinic_id in clinics.ids():
        try:
            click.echo(chain.checkpoint(clinic_id).line())
        except ChainBroken:
            broken = True
            click.echo(f"clinic {clinic_id}: the chain is broken at its end; run: flask --app wsgi verify", err=True)
    if broken:
        raise SystemExit(1)
