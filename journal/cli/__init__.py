"""Commands: thin, like views."""

from __future__ import annotations

from flask import Flask

from journal.cli import audit, backup, care, clinic, demo, doctor, jobs, people, recovery_key, restore, rotate_secret


def init_app(app: Flask) -> None:
    """Registers every command."""
    for group in (audit.group, care.group, clinic.group, demo.group, jobs.group, people.group, recovery_key.group,
                  restore.group):  # fmt: skip
        app.cli.add_command(group)
    for command in (backup.backup, backup.backup_key, doctor.doctor, rotate_secret.rotate_secret):
        app.cli.add_command(command)
