"""The product with its sealing replaced, as gunicorn serves it for the bench."""

from __future__ import annotations

from bench.passthrough import replace_sealing
from journal import create_app

replace_sealing()
app = create_app()
