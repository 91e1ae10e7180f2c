"""What central is told of its mailboxes, checked before it starts."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import msgspec

from agent_desktop.core.addresses import is_protected
from agent_desktop.core.errors import Invalid
from agent_desktop.features.correspondence.model import good_address, named_id
from agent_desktop.runtime.settings import Settings

DEFAULTS = Settings()


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """One mail server as we sign in there; ``tls`` is implicit, starttls, or on this machine alone none."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""
    ca_file: str = ""


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """One mailbox: where its replies go out (``smtp``) and where answers come in (``imap``), if they do."""

    name: str
    address: str
    title: str
    queue: str = ""
    language: str = "en"
    smtp: Server | None = None
    imap: Server | None = None
    folder: str = "INBOX"
    done_folder: str = ""
    plus_address: bool = False
    asks_rating: bool = False

    @property
    def channel_id(self) -> str:
        """The id of the record by which desks know it."""
        return named_id("email", self.name)


class MailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """All that mail needs to know; without a mailbox there is none."""

    mailboxes: tuple[Mailbox, ...] = ()
    largest_mb: float = DEFAULTS.mail_largest_mb
    reply_files_mb: float = DEFAULTS.reply_files_mb
    give_up_s: float = DEFAULTS.mail_give_up_hours * 3600.0
    most_an_hour: int = DEFAULTS.mail_most_an_hour
    public_url: str = ""
    rating_delay_s: float = DEFAULTS.rating_delay_minutes * 60.0
    rating_link_days: float = DEFAULTS.rating_link_days
    rating_rest_days: float = DEFAULTS.rating_rest_days
    timeout_s: float = 30.0


def mail_settings(settings: Settings) -> MailSettings:
    """What mail needs of the program's settings; raises ``Invalid``."""
    boxes = tuple(_mailbox(name, own) for name, own in (settings.mailboxes or {}).items())
    seen = set[str]()
    for box in boxes:
        if box.address.casefold() in seen:
            raise Invalid("mailboxes", f"Two mailboxes have the address of {box.name}.")
        seen.add(box.address.casefold())
    url = (settings.public_url or "").rstrip("/")
    if url and not is_protected(url):
        raise Invalid("public_url", "Customers reach central by https.", todo="Write public_url = https://…")
    return MailSettings(
        mailboxes=boxes,
        largest_mb=settings.mail_largest_mb,
        reply_files_mb=settings.reply_files_mb,
        give_up_s=settings.mail_give_up_hours * 3600.0,
        most_an_hour=settings.mail_most_an_hour,
        public_url=url,
        rating_delay_s=settings.rating_delay_minutes * 60.0,
        rating_link_days=settings.rating_link_days,
        rating_rest_days=settings.rating_rest_days,
    )


def _mailbox(name: str, own: Mapping[str, Any]) -> Mailbox:
    address = good_address(str(own.get("address", "")))
    if address is None:
        raise Invalid("mailboxes", f"The mailbox {name} needs an address, as in support@example.org.")
    smtp = _server(name, own, "smtp", {"implicit": 465, "starttls": 587, "none": 25}, "starttls")
    imap = _server(name, own, "imap", {"implicit": 993, "starttls": 143, "none": 143}, "implicit")
    if smtp is None and imap is None:
        raise Invalid("mailboxes", f"The mailbox {name} has neither smtp_host nor imap_host.")
    title = " ".join(str(own.get("title", "")).split()) or address
    return Mailbox(
        name=name,
        address=address,
        title=title,
        queue=str(own.get("queue", "")),
        language=str(own.get("language", "en")).strip().lower()[:2],
        smtp=smtp,
        imap=imap,
        folder=str(own.get("folder", "INBOX")),
        done_folder=str(own.get("done_folder", "")),
        plus_address=bool(own.get("plus_address", False)),
        asks_rating=bool(own.get("asks_rating", False)),
    )


def _server(
    name: str, own: Mapping[str, Any], which: str, ports: Mapping[str, int], usual: str
) -> Server | None:
    host = own.get(f"{which}_host")
    if host is None:
        return None
    tls = str(own.get(f"{which}_tls", usual))
    if tls == "none" and not _is_here(str(host)):
        raise Invalid(
            "mailboxes",
            f"The mailbox {name} would send passwords and customers' words to {host} in the open.",
            todo=f"Set {which}_tls to starttls or implicit.",
        )
    password = str(own.get(f"{which}_password", ""))
    if bool(password) != bool(own.get(f"{which}_user")):
        raise Invalid("mailboxes", f"The mailbox {name} needs {which}_user and {which}_password, or neither.")
    ca_file = own.get("ca_file")
    if ca_file is not None and not Path(str(ca_file)).is_file():
        raise Invalid("mailboxes", f"The file {ca_file} of the mailbox {name} is not there.")
    return Server(
        host=str(host),
        port=int(own.get(f"{which}_port", ports[tls])),
        tls=tls,
        user=str(own.get(f"{which}_user", "")),
        password=password,
        ca_file=str(ca_file or ""),
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
