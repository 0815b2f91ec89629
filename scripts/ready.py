"""Asks the server of this machine whether it can serve, as a container's health check does; exit 1 when it cannot."""

from __future__ import annotations

import http.client
import os
import sys


def main() -> None:
    """Asks by one of the names that the server answers to."""
    port = int(os.environ.get("INTERLEAF_BIND", "127.0.0.1:8000").split()[0].rpartition(":")[2])
    host = (os.environ.get("INTERLEAF_HOSTS", "").split() or ["127.0.0.1"])[0]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/readyz", headers={"Host": host})
        status = connection.getresponse().status
    except OSError as error:
        sys.exit(f"no answer: {type(error).__name__}")
    finally:
        connection.close()
    if status != 200:
        sys.exit(f"not ready: {status}")


if __name__ == "__main__":
    main()
