"""Which channel answers a ticket, and whom a reply reaches; asked on either store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

import sqlalchemy as sa

from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.core.work import Row
from agent_desktop.features.correspondence.model import good_address
from agent_desktop.features.correspondence.read_models import ReplyChannels, ReplyChannelView
from agent_desktop.features.correspondence.tables import reply_channel
from agent_desktop.features.customers.model import is_valid_on
from agent_desktop.features.customers.tables import customer, customer_detail
from agent_desktop.features.tickets.tables import ticket

_CHANNELS = (
    sa.select(reply_channel)
    .where(reply_channel.c.is_active)
    .order_by(reply_channel.c.position, reply_channel.c.id)
)
_ADDRESSES = (
    sa.select(customer_detail.c.value, customer_detail.c.valid_from, customer_detail.c.valid_to)
    .where(
        customer_detail.c.customer_id
        == sa.bindparam("customer_id", type_=customer_detail.c.customer_id.type),
        customer_detail.c.kind == "email",
    )
    .order_by(customer_detail.c.is_preferred.desc(), customer_detail.c.id)
)


class Asks(Protocol):
    """What answers here: a read of either store, or central's unit of work."""

    def execute(self, statement: Any, parameters: Any = None) -> Any:
        """Run a select."""

    def by_id(self, table: Any, record_id: str) -> Row | None:
        """One record, or None."""


def channels(read: Asks) -> list[Row]:
    """Every channel in use, in the order of the settings."""
    return [dict(row) for row in read.execute(_CHANNELS).mappings()]


def channel_for(read: Asks, queue_id: str | None) -> Row | None:
    """The channel that answers for a queue: its own, else the first there is."""
    found = channels(read)
    own = [row for row in found if row["queue_id"] is not None and str(row["queue_id"]) == queue_id]
    fitting = own or found
    return fitting[0] if fitting else None


def addresses_of(read: Asks, customer_id: str | None, at: datetime | None = None) -> list[str]:
    """The e-mail addresses of a customer, the one to use first; with ``at`` those alone that are theirs then."""
    if customer_id is None:
        return []
    row = read.by_id(customer, customer_id)
    said = [row["email"]] if row is not None and row["email"] else []
    rows = read.execute(_ADDRESSES, {"customer_id": customer_id}).all()
    said += [one.value for one in rows]
    if at is not None:
        day = at.date().isoformat()
        good = {one.value for one in rows if is_valid_on(one, day)}
        over = {one.value for one in rows} - good
        said = [one for one in said if one not in over]
    return list(dict.fromkeys(str(one) for one in said if one))


def recipient_of(read: Asks, row: Row, at: datetime) -> str | None:
    """Whom a reply to a ticket reaches: who wrote first, else its customer; None where no address is known."""
    wanted = [row["requester_email"]] if row["requester_email"] else []
    for one in (*wanted, *addresses_of(read, row["customer_id"], at)):
        if (address := good_address(one)) is not None:
            return address
    return None


def _reply_channels(read: Read, _actor: Actor, query: ReplyChannels) -> list[ReplyChannelView]:
    if query.ticket_id is None:
        return [ReplyChannelView(row["channel"], row["title"], row["address"]) for row in channels(read)]
    row = read.by_id(ticket, query.ticket_id)
    found = channel_for(read, row["queue_id"] if row is not None else None)
    if found is None:
        return []
    at = query.as_of or datetime.now(UTC)
    to = recipient_of(read, row, at) if row is not None else None
    return [ReplyChannelView(found["channel"], found["title"], found["address"], to)]


def register(book: QueryBook) -> None:
    """Make the query known."""
    book.register(
        "tickets.ReplyChannels",
        ReplyChannels,
        _reply_channels,
        answers=list[ReplyChannelView],
        roles=DESK,
    )
