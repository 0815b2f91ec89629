"""The application on another day: a server that lives as many hours ahead as a file says, for journeys of months."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from journal import clock

SETTING = "AHEAD_FILE"


def moment(file: Path) -> datetime:
    """What time it is for whoever lives by this file."""
    return datetime.now(UTC) + timedelta(hours=float(file.read_text(encoding="utf-8")))


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The product's application, answering at that moment."""
    from wsgi import app as today

    with clock.at(moment(Path(os.environ[SETTING]))):
        answer = today(environ, start_response)
        try:
            return list(answer)
        finally:
            answer.close()
