"""Sends notices: joins their templates with the outbox and the mail server, or prints them where there is none."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app

from journal import clock
from journal.extensions import settings
from journal.mail_server import MailServer, NotTaken, Unreachable
from journal.services import installation, notices
from journal.services.notices import Notice, Outgoing
from journal.services.recovery import recovery_waits

SUBJECT = "A notice from your clinic's journal"


@dataclass(slots=True)
class Sent:
    """What became of the notices that were due."""

    sent: int = 0
    later: int = 0
    given_up: int = 0
    reachable: bool = True


def init_app(app: Flask) -> None:
    """Lets a demonstration show its notices on the console, right after the page that caused them."""
    app.after_request(_show)


def _show(response: Response) -> Response:
    fresh = notices.just_put()
    if fresh and _is_demonstration():
        for notice_id in fresh:
            _print(notice_id)
    return response


def _is_demonstration() -> bool:
    return settings().demonstration and installation.is_demonstration()


def send_due() -> Sent:
    """Sends what is due, or prints it where no mail server is set; a demonstration writes to nobody.
    Raises `MailNotSet`."""
    notices.sweep()
    if not settings().mail or _is_demonstration():
        return Sent(sent=sum(map(_print, notices.due())))
    counted = Sent()
    with MailServer(settings().mail, settings().mail_from) as server:
        for notice_id in notices.due():
            if counted.reachable:
                _send(server, notice_id, counted)
    return counted


def _send(server: MailServer, notice_id: UUID, counted: Sent) -> None:
    notice = notices.claim(notice_id)
    if notice is None:
        return
    try:
        server.send(_message(notice, server.sender))
    except (NotTaken, Unreachable) as error:
        current_app.logger.warning("%s was not sent: %s", _line(notice), error)
        counted.reachable = isinstance(error, NotTaken)
        given_up = notices.failed(notice.id)
        counted.given_up, counted.later = counted.given_up + given_up, counted.later + (not given_up)
    else:
        notices.sent(notice.id)
        counted.sent += 1


def _print(notice_id: UUID) -> bool:
    """Says a notice on the console: in a demonstration in full, elsewhere without address and words."""
    notice = notices.claim(notice_id)
    if notice is None:
        return False
    words = f"\nTo: {notice.email}\nSubject: {SUBJECT}\n\n{_text(notice)}\n" if _is_demonstration() else _line(notice)
    print(words, file=sys.stdout, flush=True)  # noqa: T201 - the console is where these go
    notices.sent(notice.id)
    return True


def _line(notice: Outgoing) -> str:
    return f"notice of kind {notice.kind} for person {notice.person_id}"


def _message(notice: Outgoing, sender: str) -> EmailMessage:
    """The mail: neutral words from a template, nothing of anybody's, no picture, and one address at most."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = SUBJECT, sender, notice.email
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(idstring="notice", domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(notice))
    message.add_alternative(_rendered("email/notice.html", notice), subtype="html")
    return message


def _text(notice: Outgoing) -> str:
    return _rendered("email/notice.txt", notice)


def _rendered(layout: str, notice: Outgoing) -> str:
    """A layout with the words of this kind, without what pages know: there may be no page and nobody signed in."""
    templates = current_app.jinja_env
    return templates.get_template(layout).render(
        subject=SUBJECT,
        paragraphs=templates.get_template(f"email/{notice.kind}.txt").render().strip().split("\n\n"),
        at=clock.exactly(notice.at, ZoneInfo(notice.zone)),
        address=_address(notice),
    )


def _address(notice: Outgoing) -> str:
    """Where to go: the first page, or where a wait that somebody else began is called off without signing in."""
    hosts = settings().trusted_hosts
    if not hosts or settings().plain_http:
        return ""
    waits = notice.kind == Notice.RECOVERY_WAITING
    path = recovery_waits.cancel_path(notice.person_id) if waits else None
    return f"https://{hosts[0]}{path or '/'}"
