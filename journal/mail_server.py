"""The mail server of the settings: reached by SMTP, encrypted wherever it is on another machine."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

SECONDS = 15
_LOCAL = ("localhost", "127.0.0.1", "::1")
_PORTS = {"smtp": 587, "smtps": 465}


class MailNotSet(ValueError):
    """The settings name no mail server that can be used; the message says what is missing."""


class Unreachable(Exception):
    """The server cannot be used at all just now; says by which kind of error."""


class NotTaken(Exception):
    """The server did not take this one message; says by which kind of error."""


class NoEncryption(OSError):
    """The server is on another machine and offers no encryption."""


class MailServer:
    """A mail server, connected when the first message is sent, let go at the end of the `with`."""

    def __init__(self, address: str, sender: str) -> None:
        """Raises `MailNotSet`."""
        self._url, self.sender = urlsplit(address), sender
        if self._url.scheme not in _PORTS or not self._url.hostname:
            raise MailNotSet("INTERLEAF_MAIL is an address such as smtp://user:password@mail.clinic.example:587")
        if "@" not in parseaddr(sender)[1]:
            raise MailNotSet("INTERLEAF_MAIL_FROM is the address that notices come from")
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def send(self, message: EmailMessage) -> None:
        """Hands a message over. Raises `Unreachable`, `NotTaken`, neither of which quotes the server."""
        try:
            self._connection = self._connection or _connect(self._url)
        except OSError as error:  # which every error of smtplib is too
            raise Unreachable(type(error).__name__) from None
        try:
            self._connection.send_message(message)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as error:
            raise NotTaken(type(error).__name__) from None
        except OSError as error:
            raise Unreachable(type(error).__name__) from None


def _connect(url: SplitResult) -> smtplib.SMTP:
    host, port, safe = str(url.hostname), url.port or _PORTS[url.scheme], ssl.create_default_context()
    if url.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=safe)
    else:
        connection = smtplib.SMTP(host, port, timeout=SECONDS)
        _encrypt(connection, host, safe)
    if url.username:
        connection.login(unquote(url.username), unquote(url.password or ""))
    return connection


def _encrypt(connection: smtplib.SMTP, host: str, safe: ssl.SSLContext) -> None:
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=safe)
    elif host not in _LOCAL:
        connection.close()
        raise NoEncryption
