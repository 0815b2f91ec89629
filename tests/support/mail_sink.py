"""A mail server of the tests' own, which keeps what it is given."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller


class Sink:
    """A mail server that keeps what it is given, or answers as it is told."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd fixes it
        if self.answer.startswith("250"):
            self.messages.append(cast(EmailMessage, email.message_from_bytes(envelope.content, policy=default)))
        return self.answer


@contextmanager
def mail_sink() -> Iterator[tuple[Sink, str]]:
    """A running one, and its address."""
    kept = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, f"smtp://127.0.0.1:{port}"
    controller.stop()
