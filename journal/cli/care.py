"""Assigning therapists."""

from __future__ import annotations

from uuid import UUID

import click

from journal.cli.groups import CommandGroup
from journal.services.care import care
from journal.services.care.care import CareRefused
from journal.services.people import people

group = CommandGroup("care", help="Who cares for whom.")


@group.command("assign")
@click.option("--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic create` printed.")
@click.option("--patient", required=True, help="Their e-mail address.")
@click.option("--therapist", required=True, help="Likewise.")
def assign(clinic_id: UUID, patient: str, therapist: str) -> None:
    """Ask a patient to let a therapist read; nothing is readable until they say yes."""
    try:
        care.ask(clinic_id, _person(clinic_id, patient), _person(clinic_id, therapist))
    except CareRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo("The patient is asked at their next sign-in.")


def _person(clinic_id: UUID, email: str) -> UUID:
    found = people.find_by_email(clinic_id, email)
    if found is None:
        raise click.ClickException(f"Nobody in this clinic has the address {email}.")
    return found
