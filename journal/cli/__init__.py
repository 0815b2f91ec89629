"""Commands: thin, like views; a server never loads them."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup


class Commands(AppGroup):
    """Every command, loaded once one is asked for: they are a tenth of the memory of a server that has no use for
    them."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app.name)
        self._app = app

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        self._load()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all."""
        self._load()
        return super().list_commands(ctx)

    def _load(self) -> None:
        if not self.commands:
            import_module("journal.cli.commands").init_app(self._app)


def init_app(app: Flask) -> None:
    """Puts the commands in place."""
    app.cli = Commands(app)
