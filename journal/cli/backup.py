"""Backups: everything as one encrypted file, made while the service runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from journal.crypto.errors import CannotOpen, KeyRefused
from journal.services.backups import backup_files, backups
from journal.services.backups.backup_files import WayIn
from journal.services.backups.backup_rows import BackupRefused

_FILE = click.Path(dir_okay=False, path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
PASSPHRASE = click.option(
    "--passphrase-file", type=THERE, help="The passphrase is the first line of this file; otherwise it is asked for."
)


def said(command: Callable[..., None]) -> Callable[..., None]:
    """Ends in a sentence where a backup is refused, does not open, or the database cannot be used."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except BackupRefused as refused:
            raise click.ClickException(str(refused)) from refused
        except KeyRefused as refused:
            raise click.ClickException("This is no key for backups, or not the half that is needed here.") from refused
        except CannotOpen as error:
            raise click.ClickException(
                "This backup does not open: the passphrase or key is another one, or the file is damaged or not whole. "
                "Nothing was changed."
            ) from error
        except SQLAlchemyError as error:
            raise click.ClickException(
                "The database cannot be used. Is it reachable, and are its tables made?"
            ) from error

    return run


@click.command("backup")
@click.argument("file", type=_FILE)
@click.option("--to-key", type=THERE, help="The public half that `backup-key` made; no passphrase is asked for then.")
@PASSPHRASE
@with_appcontext
@said
def backup(file: Path, to_key: Path | None, passphrase_file: Path | None) -> None:
    """Keep everything in the database as it is now in one encrypted FILE, while the service goes on.

    The server's secret is not in it: keep that apart."""
    way = WayIn(key=to_key.read_text()) if to_key else WayIn(ask_passphrase(passphrase_file, confirm=True))
    with click.progressbar(length=1, label="Rows", show_pos=True) as bar:

        def total(rows: int) -> None:
            bar.length = rows

        backup_files.write(file, way, backups.lines(bar.update, total))
    click.echo(f"Kept in {file}. Try it from time to time: docs/backups.md says how.")


@click.command("backup-key")
@click.argument("file", type=_FILE)
@said
def backup_key(file: Path) -> None:
    """Make a key for backups in FILE, and its public half beside it.

    The server needs the public half alone; take the key away from it."""
    public = backup_files.write_key(file)
    click.echo(f"The key is in {file}: move it to where backups are restored, and nowhere else.")
    click.echo(f"Its public half is in {public}: backup FILE --to-key {public}")


def ask_passphrase(file: Path | None, *, confirm: bool) -> str:
    """The passphrase: the first line of a file, or as typed."""
    if file is not None:
        return file.read_text(encoding="utf-8").split("\n", maxsplit=1)[0]
    asked: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm)
    return asked
