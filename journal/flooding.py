"""How many requests one visitor may send in a minute, counted in Redis by all nodes together; loaded where one is set.

It spares the service from being flooded. What guards accounts, the limits on tries, stands in the database and holds
without it: so where Redis cannot be reached, pages are served uncounted.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, request
from limits import RateLimitItemPerMinute
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from journal import metrics
from journal.extensions import server_secret
from journal.services.sign_in.throttles import TooMany, network_of

PATIENCE = 0.25  # seconds a request waits for Redis at most
PAUSE = 5  # seconds in which a Redis that did not answer is not asked again
_NOT_COUNTED = ("static", "machines.healthz", "machines.readyz")
_PREFIX = "interleaf"


def init_app(app: Flask) -> None:
    """Counts every request but those for static files and of machines, in the Redis that the settings name."""
    chosen = app.extensions["interleaf.settings"]
    storage = RedisStorage(
        chosen.redis_url, key_prefix=_PREFIX, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    app.before_request(_counting(app, MovingWindowRateLimiter(storage)))


def _counting(app: Flask, limiter: MovingWindowRateLimiter) -> Callable[[], None]:
    allowance = RateLimitItemPerMinute(app.extensions["interleaf.settings"].requests_a_minute)
    asked_again_at = 0.0

    def count() -> None:
        nonlocal asked_again_at
        if request.endpoint in _NOT_COUNTED or time.monotonic() < asked_again_at:
            return
        visitor = server_secret().mac("requests", network_of(request.remote_addr or "")).hex()
        try:
            if limiter.hit(allowance, visitor):
                return
            wait = limiter.get_window_stats(allowance, visitor).reset_time - time.time()
        except RedisError as error:
            asked_again_at = time.monotonic() + PAUSE
            metrics.uncounted()
            app.logger.warning("requests are not counted: %s", type(error).__name__)
            return
        raise TooMany(max(1, int(wait) + 1))

    return count
