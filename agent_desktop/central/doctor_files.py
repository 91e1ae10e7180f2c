"""What the doctor looks at on this machine's disk: the certificate with its key, and the latest backup."""

from __future__ import annotations

import json
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_desktop.central.doctor_check import Check
from agent_desktop.central.tls import certificate
from agent_desktop.core.errors import KnownError
from agent_desktop.runtime.settings import Settings

SOON = timedelta(days=21)
BACKUPS = "agent-desktop-*.dump"


def check_certificate(settings: Settings, now: datetime) -> list[Check]:
    """Whether central's own certificate can be used, and for how long; nothing without one."""
    if settings.tls_cert is None and settings.tls_key is None:
        return []
    try:
        certificate(settings.tls_cert, settings.tls_key, settings.tls_key_password)
        assert settings.tls_cert is not None  # noqa: S101 - half of a pair was refused
        ends = ends_at(settings.tls_cert.read_text("ascii", "replace"))
    except KnownError as problem:
        return [Check("tls", problem.what, problem.todo or "Correct tls_cert and tls_key.")]
    except (ValueError, IndexError, OSError):
        return [Check("tls", f"{settings.tls_cert} cannot be read as a certificate", "Put a PEM file there.")]
    if ends <= now:
        found = f"the certificate {settings.tls_cert} ran out on {ends:%Y-%m-%d}"
        return [Check("tls", found, "Renew it, then send central SIGHUP: no desk signs in with this one.")]
    if ends - now < SOON:
        found = f"the certificate {settings.tls_cert} runs out on {ends:%Y-%m-%d}"
        return [Check("tls", found, "Renew it in time, then send central SIGHUP.")]
    return [Check("tls", f"the certificate holds until {ends:%Y-%m-%d}")]


def ends_at(pem: str) -> datetime:
    """When the first certificate of a PEM text runs out; raises ``ValueError`` or ``IndexError`` for anything else.

    RFC 5280, 4.1: the certificate holds what is signed, and the fifth part of that, after version, serial
    number, algorithm and issuer, is its validity.
    """
    first = pem[pem.index(ssl.PEM_HEADER) : pem.index(ssl.PEM_FOOTER) + len(ssl.PEM_FOOTER)]
    signed = _parts(_parts(_parts(ssl.PEM_cert_to_DER_cert(first + "\n"))[0][1])[0][1])
    has_version = signed[0][0] == 0xA0
    _begins, (tag, ends) = _parts(signed[4 if has_version else 3][1])[:2]
    form = "%y%m%d%H%M%SZ" if tag == 0x17 else "%Y%m%d%H%M%SZ"
    return datetime.strptime(ends.decode("ascii"), form).replace(tzinfo=UTC)


def _parts(der: bytes) -> list[tuple[int, bytes]]:
    """The parts of a DER sequence: tag and content of each."""
    found, at = [], 0
    while at < len(der):
        tag, length, at = der[at], der[at + 1], at + 2
        if length & 0x80:
            octets = length & 0x7F
            length, at = int.from_bytes(der[at : at + octets]), at + octets
        found.append((tag, der[at : at + length]))
        at += length
    return found


def check_backup(settings: Settings, now: datetime) -> list[Check]:
    """Whether the latest backup in ``backup_dir`` is young enough; nothing where that is not set."""
    if settings.backup_dir is None:
        return []
    try:
        made = [_made_at(path) for path in settings.backup_dir.glob(BACKUPS)]
    except OSError as problem:
        return [
            Check(
                "backup", f"{settings.backup_dir} cannot be read ({problem.strerror})", "Correct backup_dir."
            )
        ]
    if not made:
        return [
            Check("backup", f"there is none in {settings.backup_dir}", "Make one, and then one every day.")
        ]
    age = now - max(made)
    found = f"the latest is {age / timedelta(days=1):.1f} days old"
    if age > timedelta(days=settings.backup_oldest_days):
        return [Check("backup", found, "Find out why none was made since, and make one now.")]
    return [Check("backup", found)]


def _made_at(backup: Path) -> datetime:
    """When a backup was made: what lies beside it says so, else the file's own time."""
    try:
        told = json.loads(backup.with_name(backup.name + ".json").read_text("utf-8"))
        moment = datetime.fromisoformat(told["made_at"])
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    except (OSError, ValueError, KeyError, TypeError):
        return datetime.fromtimestamp(backup.stat().st_mtime, UTC)
