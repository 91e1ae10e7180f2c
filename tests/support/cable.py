"""The cable of one desk: everything it says to central goes through here, until somebody pulls it."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

_PIECE = 64 * 1024


class Cable:
    """Forwards TCP from a port of its own to ``host:port``; pulled, it ends what is open and refuses what is new."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._target = (host, int(port))
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._listener: socket.socket | None = None
        self._port = 0
        self.plug_in()

    @property
    def url(self) -> str:
        """Where the desk finds central."""
        return f"http://127.0.0.1:{self._port}"

    def plug_in(self) -> None:
        """Take connections, at the same port as before."""
        listener = socket.create_server(("127.0.0.1", self._port), backlog=64)
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def pull(self) -> None:
        """End every connection at once, in the middle of whatever is said."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._guard:
            ends, self._open = self._open, set()
        for end in ends:
            _end(end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.pull()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                desk, _ = listener.accept()
            except OSError:
                return
            try:
                central = socket.create_connection(self._target, timeout=10)
            except OSError:
                desk.close()
                continue
            central.settimeout(None)
            with self._guard:
                self._open |= {desk, central}
            if self._listener is not listener:  # Pulled at this very moment.
                _end(desk)
                _end(central)
                continue
            for one, other in ((desk, central), (central, desk)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(_PIECE):
                other.sendall(piece)
        for end in (one, other):
            _end(end)
            with self._guard:
                self._open.discard(end)


def _end(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
