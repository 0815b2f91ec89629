"""Restoring: an empty database filled from a backup, and brought to agree with the ledger before it is served."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from journal import schema
from journal.cli.backup import PASSPHRASE, THERE, ask_passphrase, said
from journal.cli.groups import CommandGroup
from journal.services import installation
from journal.services.audit import act_words, verification
from journal.services.backups import backup_files, restoring
from journal.services.backups.backup_files import WayIn
from journal.services.backups.backup_rows import BackupRefused
from journal.services.backups.restoring import Held
from journal.services.clinics import clinics
from journal.services.ledger import ledger, reconciling
from journal.services.ledger.reconciling import CannotReconcile

group = CommandGroup("restore", help="Restore a backup: restore FILE, then restore reconcile.", otherwise="file")


@click.command("file")
@click.argument("file", type=THERE)
@click.option("--key", type=THERE, help="The key that opens it, where it was made with --to-key.")
@PASSPHRASE
@with_appcontext
@said
def restore(file: Path, key: Path | None, passphrase_file: Path | None) -> None:
    """Fill an empty database from FILE, which is first read to its end and found whole."""
    if key is None and not backup_files.needs_passphrase(file):
        raise BackupRefused("This backup was made to a key: name the file with --key.")
    way = WayIn(key=key.read_text()) if key else WayIn(ask_passphrase(passphrase_file, confirm=False))
    pieces = backup_files.pieces(file, way)
    held = restoring.check(pieces)
    click.echo(f"Whole: {held.total} rows, made {held.made_at}.")
    restoring.require_empty()
    _fill(pieces, held)
    _verify()


def _fill(pieces: restoring.Pieces, held: Held) -> None:
    schema.upgrade(held.revision)
    try:
        with click.progressbar(length=held.total, label="Rows", show_pos=True) as bar:
            restoring.fill(pieces, held, bar.update)
    except BaseException:
        schema.downgrade()  # as empty as it was found
        raise
    schema.upgrade()
    installation.mark_restored()


def _verify() -> None:
    faults = [f"clinic {each}: {fault}" for each in clinics.ids() for fault in verification.verify(each)]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(
            "Everything is restored, and the audit finds the above. Look into it before you serve."
        )
    click.echo("Restored. The audit is whole.")
    click.echo("Nobody can sign in until what happened since is done again: flask --app wsgi restore reconcile")


group.add_command(restore)


@group.command("reconcile")
def reconcile() -> None:
    """Do again what was ended, used up or deleted since the backup, as the ledger knows it, and open the service.

    It can be stopped and begun again. What a person has to see to is printed, by ids."""
    with click.progressbar(length=1, label="Acts", show_pos=True) as bar:

        def total(acts: int) -> None:
            bar.length = max(acts, 1)

        try:
            done = reconciling.reconcile(total, bar.update)
        except CannotReconcile as refused:
            raise click.ClickException(f"Nothing was changed: this audit is broken. {refused}") from refused
        except ledger.UNREACHABLE as error:
            raise click.ClickException(
                f"The ledger ({ledger.store().where}) cannot be read or written. Nothing is served until it can."
            ) from error
    for act, number in sorted(done.acts.items()):
        click.echo(f"{number:>6}  {act_words.phrase(act)}")
    for sentence in done.for_a_person:
        click.echo(f"To be seen to: {sentence}.")
    click.echo(f"Reconciled: {done.acts.total()} acts. Everybody signs in anew.")
