"""One mailbox over IMAP: what is new in it, mails whole or in part, marks. Blocking: called in a thread."""

from __future__ import annotations

import base64
import contextlib
import imaplib
import re
import socket
from collections.abc import Sequence
from datetime import datetime

from agent_desktop.central.mail.settings import Mailbox, Server
from agent_desktop.central.mail.smtp import context_of

IMAP_FAULTS = (OSError, imaplib.IMAP4.error)
"""What goes wrong between us and a mail server; the next look tries again."""

BEGINNING_BYTES = 64_000
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Box:
    """A mailbox that is open. Every call may raise one of ``IMAP_FAULTS``."""

    def __init__(self, mailbox: Mailbox, timeout_s: float) -> None:
        assert mailbox.imap is not None  # noqa: S101 - whoever calls has looked
        self._mailbox = mailbox
        self._line = _connected(mailbox.imap, timeout_s)
        try:
            self._line.login(mailbox.imap.user, mailbox.imap.password)
            # What a server can do it often says only once somebody has signed in.
            said = self._checked(self._line.capability())
            self._can = frozenset(
                word.upper() for one in said for word in _flat(one).decode("ascii", "replace").split()
            )
            self._checked(self._line.select(quoted(mailbox.folder)))
            numbered = self._line.response("UIDVALIDITY")[1][0]
        except BaseException:
            self.close()
            raise
        self.uid_validity = int(numbered or 0)

    def after(self, last_uid: int) -> list[int]:
        """The mails that came after one, oldest first."""
        return [uid for uid in self._search(f"UID {last_uid + 1}:*") if uid > last_uid]

    def unseen(self) -> list[int]:
        """The mails nobody has read, oldest first."""
        return self._search("UNSEEN")

    def since(self, day: datetime) -> list[int]:
        """The mails that came on a day or later, oldest first."""
        months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return self._search(f"SINCE {day.day:02d}-{months[day.month - 1]}-{day.year}")

    def newest(self) -> int:
        """The latest mail's uid; 0 in an empty mailbox."""
        return max(self._search("ALL"), default=0)

    def fetch(self, uid: int, most_bytes: int) -> tuple[bytes, bool] | None:
        """A mail as it came, and whether only its beginning is there; None for one that is gone. It stays unread."""
        head = self._fetched(uid, "(RFC822.SIZE)")
        size = next((int(found[1]) for one in head if (found := _SIZE.search(_flat(one)))), None)
        if size is None:
            return None
        if size <= most_bytes:
            whole = self._literals(uid, "(BODY.PEEK[])")
            return (whole[0], False) if whole else None
        parts = self._literals(uid, "(BODY.PEEK[HEADER])")
        parts += self._literals(uid, f"(BODY.PEEK[TEXT]<0.{BEGINNING_BYTES}>)")
        return b"".join(parts), True

    def mark(self, uids: list[int]) -> None:
        """Mark mails as read, or move them where the settings say; those that are gone are no fault."""
        if not uids:
            return
        which = ",".join(str(uid) for uid in uids)
        done = self._mailbox.done_folder
        if not done:
            self._checked(self._line.uid("STORE", which, "+FLAGS.SILENT", "(\\Seen)"))
            return
        where = quoted(done)
        with contextlib.suppress(imaplib.IMAP4.error):
            self._line.create(where)
        if "MOVE" in self._can:
            self._checked(self._line.uid("MOVE", which, where))
            return
        self._checked(self._line.uid("COPY", which, where))
        self._checked(self._line.uid("STORE", which, "+FLAGS.SILENT", "(\\Deleted)"))
        if "UIDPLUS" in self._can:
            self._checked(self._line.uid("EXPUNGE", which))

    def close(self) -> None:
        """End the line at once, also under a call that waits in another thread."""
        with contextlib.suppress(OSError, AttributeError):
            self._line.sock.shutdown(socket.SHUT_RDWR)
        # What was made of the socket to read from it holds it open as well.
        with contextlib.suppress(OSError, AttributeError):
            self._line.shutdown()

    def _search(self, what: str) -> list[int]:
        found = self._checked(self._line.uid("SEARCH", what))
        return sorted(int(word) for one in found if one for word in _flat(one).split())

    def _fetched(self, uid: int, what: str) -> list[object]:
        return self._checked(self._line.uid("FETCH", str(uid), what))

    def _literals(self, uid: int, what: str) -> list[bytes]:
        return [bytes(one[1]) for one in self._fetched(uid, what) if isinstance(one, tuple)]

    def _checked(self, answer: tuple[str, Sequence[object]]) -> list[object]:
        if answer[0] != "OK":
            raise imaplib.IMAP4.error(f"the mail server says {answer[0]}")
        return list(answer[1])


def _flat(one: object) -> bytes:
    parts = one if isinstance(one, tuple) else (one,)
    return b" ".join(part for part in parts if isinstance(part, bytes))


def _connected(server: Server, timeout_s: float) -> imaplib.IMAP4:
    if server.tls == "implicit":
        return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context_of(server), timeout=timeout_s)
    line = imaplib.IMAP4(server.host, server.port, timeout=timeout_s)
    if server.tls == "starttls":
        try:
            line.starttls(context_of(server))
        except BaseException:
            line.shutdown()
            raise
    return line


def quoted(folder: str) -> str:
    """A folder's name as IMAP takes it: modified UTF-7 (RFC 3501, 5.1.3) in quotes."""
    out: list[str] = []
    waiting: list[str] = []

    def flush() -> None:
        if waiting:
            packed = base64.b64encode("".join(waiting).encode("utf-16-be")).decode().rstrip("=")
            out.append("&" + packed.replace("/", ",") + "-")
            waiting.clear()

    for char in folder:
        if " " <= char <= "~":
            flush()
            out.append("&-" if char == "&" else char)
        else:
            waiting.append(char)
    flush()
    name = "".join(out).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}"'
