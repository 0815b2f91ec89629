"""Figures for Prometheus, on an address of their own: how often, how long, how much waits; never who or what.

They are counted only in a server whose settings (gunicorn.conf.py) gave its processes a folder to count in together.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response, current_app, g, request

from journal.crypto import passwords
from journal.extensions import DATABASE_DOWN, db
from journal.services.operations import state

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

FOLDER, SLOT = "PROMETHEUS_MULTIPROC_DIR", "INTERLEAF_WORKER"  # both are set by gunicorn.conf.py, not by people
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
Application = Callable[..., Iterable[bytes]]
STATE = {
    "notices_waiting": "Notices that wait to be sent",
    "notices_given_up": "Notices that could not be sent, of the last month",
    "oldest_notice_seconds": "Since when the oldest notice waits",
    "flags_open": "Safety flags that are not closed",
    "flags_overdue": "Safety flags that are open for longer than their clinic allows",
    "purges_due": "Deleted reflections whose time has passed and that are not destroyed yet",
    "sign_ins_unswept": "Sign-ins that ended and still hold a sealed key",
}


def init_app(app: Flask) -> None:
    """Counts what the application does, and shows it to whoever comes by the address for that, where there is one."""
    bind = app.extensions["interleaf.settings"].metrics_bind
    if not bind or FOLDER not in os.environ:
        return
    from prometheus_client import Counter, Gauge, Histogram, values  # noqa: PLC0415 - chooses by the folder how to count

    slot = os.environ.get(SLOT)
    # a new worker goes on in the file of the one before, so that there are never more files than workers
    values.ValueClass = values.MultiProcessValue(lambda: slot)  # type: ignore[no-untyped-call]
    requests = Counter("interleaf_requests", "Requests answered", ("endpoint", "status"))
    seconds = Histogram("interleaf_request_seconds", "Time to an answer", ("endpoint",), buckets=SECONDS)
    queue = Gauge("interleaf_derivations", "Key derivations at work or waiting", multiprocess_mode="sum")
    refused = Counter("interleaf_derivations_refused", "Key derivations turned away because too many waited")
    app.extensions["interleaf.uncounted"] = Counter("interleaf_uncounted", "Times that Redis could not be asked")
    queue.set(0)
    passwords.watch_queue(queue.inc, refused.inc)

    def begin() -> None:
        g.begun = time.perf_counter()

    def count(response: Response) -> Response:
        name = request.endpoint or "none"
        requests.labels(name, f"{response.status_code // 100}xx").inc()
        seconds.labels(name).observe(time.perf_counter() - g.get("begun", time.perf_counter()))
        return response

    app.before_request(begin)
    app.after_request(count)
    app.wsgi_app = _door(app, app.wsgi_app, int(bind.rpartition(":")[2]))  # type: ignore[method-assign]


def uncounted() -> None:
    """A visitor's request was let through without being counted."""
    counter = current_app.extensions.get("interleaf.uncounted")
    if counter is not None:
        counter.inc()


def _door(app: Flask, pages: Application, port: int) -> Application:
    """Who comes in by the port for figures sees them and nothing else; who comes in by another never does."""
    from prometheus_client import CollectorRegistry, make_wsgi_app  # noqa: PLC0415 - as above
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - as above

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_State(app))
    figures = make_wsgi_app(registry)

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["gunicorn.socket"].getsockname()[1] != port:
            return pages(environ, start_response)
        environ["interleaf.endpoint"] = "metrics"
        if environ["PATH_INFO"] == "/metrics":
            return cast(Iterable[bytes], figures(environ, start_response))
        start_response("404 Not Found", [("Content-Length", "0")])
        return []

    return answer


class _State:
    """Looks at the database when somebody looks at the figures."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def describe(self) -> list[Metric]:
        """Nothing beforehand: the database is not asked before it is needed."""
        return []

    def collect(self) -> Iterator[Metric]:
        """What waits, and whether the database could be asked."""
        from prometheus_client.metrics_core import GaugeMetricFamily  # noqa: PLC0415 - as above

        found = self._read()
        yield GaugeMetricFamily("interleaf_database_up", "Whether the database answers", value=float(found is not None))
        for name, meaning in STATE.items() if found else ():
            yield GaugeMetricFamily(f"interleaf_{name}", meaning, value=float(getattr(found, name)))

    def _read(self) -> state.Figures | None:
        with self._app.app_context():
            try:
                return state.figures()
            except DATABASE_DOWN:
                db.session.rollback()
                return None
