"""Makes an installation ready to serve: its secret file, its tables, and in a demonstration the clinic of one.

`--serve` also sees to the port, says where to go and becomes the server; `--anew` first removes a demonstration that is
there.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from gunicorn.app.wsgiapp import run as gunicorn
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from journal import create_app, schema
from journal.config import BadSettings, Settings
from journal.crypto.errors import WrongSecret
from journal.crypto.server import ServerSecret
from journal.extensions import db
from journal.services import installation
from journal.services.demonstration import demonstration
from journal.services.ledger.file_store import FileStore


def main() -> None:
    """Prepares what the environment names; ends with a sentence where something stands in the way."""
    os.umask(0o077)  # the database and the secret are for this user alone
    Path(os.environ.get("INSTANCE", "instance")).mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        settings = Settings.from_environment()
        if "--anew" in sys.argv:
            remove_demonstration(settings)
        if "--serve" in sys.argv:
            refuse_taken_port(os.environ["PORT"])
        make_secret(settings)
        accounts = fill(settings)
    except (BadSettings, WrongSecret, SQLAlchemyError) as error:
        sys.exit(f"Interleaf cannot start: {error}")
    if "--serve" in sys.argv:
        greet(os.environ["PORT"], accounts)
        serve()
    else:
        print("Ready.")


def refuse_taken_port(port: str) -> None:
    """Ends with the way round when another program serves on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except (OSError, ValueError, OverflowError) as error:
            sys.exit(f"Port {port} cannot be used ({error}). Choose another:  PORT=8123 make run")


def database_exists(settings: Settings) -> bool:
    """Whether the database that the settings point to has tables already."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return False
    engine = create_engine(url)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def make_secret(settings: Settings) -> None:
    """Makes the secret file where there is neither one nor a database that was sealed with a lost one."""
    if not settings.secret_file.exists() and not database_exists(settings):
        ServerSecret.create(settings.secret_file)


def fill(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Brings the tables up to date, loads the demonstration where there is no clinic, and gives its accounts."""
    app = create_app(settings)
    with app.app_context():
        schema.upgrade()
        installation.begin()
        if installation.is_demonstration() and installation.is_empty():
            print("Loading the demonstration clinic.", flush=True)
            demonstration.load()
        accounts = demonstration.accounts()
        db.session.remove()
        db.engine.dispose()  # no connection is carried over into the processes of a server
        return accounts


def serve() -> None:
    """Becomes gunicorn in this process, whose workers then need not import again what took most of the start."""
    sys.argv[1:] = ["-c", "gunicorn.conf.py", "wsgi:app"]
    gunicorn()


def greet(port: str, accounts: tuple[tuple[str, str], ...]) -> None:
    """Says where to go, and as whom."""
    print(f"\nInterleaf serves on http://127.0.0.1:{port} (Ctrl-C stops it).")
    for email, role in accounts:
        print(f"  {role:<12}{email}")
    if accounts:
        print(f"  {'password':<12}{demonstration.PASSWORD}")
    print(flush=True)


def remove_demonstration(settings: Settings) -> None:
    """Removes the SQLite database and its ledger, not the secret; ends with a sentence when it is in use or is real."""
    database = Path(str(make_url(settings.database_url).database))
    if not database.exists():
        return
    app = create_app(settings)
    with app.app_context():
        if not installation.is_demonstration():
            sys.exit(f"{database} is no demonstration; nothing was removed.")
        db.session.remove()
        db.engine.dispose()
    with closing(sqlite3.connect(database, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")  # refused while anybody else has it open
        except sqlite3.OperationalError:
            sys.exit(f"{database} is in use; stop the server first. Nothing was removed.")
    database.unlink()
    if not settings.ledger_url:
        FileStore(settings.secret_file).forget()  # of the demonstration that is gone


if __name__ == "__main__":
    main()
