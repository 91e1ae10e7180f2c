"""One window a person: whoever starts the program again, or opens a ``tel:`` link, reaches the one that runs."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)
WITHIN_MS = 2_000
MOST_BYTES = 4_096
_LONGEST_PATH = 100


def address_of(folder: Path) -> str:
    """Where the window that works in ``folder`` is reached; on Unix a socket in a folder of the person's own."""
    digest = hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]
    if os.name == "nt":
        return f"agent-desktop-{digest}"
    path = folder / "window.socket"
    return str(path) if len(str(path)) < _LONGEST_PATH else f"agent-desktop-{os.getuid()}-{digest}"


def hand_over(folder: Path, call: str = "") -> bool:
    """Give what was asked to the window that runs, and let it come to the front; False where none does.

    ``call`` is a number or a ``tel:`` address to call, empty where the program was only started again.
    """
    socket = QLocalSocket()
    socket.connectToServer(address_of(folder))
    if not socket.waitForConnected(WITHIN_MS):
        return False
    socket.write(json.dumps({"call": call}).encode() + b"\n")
    is_heard = socket.waitForBytesWritten(WITHIN_MS) and socket.waitForReadyRead(WITHIN_MS)
    socket.disconnectFromServer()
    return is_heard


class SingleInstance(QObject):
    """Listens for the person's other starts for as long as it lives."""

    asked = Signal(str)
    """The program was started again: the number to call, or nothing."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        address = address_of(folder)
        if not self._server.listen(address):
            # Whoever listened there is dead: ``hand_over`` was tried first and nobody answered.
            QLocalServer.removeServer(address)
            if not self._server.listen(address):
                log.warning("other starts of the program are not heard: %s", self._server.errorString())

    def stop(self) -> None:
        """Hear nobody any more."""
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > MOST_BYTES:
                socket.abort()
            return
        line = bytes(socket.readLine(MOST_BYTES).data())
        try:
            wish = json.loads(line)
            call = wish.get("call", "") if isinstance(wish, dict) else ""
        except ValueError:
            socket.abort()
            return
        socket.write(b"ok\n")
        socket.flush()
        self.asked.emit(call if isinstance(call, str) else "")
