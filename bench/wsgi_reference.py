"""The reference page as gunicorn serves it."""

from __future__ import annotations

from bench.reference import create_app

app = create_app()
