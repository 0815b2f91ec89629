"""How gunicorn serves Interleaf: two processes of twelve threads, on this machine unless told otherwise, quiet logs."""

from __future__ import annotations

import ctypes
import fcntl
import gc
import glob
import json
import logging
import os
import re
import resource
import shutil
import socket
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import IO, Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

METRICS = os.environ.get("INTERLEAF_METRICS_BIND", "")
PORT = os.environ.get("PORT", "8000")
bind = os.environ.get("INTERLEAF_BIND", f"127.0.0.1:{PORT}").split()
bind += [METRICS] if METRICS else []
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 12  # more than the derivations that may run and wait, so that other pages are answered meanwhile
timeout = 60
graceful_timeout = 20
keepalive = 0  # one kept open would tie whoever comes over it next to the same process, however busy that is
max_requests = 5000  # a fresh process now and then: Python cannot wipe the memory of an old one
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - the heartbeat file, made by mkstemp
forwarded_allow_ips = ""  # what a proxy says is for INTERLEAF_PROXIES alone to believe
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
control_socket_disable = True  # nothing may steer the server from outside its process
umask = os.umask(0o077) | 0o077  # no file of ours is for other users; the name `umask` is for gunicorn's own sockets
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms"

LINGER, MOST_UNREAD = 2, 4 * 1024 * 1024  # seconds and bytes that are read of what nobody asked for
SHARED, LOCK = "interleaf-server-", "lock"
AS_JSON = os.environ.get("INTERLEAF_LOG") == "json"
_PLAIN_SEGMENT = re.compile(r"[a-z][a-z.-]{0,31}")
_OF_MEASURES = ("answer", "answered", "ask", "entered", "later", "not-this-time", "points", "withdraw")
_LOCAL = ("127.0.0.1", "::1", "localhost")


class Worker(ThreadWorker):  # type: ignore[misc]
    """Lets go of a connection in the thread that answered: the one that accepts all others would wait, for seconds,
    until the other side has read the answer and lets go too."""

    def handle(self, conn: Any) -> Any:
        """Answers; whether the connection is kept for another request."""
        is_kept = super().handle(conn)
        if is_kept is False:
            let_go(conn)
        return is_kept


def let_go(conn: Any) -> None:
    """Ends a connection whose answer is on its way. What was sent and nobody read is read first: it would break the
    answer off."""
    with suppress(Exception):  # whatever came, it is not served any more
        conn.parser.finish_body(time.monotonic() + LINGER, MOST_UNREAD)
    with suppress(OSError):
        conn.sock.shutdown(socket.SHUT_RDWR)


worker_class = Worker  # a derivation releases the interpreter lock, so the other threads go on answering


