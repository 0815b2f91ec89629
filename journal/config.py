"""Settings, read once from the environment when the application starts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

REQUESTS_A_MINUTE = 1200  # of one visitor's address, behind which a whole clinic may sit
MAX_BODY_BYTES = 2 * 1024 * 1024  # 100,000 characters, form-encoded, with room for the rest of the form


_ENCODED = ", in which / # @ and : of a password are written %2F %23 %40 and %3A."
_FILES = ("DATABASE_URL_FILE", "INTERLEAF_MAIL_FILE", "INTERLEAF_LEDGER_URL_FILE", "INTERLEAF_REDIS_URL_FILE")
_MAY_BE_EMPTY = ("INTERLEAF_MAIL",)  # a clinic may have no mail server yet


class BadSettings(Exception):
    """A setting that nobody can have meant; the message names it and never what it holds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs; `plain_http` also means that it serves this machine only."""

    database_url: str = field(repr=False)  # it may hold a password
    secret_file: Path
    plain_http: bool = False
    demonstration: bool = False
    kdf_profile: str = "interleaf-2026"
    trusted_hosts: tuple[str, ...] = ()
    mail: str = field(default="", repr=False)  # it holds the password of the mail server
    mail_from: str = ""
    proxies: int = 0
    instruments: Path | None = None  # a folder of the clinic's own instruments
    ledger_url: str = field(default="", repr=False)  # of another database; without one, files beside the secret
    redis_url: str = field(default="", repr=False)  # where several nodes count the requests of a visitor
    requests_a_minute: int = REQUESTS_A_MINUTE
    metrics_bind: str = ""  # host and port of their own, where no page is served
    files: tuple[Path, ...] = ()  # that hold a setting which may be secret

    @classmethod
    def from_environment(cls) -> Settings:
        """Reads DATABASE_URL, INSTANCE and the INTERLEAF_ variables named in the README. Raises `BadSettings`."""
        instance = Path(os.environ.get("INSTANCE", "instance")).resolve()
        database = _one_of("DATABASE_URL", os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_URL_FILE"))
        return cls(
            database_url=_database("DATABASE_URL", database or f"sqlite:///{instance / 'interleaf.db'}"),
            secret_file=Path(os.environ.get("INTERLEAF_SECRET_FILE", instance / "secret.json")),
            plain_http=os.environ.get("INTERLEAF_PLAIN_HTTP") == "1",
            demonstration=os.environ.get("INTERLEAF_DEMONSTRATION") == "1",
            trusted_hosts=tuple(os.environ.get("INTERLEAF_HOSTS", "").split()),
            mail=_one_of("INTERLEAF_MAIL", os.environ.get("INTERLEAF_MAIL"), os.environ.get("INTERLEAF_MAIL_FILE")),
            mail_from=os.environ.get("INTERLEAF_MAIL_FROM", ""),
            instruments=Path(os.environ.get("INTERLEAF_INSTRUMENTS", instance / "instruments")),
            ledger_url=_database(
                "INTERLEAF_LEDGER_URL",
                _one_of(
                    "INTERLEAF_LEDGER_URL",
                    os.environ.get("INTERLEAF_LEDGER_URL"),
                    os.environ.get("INTERLEAF_LEDGER_URL_FILE"),
                ),
            ),
            proxies=_number("INTERLEAF_PROXIES", os.environ.get("INTERLEAF_PROXIES"), 0),
            redis_url=_redis(
                "INTERLEAF_REDIS_URL",
                _one_of(
                    "INTERLEAF_REDIS_URL",
                    os.environ.get("INTERLEAF_REDIS_URL"),
                    os.environ.get("INTERLEAF_REDIS_URL_FILE"),
                ),
            ),
            requests_a_minute=_number(
                "INTERLEAF_REQUESTS_A_MINUTE", os.environ.get("INTERLEAF_REQUESTS_A_MINUTE"), REQUESTS_A_MINUTE
            ),
            metrics_bind=os.environ.get("INTERLEAF_METRICS_BIND", ""),
            files=tuple(Path(os.environ[each]) for each in _FILES if os.environ.get(each)),
        )


def _one_of(name: str, given: str | None, file: str | None) -> str:
    """What a setting holds that may be secret: given in the environment, or in a file that it names; never both."""
    if given and file:
        raise BadSettings(f"{name} and {name}_FILE are both set; leave one of them out.")
    if not file:
        return given or ""
    try:
        held = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"The file that {name}_FILE names cannot be read ({type(error).__name__}).") from None
    if not held and name not in _MAY_BE_EMPTY:  # else another database would be served than the one that was meant
        raise BadSettings(f"The file that {name}_FILE names is empty.")
    return held


def _number(name: str, given: str | None, otherwise: int) -> int:
    try:
        number = int(given or otherwise)
    except ValueError:
        raise BadSettings(f"{name} is a whole number.") from None
    if number < 0:
        raise BadSettings(f"{name} is not less than 0.")
    return number


def _database(name: str, url: str) -> str:
    """The address with its driver named. What a reader of addresses says of a wrong one quotes pieces of passwords."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    try:
        engine = make_url(url).get_backend_name() if url else "none"
    except (ValueError, ArgumentError):
        engine = ""
    if engine not in ("sqlite", "postgresql", "none"):
        raise BadSettings(f"{name} is an address such as postgresql://user:password@host/name{_ENCODED}")
    return url


def _redis(name: str, url: str) -> str:
    try:
        if url:  # only then is the library worth its memory
            import_module("redis.connection").parse_url(url)
    except ValueError:
        raise BadSettings(f"{name} is an address such as redis://:password@host:6379/0{_ENCODED}") from None
    return url
