"""What every group of commands does alike: a database that cannot be used ends in a sentence, not in a trace."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError


class CommandGroup(AppGroup):
    """A group of commands that run with the application and its database; `otherwise` names the one that is meant where
    what comes first is the name of none."""

    def __init__(self, *args: Any, otherwise: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._otherwise = otherwise

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the name of that command where none was given."""
        if self._otherwise and args and args[0] not in (*self.commands, *self.get_help_option_names(ctx)):
            args = [self._otherwise, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that was asked for."""
        try:
            return super().invoke(ctx)
        except SQLAlchemyError as error:
            raise click.ClickException(
                "The database cannot be used. Is it reachable? Its tables are made by: flask --app wsgi db upgrade"
            ) from error


def one_line(longest: int) -> click.ParamType[str]:
    """Takes a text of one line that is not empty and has at most `longest` characters."""
    return _OneLine(longest)


class _OneLine(click.ParamType[str]):
    name = "text"

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text with its white space tidied."""
        text = " ".join(str(value).split())
        if not 0 < len(text) <= self._longest:
            self.fail(f"Give 1 to {self._longest} characters.", param, ctx)
        return text
