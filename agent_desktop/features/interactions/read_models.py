"""What can be asked about contacts."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query


class ContactView(msgspec.Struct, frozen=True):
    """One contact with its note."""

    interaction_id: str
    customer_id: str | None
    customer_name: str | None
    channel: str
    direction: str
    state: str  # in_progress | wrap_up | done
    title: str
    agent_id: str | None
    queue_id: str | None
    ticket_id: str | None
    call_id: str | None
    number: str | None
    started_at: datetime
    ended_at: datetime | None
    waited_s: int | None
    note: str
    topic: str | None
    disposition: str | None


class Contact(Query[ContactView | None], frozen=True, kw_only=True):
    """One contact by its id."""

    interaction_id: str


class MyContacts(Query[list[ContactView]], frozen=True, kw_only=True):
    """A person's own latest contacts, newest first: their call history."""

    agent_id: str
    limit: int = 50


class UnfinishedContacts(Query[list[ContactView]], frozen=True, kw_only=True):
    """A person's contacts that wait for their note and disposition, oldest first."""

    agent_id: str
