"""The doctor: what is set up wrongly, in order of danger, each with what to do. It opens nothing that people sealed."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from journal import clock
from journal.extensions import DATABASE_DOWN, db, settings
from journal.models import AuditHead, Clinic, Notice, Person, SignIn
from journal.services import installation
from journal.services.audit import audit
from journal.services.clinics import clinics
from journal.services.operations import ledger_findings
from journal.services.operations.findings import Danger, Finding, open_to_others

__all__ = ["Danger", "Finding", "findings"]
PATIENCE = 2  # seconds
LATE = timedelta(hours=3)  # the jobs run every hour, notices are sent every minute
_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OF_A_CONTAINER = Path("/run/secrets")  # where nobody else is


_Check = Callable[[], Iterator[Finding]]


def findings(migrations: Path) -> list[Finding]:
    """Everything that is found, the gravest first; where the database does not answer, what is seen without it."""
    found = [finding for check in _WITHOUT_TABLES for finding in check()]
    try:
        found += _tables(migrations) or [each for check in _WITH_TABLES for each in check()]
    except DATABASE_DOWN:
        db.session.rollback()
        found.append(
            Finding(Danger.GRAVE, "The database does not answer.", "Look at DATABASE_URL, and whether it runs.")
        )
    return sorted(found, key=lambda finding: finding.danger)


def _places() -> Iterator[Finding]:
    database = _database_file()
    if database is None:
        return
    if settings().secret_file.resolve().parent == database.parent:
        yield Finding(
            Danger.MINOR, "The secret file lies beside the database.",
            "Name another place in INTERLEAF_SECRET_FILE, and back the two up apart: who has both can try passwords.",
        )  # fmt: skip
    of_database = [each for each in (database.parent, database) if each.exists() and each.stat().st_mode & _BY_OTHERS]
    for path in of_database:
        yield open_to_others(path)


def _files() -> Iterator[Finding]:
    """Files that hold a setting which may be secret, where everybody comes to them and may read them."""
    for path in settings().files:
        reached = path.parent.stat().st_mode & stat.S_IXOTH and _OF_A_CONTAINER not in path.parents
        if reached and path.stat().st_mode & stat.S_IRWXO:
            yield open_to_others(path)


def _database_file() -> Path | None:
    url = make_url(settings().database_url)
    return Path(str(url.database)).resolve() if url.get_backend_name() == "sqlite" else None


def _transport() -> Iterator[Finding]:
    if settings().plain_http:
        if not settings().demonstration:
            yield Finding(
                Danger.SERIOUS, "Sign-ins go over plain HTTP.",
                "Unset INTERLEAF_PLAIN_HTTP and put a proxy in front that speaks HTTPS.",
            )  # fmt: skip
        return
    if not settings().trusted_hosts:
        yield Finding(
            Danger.SERIOUS, "No host is named, so the server does not start.", "Name yours in INTERLEAF_HOSTS."
        )  # fmt: skip
    if not settings().proxies:
        yield Finding(
            Danger.SERIOUS, "All visitors look like one, so that one who tries codes slows down everybody.",
            "Say in INTERLEAF_PROXIES how many proxies stand in front.",
        )  # fmt: skip


def _redis() -> Iterator[Finding]:
    if not settings().redis_url:
        return
    try:
        with Redis.from_url(settings().redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as redis:
            redis.ping()
    except RedisError:
        yield Finding(
            Danger.SERIOUS, "Redis does not answer, so that nobody is kept from flooding the service.",
            "Look at INTERLEAF_REDIS_URL, and whether it runs.",
        )  # fmt: skip


def _mail() -> Iterator[Finding]:
    if not settings().mail:
        yield Finding(
            Danger.SERIOUS, "No mail server is set: nobody is told of a new device, a recovery or a request.",
            "Set INTERLEAF_MAIL and INTERLEAF_MAIL_FROM.",
        )  # fmt: skip


def _tables(migrations: Path) -> list[Finding]:
    newest = ScriptDirectory(str(migrations)).get_current_head()
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == newest:
        return []
    return [
        Finding(
            Danger.GRAVE, f"The tables are of another version ({present or 'none'}, and {newest} is needed).",
            "Make a backup, then: flask --app wsgi db upgrade",
        )
    ]  # fmt: skip


def _demonstration() -> Iterator[Finding]:
    if installation.is_demonstration() and not settings().plain_http:
        yield Finding(
            Danger.GRAVE, "A demonstration, whose password everybody knows, is served to others.",
            "Begin a real installation with an INSTANCE of its own.",
        )  # fmt: skip


def _audit() -> Iterator[Finding]:
    heads = db.session.scalars(select(AuditHead)).all()
    for clinic_id in [head.clinic_id for head in heads if not audit.head_holds(head)]:
        yield Finding(
            Danger.GRAVE, f"The audit of clinic {clinic_id} does not end as this server wrote it.",
            "Stop the service and run: flask --app wsgi verify",
        )  # fmt: skip


def _jobs() -> Iterator[Finding]:
    late = clock.now() - LATE
    unswept = SignIn.key_sealed.is_not(None) & (SignIn.expires_at < late)
    if _count(SignIn.id, unswept):
        yield Finding(
            Danger.SERIOUS, "Sign-ins that ended hours ago are still there.",
            "Let this run every hour: flask --app wsgi jobs run",
        )  # fmt: skip
    waiting = Notice.sent_at.is_(None) & Notice.given_up_at.is_(None) & (Notice.created_at < late)
    if number := _count(Notice.id, waiting):
        yield Finding(
            Danger.SERIOUS, f"Notices wait for hours: {number}.",
            "Let this run every minute, and see what it says: flask --app wsgi jobs send-notices",
        )  # fmt: skip
    if number := _count(Notice.id, Notice.given_up_at.is_not(None)):
        yield Finding(Danger.SERIOUS, f"Notices given up in the last weeks: {number}.", "See to the mail server.")


def _people() -> Iterator[Finding]:
    if installation.is_empty():
        yield Finding(Danger.MINOR, "There is no clinic yet.", "flask --app wsgi clinic create --help")
    for clinic_id in clinics.ids():
        managers = (Person.clinic_id == clinic_id) & (Person.role == "manager") & (Person.status == "active")
        is_open = db.session.scalars(select(Clinic.closed_at).where(Clinic.id == clinic_id)).one() is None
        if is_open and _count(Person.id, managers) < 2:
            yield Finding(
                Danger.MINOR, f"Clinic {clinic_id} has fewer than two managers.",
                "Invite a second one, so that one lost phone stops nobody.",
            )  # fmt: skip


_WITHOUT_TABLES: tuple[_Check, ...] = (_places, _files, ledger_findings.files, _transport, _redis, _mail)
_WITH_TABLES: tuple[_Check, ...] = (ledger_findings.with_tables, _demonstration, _audit, _jobs, _people)


def _count(column: object, where: object) -> int:
    return db.session.execute(select(func.count(column)).where(where)).scalar_one()  # type: ignore[arg-type]
