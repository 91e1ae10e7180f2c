"""Addresses of this machine, and addresses that may be used over a network: https, or never leaving here."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_this_machine(host: str) -> bool:
    """Whether a host's name or number never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_protected(address: str) -> bool:
    """Whether an address is https, or http of this machine; anything that is no such address is not."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host)))
