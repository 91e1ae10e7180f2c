"""One mail over SMTP: taken, refused for now, or refused for good. Blocking: called in a thread."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

import msgspec

from agent_desktop.central.mail.settings import Server


class Outcome(msgspec.Struct, frozen=True):
    """``sent``, ``later`` or ``refused``, and what the server said.

    ``is_ours``: it is not about this mail, none of this mailbox would leave.
    """

    state: str
    what: str = ""
    is_ours: bool = False


def context_of(server: Server) -> ssl.SSLContext:
    """TLS that checks the server's certificate and name, against ``ca_file`` or the system's authorities."""
    context = ssl.create_default_context(cafile=server.ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def send(server: Server, message: EmailMessage, sender: str, to: str, timeout_s: float) -> Outcome:
    """Hand a mail to the server; never in the open where TLS is asked for, never to an unknown certificate."""
    try:
        with _connected(server, timeout_s) as line:
            if server.user:
                line.login(server.user, server.password)
            if not (too_large := _too_large(line, message)):
                line.send_message(message, sender, [to])
    except smtplib.SMTPRecipientsRefused as refusal:
        return _answered(*refusal.recipients[to])
    except smtplib.SMTPAuthenticationError as refusal:
        return Outcome("later", f"The mail server does not let us in: {_said(*refusal.args[:2])}", True)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        return _answered(*refusal.args[:2])
    except smtplib.SMTPResponseException as refusal:
        return Outcome("later", _said(*refusal.args[:2]), True)
    except smtplib.SMTPNotSupportedError as problem:
        return Outcome("later", f"The mail server cannot do what is asked for: {problem}", True)
    except ssl.SSLError as problem:
        return Outcome("later", f"The mail server's certificate cannot be trusted: {_reason(problem)}", True)
    except (smtplib.SMTPException, OSError) as problem:
        return Outcome("later", f"The mail server cannot be reached ({type(problem).__name__}).", True)
    return Outcome("refused", too_large) if too_large else Outcome("sent")


def _connected(server: Server, timeout_s: float) -> smtplib.SMTP:
    if server.tls == "implicit":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=timeout_s, context=context_of(server))
    line = smtplib.SMTP(server.host, server.port, timeout=timeout_s)
    try:
        if server.tls == "starttls":
            line.starttls(context=context_of(server))
    except BaseException:
        line.close()
        raise
    return line


def _too_large(line: smtplib.SMTP, message: EmailMessage) -> str:
    """Why the server would not take a mail of this size (RFC 1870), asked before it is sent; empty where it would."""
    line.ehlo_or_helo_if_needed()
    said = line.esmtp_features.get("size", "").strip()
    most, has = int(said) if said.isdigit() else 0, len(message.as_bytes())
    if not most or has <= most:
        return ""
    return f"The mail server takes at most {in_words(most)}; this mail has {in_words(has)} with its files."


def in_words(size: float) -> str:
    """A size in bytes as people say it: "340.0 kB", "2.4 MB"."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


def _answered(code: int, text: bytes | str) -> Outcome:
    """4xx is for now, 5xx for good (RFC 5321, 4.2.1)."""
    return Outcome("refused" if 500 <= code < 600 else "later", _said(code, text))


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(f"{code} {words}".split())[:300]


def _reason(problem: ssl.SSLError) -> str:
    return getattr(problem, "verify_message", "") or problem.reason or type(problem).__name__
