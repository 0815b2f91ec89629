"""Settings, read once from the environment when the application starts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

MAX_BODY_BYTES = 2 * 1024 * 1024  # 100,000 characters, form-encoded, with room for the rest of the form


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs; `plain_http` also means that it serves this machine only."""

    database_url: str
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

    @classmethod
    def from_environment(cls) -> Settings:
        """Reads DATABASE_URL, INSTANCE and the INTERLEAF_ variables named in the README."""
        instance = Path(os.environ.get("INSTANCE", "instance")).resolve()
        return cls(
            database_url=_driver_named(os.environ.get("DATABASE_URL", f"sqlite:///{instance / 'interleaf.db'}")),
            secret_file=Path(os.environ.get("INTERLEAF_SECRET_FILE", instance / "secret.json")),
            plain_http=os.environ.get("INTERLEAF_PLAIN_HTTP") == "1",
            demonstration=os.environ.get("INTERLEAF_DEMONSTRATION") == "1",
            trusted_hosts=tuple(os.environ.get("INTERLEAF_HOSTS", "").split()),
            mail=os.environ.get("INTERLEAF_MAIL", ""),
            mail_from=os.environ.get("INTERLEAF_MAIL_FROM", ""),
            instruments=Path(os.environ.get("INTERLEAF_INSTRUMENTS", instance / "instruments")),
            ledger_url=_driver_named(os.environ.get("INTERLEAF_LEDGER_URL", "")),
            proxies=int(os.environ.get("INTERLEAF_PROXIES", "0")),
        )


def _driver_named(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
