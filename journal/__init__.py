"""Interleaf: a journal shared by a patient in ketamine-assisted therapy and their therapist."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from journal import cli, compiled, errors, headers, logs, mail, metrics, models, pages, signin, views
from journal.config import MAX_BODY_BYTES, Settings
from journal.crypto.accounts import require_support
from journal.crypto.errors import WrongSecret
from journal.crypto.server import ServerSecret
from journal.crypto.tokens import form_signing_key
from journal.extensions import csrf, db, engine_options, login, prepare_engine
from journal.services import installation
from journal.services.ledger import quarantine
from journal.services.measures import own_instruments

ROOT = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")

__all__ = ["create_app", "models"]


def create_app(settings: Settings | None = None) -> Flask:
    """Builds the application. Raises `WrongSecret` when the secret file is missing or not this database's."""
    settings = settings or Settings.from_environment()
    secret = ServerSecret.load(settings.secret_file)
    require_support()
    app = Flask(__name__, root_path=str(ROOT))
    app.config.from_mapping(_flask_settings(settings, secret))
    if settings.proxies:  # only so many are believed when they say whom they ask for
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    app.extensions["interleaf.secret"] = secret
    app.extensions["interleaf.settings"] = settings
    for part in (compiled, metrics, logs, *_flooding(settings), signin):  # a request is named and counted first
        part.init_app(app)
    db.init_app(app)
    login.init_app(app, add_context_processor=False)  # pages get no actor, whose keys open things
    csrf.init_app(app)
    headers.init_app(app)
    pages.init_app(app)
    views.init_app(app)
    errors.init_app(app)
    mail.init_app(app)
    cli.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        _check_database(app)
        _say_what_was_refused(app)
    return app


def _flooding(settings: Settings) -> list[ModuleType]:
    """What counts in Redis: six megabytes of each worker, loaded where one is named."""
    return [import_module("journal.flooding")] if settings.redis_url else []


def _say_what_was_refused(app: Flask) -> None:
    """Names own instruments that are not offered; the application starts without them."""
    for name in own_instruments.files_refused(own_instruments.own().refused):
        app.logger.warning("instrument %r is not offered; clinic check-instruments says why", name)


def _check_database(app: Flask) -> None:
    """Whether it belongs to the secret, and is the one that the ledger knows."""
    try:
        installation.check_secret()
    except WrongSecret:
        db.engine.dispose()
        raise
    said = quarantine.begin()
    if said:
        app.logger.error(said)


def _flask_settings(settings: Settings, secret: ServerSecret) -> dict[str, Any]:
    return {
        "DEBUG": False,  # whatever FLASK_DEBUG says: what fails would be shown and logged with its values
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "WTF_CSRF_SECRET_KEY": form_signing_key(secret),
        "WTF_CSRF_TIME_LIMIT": None,  # somebody may write for hours
        "WTF_CSRF_SSL_STRICT": False,  # our own check of Origin and Sec-Fetch-Site stands in signin.py
        "SESSION_PROTECTION": None,
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "MAX_FORM_PARTS": 50,
        "TRUSTED_HOSTS": list(LOCAL_HOSTS if settings.plain_http else settings.trusted_hosts) or None,
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,  # addresses of static files carry their hash
    }
