"""The socket central listens at."""

from __future__ import annotations

import contextlib
import socket

from agent_desktop.core.errors import KnownError
from agent_desktop.sync.live import DEAD_AFTER_S

BACKLOG = 2048


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket whose connections are given up when the other end acknowledges nothing for ``DEAD_AFTER_S``.

    A stream has heartbeats to send, but a desk whose cable was pulled would take them into the system's
    buffers for a quarter of an hour. Raises ``KnownError`` where the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # Accepted connections inherit these on Linux; where a system lacks one, its own limits hold.
        for name, value in (
            ("TCP_USER_TIMEOUT", int(DEAD_AFTER_S * 1000)),
            ("TCP_KEEPIDLE", 15),
            ("TCP_KEEPINTVL", 10),
            ("TCP_KEEPCNT", 3),
        ):
            if hasattr(socket, name):
                with contextlib.suppress(OSError):
                    listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        listening.bind((host, port))
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise KnownError(
            f"Central cannot listen at {host}:{port}.",
            todo="Another program may have that port: choose another with --listen.",
        ) from None
    return listening
