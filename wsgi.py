"""The application a WSGI server runs."""

from __future__ import annotations

import sys

from journal import create_app
from journal.config import BadSettings
from journal.crypto.errors import WrongSecret

try:
    app = create_app()
except (BadSettings, WrongSecret) as error:
    sys.exit(f"Interleaf does not start: {error}")
