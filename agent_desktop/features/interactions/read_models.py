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
    joining: str | None = None  # of one logged by hand: waiting | asks | joined
    disposition_by: str | None = None  # system, where wrap-up ran out before the person said what came of it
    identity: str | None = None  # of whom we spoke to: verified | failed; None where nobody asked
    identity_how: str | None = None


class CallChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One call that a contact logged by hand may have been; ``contact_id`` is what the answer names."""

    contact_id: str
    connector: str
    call_id: str
    direction: str  # in | out
    number: str | None  # as the exchange told it, in E.164 where it is a public number
    queue: str | None
    started_at: datetime
    talk_began_at: datetime
    ended_at: datetime


class CallQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """ "Which of these calls was it?", with what the person had written down."""

    interaction_id: str
    customer_id: str | None
    customer_name: str | None
    number: str | None
    started_at: datetime
    ended_at: datetime | None
    note: str
    choices: list[CallChoice]


class Contact(Query[ContactView | None], frozen=True, kw_only=True):
    """One contact by its id, or by the one it was logged under before its call was known."""

    interaction_id: str


class MyContacts(Query[list[ContactView]], frozen=True, kw_only=True):
    """A person's own latest contacts, newest first: their call history."""

    agent_id: str
    limit: int = 50


class UnfinishedContacts(Query[list[ContactView]], frozen=True, kw_only=True):
    """A person's contacts that wait for their note and disposition, oldest first.

    One whose outcome was set by the system, since wrap-up ran out, is among them: the person may still say more.
    """

    agent_id: str


class CallQuestions(Query[list[CallQuestion]], frozen=True, kw_only=True):
    """The open questions about a person's contacts logged by hand, oldest contact first."""

    agent_id: str
