"""What travels between a workstation and central under ``/api/v1``: shared by both ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

PROTOCOL_VERSION = 1
MAX_PUSH = 100
MAX_PULL = 1_000

NOTHING = msgspec.Raw(b"null")
"""No body. JSON that is passed through undecoded cannot be optional: the decoder takes no ``Raw | None``."""


class Envelope(msgspec.Struct, frozen=True):
    """One command on its way: its kind, its data, and the record versions its author had seen."""

    kind: str
    data: dict[str, Any]
    seen: dict[str, int] = {}


class PushRequest(msgspec.Struct, frozen=True):
    """At most ``MAX_PUSH`` commands, oldest first.

    ``epoch`` is the life of central that the desk knows; in another one nothing is run (410), for what these
    commands stand on may have to be offered again before them. Empty: any. ``keeps_back`` says that the
    desk holds older commands back which central could not judge yet.
    """

    commands: list[Envelope]
    epoch: str = ""
    keeps_back: bool = False


class Lost(msgspec.Struct, frozen=True):
    """A field in which somebody else was first: both values, so that nothing typed is gone.

    ``by`` is the id of the person whose value stands and ``at`` when it reached central, where central knows.
    """

    entity: str
    entity_id: str
    field: str
    yours: Any
    theirs: Any
    by: str | None = None
    at: datetime | None = None


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
    erased_to: int | None = None
    """The position of the latest erasure this replica has carried out; None for a desk that knows of none."""


class FeedRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The latest state of one record in one scope: op ``U`` up to date, ``D`` deleted, ``L`` left the scope."""

    scope: str
    entity: str
    entity_id: str
    seq: int
    op: str
    body: msgspec.Raw = NOTHING


class Erased(msgspec.Struct, frozen=True, array_like=True):
    """An erasure at feed position ``seq``: the hashes of every id that is to be forgotten (``sync.erased_words``)."""

    seq: int
    hashes: list[str]


class ScopeSum(msgspec.Struct, frozen=True, array_like=True):
    """How many records of one kind a scope holds, and a checksum of their ids and versions."""

    count: int
    checksum: int


class CompareRequest(msgspec.Struct, frozen=True):
    """Scopes whose counts a desk wants to hold against its own."""

    scopes: list[str]


class CompareReply(msgspec.Struct, frozen=True):
    """What a replica should hold: by scope its latest position, and the sum of each entity at that position."""

    epoch: str
    scopes: dict[str, tuple[int, dict[str, ScopeSum]]]


class PullReply(msgspec.Struct, frozen=True):
    """A page of the feed; when ``more`` is false every cursor has reached ``head``.

    ``erased`` are erasures the replica has yet to carry out, told until its next pull says it did.
    """

    epoch: str
    head: int
    rows: list[FeedRow]
    cursors: dict[str, int]
    more: bool
    erased: list[Erased] = []


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
    oldest_protocol: int | None = None
    """The oldest protocol this desktop speaks too; None: ``protocol`` alone. ``sync.versions`` has the rules."""
    schema: int = 1


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
    central_version: str = ""
    protocols: tuple[int, int] = (1, 1)
    """The oldest and the newest protocol that central speaks."""
    schemas: tuple[int, int] = (1, 1)
    """The oldest and the newest schema of records that central can tell desks of."""
    access_life_s: float = 0.0  # by central's clock, so that a desk whose clock is wrong refreshes in time


class Ask(msgspec.Struct, frozen=True):
    """One query over the whole store."""

    query: str
    args: dict[str, Any] = {}
