"""What travels between a workstation and central under ``/api/v1``: shared by both ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

PROTOCOL_VERSION = 1
MAX_PUSH = 100
MAX_PULL = 500

NOTHING = msgspec.Raw(b"null")
"""No body. JSON that is passed through undecoded cannot be optional: the decoder takes no ``Raw | None``."""


class Envelope(msgspec.Struct, frozen=True):
    """One command on its way: its kind, its data, and the record versions its author had seen."""

    kind: str
    data: dict[str, Any]
    seen: dict[str, int] = {}


class PushRequest(msgspec.Struct, frozen=True):
    """At most ``MAX_PUSH`` commands, oldest first."""

    commands: list[Envelope]


class Lost(msgspec.Struct, frozen=True):
    """A field in which somebody else was first: both values, so that nothing typed is gone."""

    entity: str
    entity_id: str
    field: str
    yours: Any
    theirs: Any


class Problem(msgspec.Struct, frozen=True):
    """Why something was refused: a word for programs and sentences for people."""

    reason: str
    what: str
    kept: str = ""
    todo: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """What became of one command; a repeated command gets the same verdict again."""

    command_id: str
    status: str  # applied | merged | refused
    seq: int = 0
    result: dict[str, Any] | None = None
    lost: list[Lost] = []
    problem: Problem | None = None


class PushReply(msgspec.Struct, frozen=True):
    """A verdict a command, in the order they came."""

    verdicts: list[Verdict]
    head: int
    epoch: str


class PullRequest(msgspec.Struct, frozen=True):
    """Where the replica stands in each scope it holds."""

    epoch: str
    cursors: dict[str, int]
    limit: int = MAX_PULL


class FeedRow(msgspec.Struct, frozen=True, array_like=True):
    """The latest state of one record in one scope: op ``U`` up to date, ``D`` deleted, ``L`` left the scope."""

    scope: str
    entity: str
    entity_id: str
    seq: int
    op: str
    body: msgspec.Raw = NOTHING


class PullReply(msgspec.Struct, frozen=True):
    """A page of the feed; when ``more`` is false every cursor has reached ``head``."""

    epoch: str
    head: int
    rows: list[FeedRow]
    cursors: dict[str, int]
    more: bool


class SnapshotHead(msgspec.Struct, frozen=True):
    """The first line of a snapshot: its moment, and how many rows follow it.

    Rows come by entity and id, so that one which broke off is continued behind the last row taken; the
    desk then keeps the moment of the first head, and the feed since then heals what changed in between.
    """

    scope: str
    seq: int
    epoch: str
    count: int = 0


class Bundle(msgspec.Struct, frozen=True):
    """Everything central holds of one customer at feed position ``seq``: rows of (entity, body)."""

    customer_id: str
    seq: int
    epoch: str
    etag: str
    rows: list[tuple[str, msgspec.Raw]]


class Reveal(msgspec.Struct, frozen=True):
    """A wish to see what is private of a customer; ``reason`` is needed without a contact or a visit."""

    reason: str = ""


class PrivateDelivery(msgspec.Struct, frozen=True):
    """What is private of a customer, and until when a desk may hold it.

    ``ground`` is contact, visit or reveal, ``ground_id`` the interaction or visit: with its end the details
    leave, also before ``expires_at``. ``row`` is the record, or null where there is none.
    """

    customer_id: str
    ground: str
    expires_at: datetime
    ground_id: str | None = None
    row: msgspec.Raw = NOTHING


class SignIn(msgspec.Struct, frozen=True):
    """A person signing in at a device."""

    login: str
    password: str
    device: str
    app_version: str
    protocol: int = PROTOCOL_VERSION


class Person(msgspec.Struct, frozen=True):
    """Who is signed in, as the window needs it."""

    agent_id: str
    login: str
    name: str
    roles: list[str]
    queues: list[str]
    extension: str | None = None


class Session(msgspec.Struct, frozen=True):
    """What signing in, or refreshing, answers. Tokens are secrets: never logged, never in a URL."""

    access_token: str
    access_expires_at: datetime
    refresh_token: str
    client_id: str
    person: Person
    scopes: list[str]
    epoch: str
    site: dict[str, Any]


class Ask(msgspec.Struct, frozen=True):
    """One query over the whole store."""

    query: str
    args: dict[str, Any] = {}
