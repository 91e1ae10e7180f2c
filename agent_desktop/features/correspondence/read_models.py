"""What can be asked about correspondence."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class ReplyChannelView(msgspec.Struct, frozen=True):
    """One way to answer that central has a connector for.

    ``to`` is whom a reply to the ticket asked about would reach; None where no address is known here.
    """

    channel: str  # email
    title: str
    address: str
    to: str | None = None


class ReplyChannels(Query[list[ReplyChannelView]], frozen=True, kw_only=True):
    """The ways to answer a ticket, or with no ticket all there are; none of them: there is no Reply.

    Answered by the desk itself, with the line cut too.
    """

    ticket_id: str | None = None
    as_of: datetime | None = None  # now, where it is not said


class TemplateView(msgspec.Struct, frozen=True):
    """The words around a mail; ``is_own`` is false for those that come with the program."""

    kind: str
    language: str
    channel_id: str | None
    subject: str
    body: str
    signature: str
    is_own: bool


class MailTemplates(Query[list[TemplateView]], frozen=True, kw_only=True):
    """Every template that is in use, the program's own included where the site has none of its kind and language."""
