"""One log line a request: which route, how it ended and how long it took, and nothing that was asked."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)
_OFTEN = frozenset({"/healthz", "/readyz", "/metrics"})
"""What monitoring asks every few seconds is of interest to nobody who reads a log."""


def log_request(method: str, route: str, status: int, lasted_s: float) -> None:
    """Write the line; ``route`` is the template, so that no id, number or word of a query stands in it."""
    level = logging.DEBUG if route in _OFTEN else logging.WARNING if status >= 500 else logging.INFO
    if log.isEnabledFor(level):
        fields = {"method": method, "route": route, "status": status, "ms": round(lasted_s * 1000, 1)}
        log.log(level, "request", extra=fields)
