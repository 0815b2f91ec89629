"""Setting up a clinic."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import click

from journal.cli.groups import CommandGroup, one_line
from journal.extensions import settings
from journal.permissions import NotAllowed
from journal.services import installation
from journal.services.clinics import clinic_closing, clinics
from journal.services.clinics.clinics import UnknownTimeZone
from journal.services.measures import own_instruments

group = CommandGroup("clinic", help="The clinics of this installation.")


def _country(_ctx: click.Context, _param: click.Parameter, code: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", code):
        raise click.BadParameter("Give the two letters of ISO 3166: US, GB, IE ...")
    return code.upper()


@group.command("create")
@click.option("--name", required=True, type=one_line(200))
@click.option("--time-zone", required=True, help="For example Europe/Dublin.")
@click.option("--country", required=True, callback=_country, help="Two letters, for the help lines: US, GB, IE ...")
@click.option("--phone", required=True, type=one_line(40), help="With the country's code, for example +353 1 555 0134.")
@click.option("--hours", required=True, type=one_line(200), help="For example: weekdays 9 to 17.")
def create(name: str, time_zone: str, country: str, phone: str, hours: str) -> None:
    """Make a clinic, and print its id, which the other commands ask for."""
    installation.begin()  # ties the database to the secret file before anything is sealed
    try:
        clinic_id = clinics.create_clinic(name=name, time_zone=time_zone, country=country, phone=phone, hours=hours)
    except UnknownTimeZone as error:
        raise click.BadParameter(
            f"{error} is not a time zone of the IANA database.", param_hint="--time-zone"
        ) from error
    click.echo(clinic_id)


@group.command("close")
@click.option("--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic create` printed.")
@click.confirmation_option(prompt="All care ends and nobody is invited any more. Patients keep what is theirs. Close?")
def close(clinic_id: UUID) -> None:
    """Close a clinic: patients go on reading, writing for themselves, exporting and deleting."""
    try:
        clinic_closing.close_clinic(clinic_id, None)
    except NotAllowed as refused:
        raise click.ClickException("There is no open clinic with this id.") from refused
    click.echo("The clinic is closed.")


@group.command("check-instruments")
@click.option("--folder", type=click.Path(path_type=Path), help="Another folder than the one of INTERLEAF_INSTRUMENTS.")
def check_instruments(folder: Path | None) -> None:
    """Check the clinic's own instruments, and say what is wrong by file and line; exit 1 when a file is refused.

    They are read when the application starts: what is sound here is offered from its next start on."""
    found = own_instruments.read(folder or settings().instruments)
    for (name, version), file in found.files.items():
        click.echo(f"{file}: {name} {version} is sound.")
    for each in found.refused:
        click.echo(str(each), err=True)
    files = own_instruments.files_refused(found.refused)
    if files:
        raise click.ClickException(f"Refused: {len(files)} of {len(files) + len(found.files)}.")
    click.echo(f"Instruments of the clinic's own: {len(found.files)}. Nothing was refused.")
