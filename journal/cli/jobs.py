"""Housekeeping that holds no person's key."""

from __future__ import annotations

import click

from journal.cli.groups import CommandGroup
from journal.services import deleting, sign_ins

group = CommandGroup("jobs", help="Work to run every hour.")


@group.command("run")
def run() -> None:
    """Destroy what was deleted seven days ago, and clear expired sign-ins."""
    destroyed = sum(iter(deleting.destroy_expired, 0))  # it takes a batch at a time
    sign_ins.sweep()
    click.echo(f"Deleted reflections destroyed: {destroyed}. Expired sign-ins are cleared.")
