"""The clinic's recovery key: made at the console as two shares for two people, and opened by both together."""

from __future__ import annotations

from uuid import UUID

import click

from journal.cli.groups import CommandGroup
from journal.services.people import people
from journal.services.recovery import recovery_keys
from journal.services.recovery.recovery_keys import RecoveryKeyRefused
from journal.services.refusals import CodeMistyped

group = CommandGroup("recovery-key", help="The clinic's recovery key; a clinic needs none.")
_CLINIC = click.option(
    "--clinic", "clinic_id", required=True, type=click.UUID, help="The id that `clinic create` printed."
)


@group.command("create")
@_CLINIC
def create(clinic_id: UUID) -> None:
    """Make a recovery key; prints its two shares, once. Each patient is asked to accept or decline it."""
    try:
        made = recovery_keys.create(clinic_id)
    except RecoveryKeyRefused as refused:
        raise click.ClickException(str(refused)) from refused
    for number, share in enumerate(made.shares, start=1):
        click.echo(f"Share {number} of 2, for one person alone:\n\n  {share}\n")
    click.echo(f"In words, as patients see it: {made.words}")
    click.echo(
        "Write each share on its own paper, for two people who keep them apart. They are kept nowhere else.", err=True
    )


@group.command("status")
@_CLINIC
def status(clinic_id: UUID) -> None:
    """Say whether the clinic has a recovery key, and how many patients accepted it."""
    found = recovery_keys.status(clinic_id)
    if found is None:
        click.echo("This clinic has no recovery key.")
        return
    click.echo(f"Made {found.created_at:%Y-%m-%d}, in words: {found.words}")
    click.echo(f"{found.accepted} accepted, {found.declined} declined")


@group.command("retire")
@_CLINIC
@click.confirmation_option(prompt="Nothing can be opened with the recovery key afterwards. Go on?")
def retire(clinic_id: UUID) -> None:
    """End the recovery key; everything that was granted to it is deleted."""
    try:
        recovery_keys.retire(clinic_id)
    except RecoveryKeyRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo("The recovery key is retired.")


@group.command("open")
@_CLINIC
@click.option("--patient", required=True, help="Their e-mail address.")
@click.option("--therapist", help="To whom to grant; left out, it goes back to a patient who lost their keys.")
@click.option("--share-1", prompt="Share of the first person", hide_input=True)
@click.option("--share-2", prompt="Share of the second person", hide_input=True)
def open_(clinic_id: UUID, patient: str, therapist: str | None, share_1: str, share_2: str) -> None:
    """Open what a patient shares, with both shares. The patient is told, whatever the reason."""
    patient_id, shares = _person(clinic_id, patient), (share_1, share_2)
    try:
        if therapist is None:
            number = recovery_keys.open_for_patient(clinic_id, patient_id, shares)
        else:
            number = recovery_keys.open_for_therapist(clinic_id, patient_id, _person(clinic_id, therapist), shares)
    except CodeMistyped as mistyped:
        raise click.ClickException("A share is not complete or has a slip in it.") from mistyped
    except RecoveryKeyRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"Granted: {number} generation(s) of the care ring. The patient is told.")


def _person(clinic_id: UUID, email: str) -> UUID:
    found = people.find_by_email(clinic_id, email)
    if found is None:
        raise click.ClickException(f"Nobody in this clinic has the address {email}.")
    return found
