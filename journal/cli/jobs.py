"""Housekeeping that holds no person's key; on however many nodes it runs at once, each item is done once."""

from __future__ import annotations

from contextlib import suppress

import click

from journal import mail
from journal.cli.groups import CommandGroup
from journal.mail_server import MailNotSet
from journal.services import notices
from journal.services.care import cover_endings
from journal.services.ledger import following, ledger, quarantine
from journal.services.ledger.following import DatabaseBehind
from journal.services.ledger.quarantine import InQuarantine
from journal.services.measures import monthly_counts
from journal.services.reflections import deleting, withdrawing
from journal.services.safety import flag_covers
from journal.services.sign_in import challenges, sign_ins, throttles

group = CommandGroup("jobs", help="Work to run every hour, and notices every minute.")


@group.command("run")
def run() -> None:
    """Destroy what was deleted seven days ago and copies whose time has passed, end covers that are over, tell those
    whose cover begins that a flag waits, count the measures of a month that is over, forget what is past its time
    (sign-ins, notices, challenges, counted tries), and send the notices that are due. Safe on every node at once."""
    _require_clear()
    destroyed = sum(iter(deleting.destroy_expired, 0))  # it takes a batch at a time
    copies = sum(iter(withdrawing.destroy_due, 0))
    ended, told, counted = cover_endings.end_past(), flag_covers.tell_begun(), monthly_counts.take()
    sign_ins.sweep()
    throttles.sweep()
    notices.sweep()
    challenges.sweep()
    with suppress(DatabaseBehind, *ledger.UNREACHABLE):  # the doctor says so
        following.catch_up()
    click.echo(f"Deleted reflections destroyed: {destroyed}. Withdrawn copies destroyed: {copies}.")
    click.echo(f"Covers ended: {ended}. Covers told of a flag: {told}. Months of measures counted: {counted}.")
    click.echo("Expired sign-ins are cleared.")
    _send_notices()


@group.command("send-notices")
def send_notices() -> None:
    """Send the notices that are due, or print them where no mail server is set; exit 1 when it cannot be reached."""
    _require_clear()
    _send_notices()


def _send_notices() -> None:
    try:
        done = mail.send_due()
    except MailNotSet as missing:
        raise click.ClickException(str(missing)) from missing
    click.echo(f"Notices sent: {done.sent}. To be tried again: {done.later}. Given up: {done.given_up}.")
    if not done.reachable:
        raise click.ClickException("The mail server cannot be reached.")


def _require_clear() -> None:
    """Nothing is done, and nobody told anything, on a database that may be an old one."""
    try:
        quarantine.require_clear()
    except InQuarantine as closed:
        raise click.ClickException("In quarantine. Run first: flask --app wsgi restore reconcile") from closed
