"""Real mail servers on 127.0.0.1 for tests: aiosmtpd takes mail, Debian's Dovecot keeps it.

Dovecot's own process for signing in looks for its parts where packages are installed. So the door is ours: it takes
LOGIN and STARTTLS and hands the line to Dovecot's ``imap``, which does all the rest.
"""

from __future__ import annotations

import contextlib
import email
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from agent_desktop.central.mail.settings import Server
from tests.support.certificates import Authority
from tests.support.unpacked import unpacked

USER, PASSWORD = "support@heating.example", "only in the tests"
NOBODY = 65534
WAITS_S = 300
"""So long the tests' own mail program waits for an answer; a machine with much to do is slow, and that is no fault."""


@dataclass
class Handler:
    """Takes mail, or answers what it is told to."""

    taken: list[Envelope] = field(default_factory=list)
    to_recipients: dict[str, str] = field(default_factory=dict)
    """What is answered to a recipient, by address."""
    to_mails: list[str] = field(default_factory=list)
    """What is answered to the next mails, in order; then they are taken."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.to_recipients:
            return self.to_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.to_mails:
            return self.to_mails.pop(0)
        self.taken.append(envelope)
        return "250 2.0.0 taken"


class Smtp:
    """An SMTP server; ``tls`` as in the settings. It says how ``largest`` a mail may be, in bytes, and means it."""

    def __init__(self, tls: str = "none", by: Tls | None = None, *, largest: int = 33_554_432) -> None:
        self.handler = Handler()
        self._tls, self._ca_file = tls, by.ca_file if by else ""
        context = by.context if by else None
        more: dict[str, Any] = {}
        if tls == "starttls":
            more = {"tls_context": context, "require_starttls": True}
        self._controller = Controller(
            self.handler,
            hostname="127.0.0.1",
            port=free_port(),
            ssl_context=context if tls == "implicit" else None,
            authenticator=_let_in,
            auth_require_tls=tls == "starttls",
            data_size_limit=largest,
            **more,
        )
        self._controller.start()

    @property
    def server(self) -> Server:
        """As central's settings name it."""
        user, password = (USER, PASSWORD) if self._tls != "none" else ("", "")
        return Server(
            host="localhost" if self._tls != "none" else "127.0.0.1",
            port=self._controller.port,
            tls=self._tls,
            user=user,
            password=password,
            ca_file=self._ca_file,
        )

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, as a mail program reads it."""
        return [
            email.message_from_bytes(one.content, policy=default)  # type: ignore[misc, arg-type]
            for one in self.handler.taken
        ]

    def forget(self) -> None:
        """As if it had just been started."""
        self.handler.taken.clear()
        self.handler.to_recipients.clear()
        self.handler.to_mails.clear()

    def close(self) -> None:
        self._controller.stop()


def _let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(
        handled=False, success=data.login == USER.encode() and data.password == PASSWORD.encode()
    )


@dataclass(frozen=True)
class Tls:
    """A certificate for localhost as a server uses it, and the authority to trust it by."""

    context: ssl.SSLContext
    ca_file: str

    @classmethod
    def made(cls, folder: Path) -> Tls:
        authority = Authority(folder)
        pair = authority.server("localhost", host="DNS:localhost")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair.cert, pair.key)
        return cls(context, str(authority.pair.cert))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Imap:
    """Dovecot with one mailbox behind our door."""

    def __init__(self, by: Tls | None = None) -> None:
        self._root = unpacked("mail-server")
        self._context, self._ca_file = (by.context, by.ca_file) if by else (None, "")
        self.folder = Path(tempfile.mkdtemp(prefix="agent-desktop-mail-"))
        self.folder.chmod(0o777)
        owner = NOBODY if os.getuid() == 0 else os.getuid()
        (self.folder / "conf").write_text(
            f"base_dir = {self.folder}/run\nstate_dir = {self.folder}/state\nlog_path = {self.folder}/log\n"
            f"libexec_dir = {self._root}/usr/lib/dovecot\nmail_plugin_dir = {self._root}/usr/lib/dovecot/modules\n"
            f"protocols = imap\nssl = no\nfirst_valid_uid = 0\nfirst_valid_gid = 0\n"
            f"mail_uid = {owner}\nmail_gid = {owner if owner == NOBODY else os.getgid()}\n"
            f"mail_location = maildir:{self.folder}/mail\n"
        )
        self.sign_ins = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._take, daemon=True)]
        self._threads[0].start()

    @property
    def server(self) -> Server:
        """As central's settings name it."""
        return Server(
            host="localhost" if self._context else "127.0.0.1",
            port=self._listening.getsockname()[1],
            tls="starttls" if self._context else "none",
            user=USER,
            password=PASSWORD,
            ca_file=self._ca_file,
        )

    def open(self, folder: str = "INBOX") -> imaplib.IMAP4:
        """A mail program of the test's own."""
        line = imaplib.IMAP4("127.0.0.1", self._listening.getsockname()[1], timeout=WAITS_S)
        line.login(USER, PASSWORD)
        line.select(folder)
        return line

    def put(self, *mails: bytes | EmailMessage, seen: bool = False) -> None:
        """Deliver mails."""
        with self.open() as line:
            for mail in mails:
                raw = mail if isinstance(mail, bytes) else mail.as_bytes()
                flags = "(\\Seen)" if seen else ""
                state, said = line.append("INBOX", flags, "", raw)
                assert state == "OK", said

    def found(self, what: str = "ALL", folder: str = "INBOX") -> list[int]:
        """The uids of some mails."""
        with self.open(folder) as line:
            return [int(word) for word in line.uid("SEARCH", what)[1][0].split()]

    def number_anew(self) -> None:
        """Lose what the server knows of its mails: they get other uids under another UIDVALIDITY."""
        before = self._numbered()
        for _ in range(50):
            for one in (self.folder / "mail").glob("dovecot*"):
                one.unlink()
            if self._numbered() != before:
                return
            time.sleep(0.2)  # The number is made of the second.
        raise AssertionError("Dovecot numbers its mails as before")

    def _numbered(self) -> bytes | None:
        with self.open() as line:
            number: bytes | None = line.response("UIDVALIDITY")[1][0]
            return number

    def forget(self) -> None:
        """As if it had just been started: nobody reads in it, and there is no mail."""
        self.hang_up()
        for thread in self._threads[1:]:
            thread.join(timeout=WAITS_S)
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.close()
        del self._lines[:], self._threads[1:]
        shutil.rmtree(self.folder / "mail", ignore_errors=True)
        self.sign_ins = 0

    def close(self) -> None:
        # Closing alone would leave whoever waits in ``accept`` waiting.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.forget()
        self._threads[0].join(timeout=WAITS_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def hang_up(self) -> None:
        """Every line breaks."""
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _take(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self._lines.append(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            self._greet(line)
        with contextlib.suppress(OSError):
            line.close()

    def _greet(self, line: socket.socket) -> None:
        line.sendall(b"* OK the door\r\n")
        while said := _line_of(line):
            tag, _, rest = said.partition(b" ")
            word = rest.split(b" ")[0].strip().upper()
            if word == b"CAPABILITY":
                line.sendall(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK these\r\n")
            elif word == b"STARTTLS" and self._context is not None:
                line.sendall(tag + b" OK begin\r\n")
                line = self._context.wrap_socket(line, server_side=True)
                self._lines.append(line)
            elif word == b"LOGIN":
                if f'"{PASSWORD}"'.encode() not in rest:
                    line.sendall(tag + b" NO wrong\r\n")
                    continue
                self.sign_ins += 1
                self._hand_over(line, tag)
                return
            else:
                line.sendall(tag + b" BAD sign in first\r\n")

    def _hand_over(self, line: socket.socket, tag: bytes) -> None:
        # On a machine that has no room it does not start now and then; that is no fault of whoever signs in.
        for tried in range(20):
            if self._served(line, tag):
                return
            time.sleep(min(0.1 * 2**tried, 5.0))
        said = b" ".join((self.folder / "errors").read_bytes().split())[-300:]
        line.sendall(tag + b" NO Dovecot did not start: " + said + b"\r\n")

    def _served(self, line: socket.socket, tag: bytes) -> bool:
        """Whether Dovecot began; if it did, the line is over."""
        libraries = f"{self._root}/usr/lib/dovecot:{self._root}/usr/lib/x86_64-linux-gnu"
        with (
            (self.folder / "errors").open("ab") as errors,
            subprocess.Popen(
                [
                    self._root / "usr/bin/doveconf",
                    *("-f", "service=imap", "-c", self.folder / "conf", "-m", "imap", "-x", "-e"),
                    self._root / "usr/lib/dovecot/imap",
                ],
                env={
                    "PATH": os.environ["PATH"],
                    "USER": "reader",
                    "HOME": str(self.folder),
                    "LD_LIBRARY_PATH": libraries,
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                bufsize=0,
            ) as process,
        ):
            assert process.stdout is not None
            assert process.stdin is not None
            greeting = process.stdout.readline()
            if not greeting:
                return False
            capabilities = greeting[greeting.index(b"[") : greeting.index(b"]") + 1]
            line.sendall(tag + b" OK " + capabilities + b" in\r\n")
            out, into = process.stdout, process.stdin

            def answers() -> None:
                with contextlib.suppress(OSError, ssl.SSLError, ValueError):
                    while said := os.read(out.fileno(), 65536):
                        line.sendall(said)
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)

            back = threading.Thread(target=answers, daemon=True)
            back.start()
            with contextlib.suppress(OSError, ssl.SSLError):
                while said := line.recv(65536):
                    into.write(said)
            with contextlib.suppress(OSError):
                into.close()
            back.join(timeout=WAITS_S)
            process.kill()
            return True


def _line_of(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\r\n"):
        one = line.recv(1)
        if not one:
            return b""
        said += one
    return said
