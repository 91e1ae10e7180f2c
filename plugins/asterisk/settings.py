"""The connector's settings, read whole before anything connects; what is wrong is named."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from agent_desktop.plugins.api import KnownError

from .link import Address

HoldWay = Literal["phone", "exchange", "none"]
_WAYS: tuple[HoldWay, ...] = ("phone", "exchange", "none")
_TLS_PORT, _PLAIN_PORT = 5039, 5038


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the exchange is, what the account may do, and the dialplan's names for what the desk asks."""

    host: str = "127.0.0.1"
    port: int = 0
    username: str = "agent-desktop"
    secret: str = field(default="", repr=False)
    tls: bool = False
    tls_ca: str = ""
    accept_plain: bool = False
    accept_extra_rights: bool = False
    phone_control: bool = False
    hold: str = ""
    technology: str = "PJSIP"
    dial_context: str = "agents"
    transfer_context: str = ""
    hold_context: str = "workstation"
    international_prefix: str = "00"
    conference_code: str = "*3"
    swap_code: str = "*4"
    parking_lot: str = ""
    auto_answer: bool = False
    recording_file: str = "{call_id}.wav"
    did_variable: str = "CALL_DID"
    region: str = "GB"
    ring_s: int = 20
    queue_numbers: dict[str, str] = field(default_factory=dict)
    penalties: dict[str, dict[str, int]] = field(default_factory=dict)
    manage_members: bool = True
    ping_every_s: float = 10.0
    answer_within_s: float = 4.0

    @property
    def hold_way(self) -> HoldWay:
        """How a call is put on hold: by the phone where that can be asked, unless set otherwise."""
        for way in _WAYS:
            if way == self.hold:
                return way
        return "phone" if self.phone_control else "exchange"

    def address(self) -> Address:
        """Where to connect, with the certificates to trust."""
        context: ssl.SSLContext | None = None
        if self.tls:
            try:
                context = ssl.create_default_context(cafile=self.tls_ca or None)
            except (OSError, ssl.SSLError) as error:
                raise _wrong("tls_ca", f"cannot be read as certificates: {error}") from None
        return Address(
            host=self.host,
            port=self.port or (_TLS_PORT if self.tls else _PLAIN_PORT),
            username=self.username,
            secret=self.secret,
            tls=context,
            ping_every_s=self.ping_every_s,
            answer_within_s=self.answer_within_s,
        )


_KINDS: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "bool": bool,
    "float": (int, float),
    "dict[str, str]": dict,
    "dict[str, dict[str, int]]": dict,
}


def read_settings(table: Mapping[str, object]) -> Settings:
    """The settings of ``[plugins.asterisk]``; raises ``KnownError`` that names the one at fault."""
    fields = {name: str(kind) for name, kind in Settings.__annotations__.items()}
    for name, value in table.items():
        if name not in fields:
            raise _wrong(name, "is no setting of this connector")
        kind = _KINDS[fields[name]]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise _wrong(name, f"must be {_IN_WORDS[fields[name]]}")
    settings = Settings(**dict(table))  # type: ignore[arg-type]
    if not settings.secret:
        raise _wrong("secret", "is not set", 'Write secret = "env:NAME", "file:/path" or "keyring:NAME".')
    for name in ("international_prefix", "conference_code", "swap_code"):
        keys = str(getattr(settings, name))
        if not keys or set(keys) - set("0123456789*#"):
            raise _wrong(name, "must be keys of a phone")
    if set(settings.parking_lot) & set(",&|;\r\n"):
        raise _wrong("parking_lot", "is no name of a parking lot")
    _check_tables(settings)
    if settings.hold not in {"", *_WAYS}:
        raise _wrong("hold", "must be phone, exchange or none")
    if settings.hold == "phone" and not settings.phone_control:
        raise _wrong("hold", "is phone, and phone_control is off")
    if not 0 <= settings.port < 65_536:
        raise _wrong("port", "is no port")
    if settings.ping_every_s < 1 or settings.answer_within_s <= 0 or settings.ring_s < 1:
        raise _wrong("ping_every_s, answer_within_s or ring_s", "is too small")
    if not settings.tls and not settings.accept_plain and not _is_this_machine(settings.host):
        raise _wrong(
            "tls", "is off, and the exchange is another machine", "Set tls = true, or accept_plain = true."
        )
    return settings


def _check_tables(settings: Settings) -> None:
    """What is inside of the tables, which come as they were written."""
    numbers: Iterable[object] = settings.queue_numbers.values()
    if not all(isinstance(number, str) for number in numbers):
        raise _wrong("queue_numbers", "must be numbers in quotes by the names of queues")
    people: Iterable[object] = settings.penalties.values()
    for by_queue in people:
        found = list(by_queue.values()) if isinstance(by_queue, dict) else [None]
        if not all(type(one) is int and one >= 0 for one in found):
            raise _wrong("penalties", "must be whole numbers from 0 by queue, by login")


_IN_WORDS = {
    "dict[str, str]": "a table",
    "dict[str, dict[str, int]]": "a table",
    "str": "a text",
    "int": "a whole number",
    "bool": "true or false",
    "float": "a number",
}


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _wrong(name: str, what: str, todo: str = "Correct it.") -> KnownError:
    return KnownError(f"The setting {name} of [plugins.asterisk] {what}.", todo=todo)
