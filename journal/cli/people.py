"""Inviting people."""

from __future__ import annotations

import re
from uuid import UUID

import click

from journal.cli.groups import CommandGroup, one_line
from journal.services.people import invitations
from journal.services.people.invited_people import InvitationRefused
from journal.services.people.people import ROLES

group = CommandGroup("people", help="The people of a clinic.")


def _address(_ctx: click.Context, _param: click.Parameter, address: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+/?", address):
        raise click.BadParameter("Give scheme and host, for example https://journal.clinic.example")
    return address.rstrip("/")


@group.command("invite")
@click.option("--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic create` printed.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--name", required=True, type=one_line(200), help="The full name.")
@click.option("--email", required=True)
@click.option("--identifier", default="", help="Date of birth or clinic number; staff see it beside a patient's name.")
@click.option("--therapist", "therapist_id", type=click.UUID, help="For a patient: who may read what they share.")
@click.option(
    "--address",
    default="http://127.0.0.1:8000",
    show_default=True,
    callback=_address,
    help="Where people reach this installation.",
)
def invite(
    clinic_id: UUID, role: str, name: str, email: str, identifier: str, therapist_id: UUID | None, address: str
) -> None:
    """Invite somebody; prints the one-time link (72 hours), to be handed over in person or by mail."""
    if role == "patient" and not identifier.strip():
        raise click.UsageError('A patient needs an --identifier, for example "born 4 May 1986".')
    try:
        invited = invitations.invite(
            clinic_id, role=role, name=name, email=email, identifier=identifier, therapist_id=therapist_id
        )
    except InvitationRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{address}/invitations/{invited.token}")
    click.echo(f"person {invited.person_id}", err=True)