class QuietLogger(Logger):  # type: ignore[misc]
    """Logs what happened and where in the program, never an id, a token, a header or a word somebody sent."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> dict[str, Any]:
        """The parts of an access line; of the address only the words of our own routes stay."""
        return {**super().atoms(resp, req, environ, request_time), "U": shape_of(environ.get("PATH_INFO") or "/")}

    def setup(self, cfg: Any) -> None:
        """Where lines go, and in which form; the application's own lines take the same way."""
        super().setup(cfg)
        if AS_JSON:
            for log in (self.error_log, self.access_log):
                for handler in log.handlers:
                    handler.setFormatter(JsonLines())
            own = logging.StreamHandler()
            own.setFormatter(JsonLines())
            logging.getLogger().handlers = [own]
            logging.getLogger("journal").handlers.clear()  # of an application that was made in this process before

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """One line for a request: as JSON with the name of what answered it, else with the shape of its address."""
        if not AS_JSON:
            super().access(resp, req, environ, request_time)
            return
        seen = {
            "request_id": environ.get("interleaf.request_id"), "endpoint": environ.get("interleaf.endpoint", "none"),
            "method": environ["REQUEST_METHOD"], "status": resp.status_code,
            "ms": round(request_time.total_seconds() * 1000, 1),
        }  # fmt: skip
        self.access_log.info("request", extra={"seen": seen})

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """A warning, without the piece of a malformed request that gunicorn quotes in it."""
        if str(msg).startswith("Invalid request"):
            msg, args = f"Invalid request ({_name_of_error()})", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """An error: at the start in full, while serving by its type and the lines of code it passed."""
        if str(msg).startswith("Exception in worker process"):
            super().exception(msg, *args, **kwargs)
        else:
            happened = str(msg).split("%", maxsplit=1)[0].strip()
            super().error("%s: %s at %s", happened, _name_of_error(), " < ".join(_lines_of_error()))


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, request, what happened; never an argument's value that is a person's,
    for our messages hold none."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": at, "level": record.levelname.lower(), "request_id": getattr(record, "request_id", None)}
        line |= getattr(record, "seen", None) or {"message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)


def shape_of(path: str) -> str:
    """The path with everything but plain lower-case words replaced: `/reflections/*/edit`. What a measure is called is
    a word too, and says what somebody is asked about."""
    parts = path.split("/")
    return "/".join(part if _is_ours(part, before) else "*" for before, part in zip(["", *parts], parts, strict=False))


def _is_ours(part: str, before: str) -> bool:
    return not part or ((before != "measures" or part in _OF_MEASURES) and bool(_PLAIN_SEGMENT.fullmatch(part)))


def _name_of_error() -> str:
    kind = sys.exc_info()[0]
    return kind.__name__ if kind else "no detail"


def _lines_of_error() -> list[str]:
    trace, lines = sys.exc_info()[2], []
    while trace is not None:
        lines.append(f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}")  # noqa: PTH119
        trace = trace.tb_next
    return lines[::-1]


def on_starting(server: Any) -> None:
    """Refuses to offer sign-ins without HTTPS to other machines, keeps memory out of core dumps, and makes the folder
    in which the processes share what they compile and count."""
    addresses = [str(address[0]) for address in server.cfg.address if isinstance(address, tuple)]
    if os.environ.get("INTERLEAF_PLAIN_HTTP") == "1" and any(address not in _LOCAL for address in addresses):
        sys.exit("INTERLEAF_PLAIN_HTTP=1 serves this machine only; bind to 127.0.0.1 or put HTTPS in front.")
    if os.environ.get("INTERLEAF_PLAIN_HTTP") != "1" and not os.environ.get("INTERLEAF_HOSTS", "").split():
        sys.exit("Name the hosts this installation answers to:  INTERLEAF_HOSTS=journal.clinic.example")
    keep_memory_private()
    share_one_heap()
    make_shared_folder(server)


def make_shared_folder(server: Any) -> None:
    """A folder for this user alone, while the server runs; those of servers that were killed are removed.

    Every process of a server holds its lock, so one that can be had belongs to a server of which none is left."""
    place = worker_tmp_dir or tempfile.gettempdir()
    for lock in glob.glob(f"{place}/{SHARED}*/{LOCK}"):  # noqa: PTH207 - a pattern over folders of many names
        left = _held(lock) if os.access(lock, os.W_OK) else None
        if left is not None:
            shutil.rmtree(os.path.dirname(lock), ignore_errors=True)  # noqa: PTH120 - as above
            left.close()
    server.shared = tempfile.mkdtemp(prefix=SHARED, dir=place)
    server.lock = _held(f"{server.shared}/new")
    os.rename(f"{server.shared}/new", f"{server.shared}/{LOCK}")  # noqa: PTH104 - seen by others only once it is held
    os.environ["INTERLEAF_COMPILED_TEMPLATES"] = server.shared
    if METRICS:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = server.shared


def _held(lock: str) -> IO[str] | None:
    """The file, locked, or None where somebody holds it."""
    file = open(lock, "w", encoding="ascii")  # noqa: PTH123, SIM115 - it stays open as long as it is held
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def on_exit(server: Any) -> None:
    """Removes the shared folder."""
    shutil.rmtree(server.shared, ignore_errors=True)


def pre_fork(server: Any, worker: Any) -> None:
    """Gives a worker the lowest number that none alive has, under which it counts on where the one before ended."""
    taken = {each.slot for each in server.WORKERS.values()}
    worker.slot = next(number for number in range(len(taken) + 1) if number not in taken)


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn fixes the signature
    """Applies to each worker what does not carry over to a child."""
    keep_memory_private()
    os.environ["INTERLEAF_WORKER"] = str(worker.slot)


def post_worker_init(worker: Any) -> None:  # noqa: ARG001 - gunicorn fixes the signature
    """Spares what was loaded once from being looked through at each collection of garbage."""
    gc.collect()
    gc.freeze()


def keep_memory_private() -> None:
    """No core dumps, and no other process of the same user may read this one's memory (Linux)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        set_dumpable = 4  # PR_SET_DUMPABLE in prctl(2)
        ctypes.CDLL(None).prctl(set_dumpable, 0, 0, 0, 0)


def share_one_heap() -> None:
    """One heap for all threads of a process, where the system's library is glibc. With one for each, what a page needed
    for a moment stays with whichever thread served it: 20 MB a worker. The interpreter lets one thread work at a time
    anyway, and its workers are forked from here."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        arena_max = -8  # M_ARENA_MAX in mallopt(3)
        libc.mallopt(arena_max, 1)


logger_class = QuietLogger
