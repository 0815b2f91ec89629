"""Every command there is."""

from __future__ import annotations

from flask import Flask

from journal import schema
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
    """Registers every command, with those of the migrations."""
    schema.init_app(app)
    for command in COMMANDS:
        app.cli.add_command(command)
