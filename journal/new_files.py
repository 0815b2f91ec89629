"""Files that must outlive a power cut from the moment somebody is told of them."""

from __future__ import annotations

import os
from pathlib import Path


def keep_name(path: Path) -> None:
    """Puts the name of a new file on the disk; its bytes are for its writer to sync. Raises `OSError`."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
