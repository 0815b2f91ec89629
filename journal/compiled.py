"""Compiled templates, shared by the processes of a server: a new worker takes over what another has compiled.

Compiling takes some 25 ms a template; without it each worker, and each that follows it, would make every first visitor
of a page wait.
"""

from __future__ import annotations

import os

from flask import Flask
from jinja2 import FileSystemBytecodeCache

FOLDER = "INTERLEAF_COMPILED_TEMPLATES"  # for the server's user alone; gunicorn.conf.py makes it, not a person


def init_app(app: Flask) -> None:
    """Keeps compiled templates where the server made a folder for them."""
    if FOLDER in os.environ:
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(os.environ[FOLDER])
