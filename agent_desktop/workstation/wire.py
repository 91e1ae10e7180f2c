"""What the desk's line to central must be like: encrypted, to a central whose certificate holds."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from agent_desktop.core.errors import Invalid, KnownError


@dataclass(frozen=True, slots=True)
class Wire:
    """The settings of the line: the site's own authority, and whether http to another machine is allowed.

    There is no switch that ignores a certificate.
    """

    ca_file: Path | None = None
    allow_plain_http: bool = False


def checked_address(server_url: str, wire: Wire) -> str:
    """Central's address as it is used; raises ``KnownError`` for one that is none, or not encrypted."""
    base = server_url.strip().rstrip("/")
    try:
        parts = urlsplit(base)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        raise Invalid(
            "server_url", f"{base or 'Nothing'} is no address of a central.", todo="Write https://host:port."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise Invalid("server_url", "An address of a central holds no name, password or question.")
    if parts.scheme == "http" and not wire.allow_plain_http and not is_this_machine(host):
        raise KnownError(
            f"{host} would be reached without encryption.",
            kept="Nothing was sent.",
            todo="Write https:// instead; the setting allow_plain_http is for a network that is protected otherwise.",
        )
    return base


def trust(wire: Wire) -> ssl.SSLContext:
    """What certificates are held against: the system's store, and the site's own authority beside it.

    Raises ``KnownError`` for a ``ca_file`` that is no certificate.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if wire.ca_file is not None:
        try:
            context.load_verify_locations(cafile=wire.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise Invalid(
                "ca_file",
                f"The authority's certificate {wire.ca_file} cannot be used.",
                todo="It is a PEM file that this account may read.",
            ) from error
    return context


def untrusted_reason(problem: BaseException) -> str | None:
    """What is wrong with central's certificate, in OpenSSL's words; None where that is not the trouble."""
    seen: BaseException | None = problem
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return seen.verify_message
        seen = seen.__cause__ or seen.__context__
    return None


def is_this_machine(host: str) -> bool:
    """Whether a host is the one we run on, by name or address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
