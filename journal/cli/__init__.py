"""Commands: thin, like views."""

from __future__ import annotations

from flask import Flask

from journal.cli import (
    audit,
    backup,
    care,
    clinic,
    demo,
    doctor,
    jobs,
    ledger_copy,
    people,
    recovery_key,
    restore,
    rotate_secret,
    verify,
)

COMMANDS = (
    audit.group, backup.backup, backup.backup_key, care.group, clinic.group, demo.group, doctor.doctor, jobs.group,
    ledger_copy.ledger_copy, people.group, recovery_key.group, restore.group, rotate_secret.rotate_secret,
    verify.verify,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Registers every command."""
    for command in COMMANDS:
        app.cli.add_command(command)
