"""What can be asked about lists of tickets: which ones, in which order and groups, a page at a time."""

from __future__ import annotations

from datetime import datetime

import msgspec

from agent_desktop.core.query import Query

VIEWS = ("mine", "team", "unassigned", "overdue", "all")
"""Whose tickets: one's own, those of some queues, of them those nobody has or that are late, or every one."""

ORDERS = (
    "deadline",
    "priority",
    "state",
    "number",
    "subject",
    "customer",
    "owner",
    "queue",
    "category",
    "team",
    "level",
    "channel",
    "age",
    "changed",
)
GROUPS = (
    "when",
    "priority",
    "state",
    "customer",
    "owner",
    "queue",
    "category",
    "team",
    "level",
    "channel",
    "age",
)
MOST_IN_A_PAGE = 5_000
MOST_COUNTS = 40
MOST_CHANGED_AT_ONCE = 1_000
"""So many tickets are changed together at most."""


class TicketFilter(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which tickets: those of the view for which everything else that is said holds too.

    ``states`` are named states, and none means every open one. Within a list any of its values will do, but a
    ticket has all of the ``tags``. An owner or category of ``""`` is none. ``text`` is words of the subject or
    of the customer's name, or the beginning of a number. ``older_than_days`` is since it was opened.
    """

    view: str = "mine"
    text: str = ""
    states: list[str] = []
    priorities: list[str] = []
    queues: list[str] = []
    owners: list[str] = []
    categories: list[str] = []
    channels: list[str] = []
    tags: list[str] = []
    older_than_days: int = 0
    is_unread: bool = False


class Bounds(msgspec.Struct, frozen=True):
    """Where the groups of a day begin and end, by the wall clock of whoever looks; moments in UTC."""

    now_until: datetime
    today_until: datetime
    week_until: datetime
    today_from: datetime
    week_from: datetime
    month_from: datetime


class Arrangement(msgspec.Struct, frozen=True, omit_defaults=True):
    """In which order and groups; without a group the rows come in one stretch."""

    sort: str = "deadline"
    is_descending: bool = False
    group: str = "when"


class ListedTicket(msgspec.Struct, frozen=True):
    """One row; ``state`` is the one people speak of, ``due_at`` the earlier of its own and its service level's."""

    ticket_id: str
    number: int
    subject: str
    customer_id: str | None
    customer_name: str | None
    channel: str
    state: str
    priority: str
    due_at: datetime | None
    is_unread: bool
    owner_id: str | None
    owner_name: str | None
    queue_id: str
    queue_name: str | None
    category_id: str | None
    category_name: str | None
    team: str | None
    level: str
    tags: list[str]
    sla_state: str | None
    created_at: datetime
    updated_at: datetime


class Cursor(msgspec.Struct, frozen=True):
    """A place in a list: what the row there is sorted by, and its id."""

    keys: list[str | int]
    ticket_id: str


class TicketSlice(msgspec.Struct, frozen=True):
    """Some rows in their order, and the places of the first and the last; without rows there are none."""

    rows: list[ListedTicket]
    first: Cursor | None
    last: Cursor | None


class TicketPage(Query[TicketSlice], frozen=True, kw_only=True):
    """A page of a list: the rows after a place, before it (``is_backward``), or from the start.

    ``skip`` leaves out so many first, for a jump. ``agent_id`` and ``queues`` are whose list it is.
    """

    agent_id: str
    queues: list[str]
    which: TicketFilter
    order: Arrangement
    as_of: datetime
    bounds: Bounds
    after: Cursor | None = None
    is_backward: bool = False
    skip: int = 0
    limit: int = 200


class TicketOrder(Query[list[str]], frozen=True, kw_only=True):
    """The ids of a whole list in its order, for a desk that pages through what it holds itself."""

    agent_id: str
    queues: list[str]
    which: TicketFilter
    order: Arrangement
    as_of: datetime
    bounds: Bounds


class GroupCount(msgspec.Struct, frozen=True):
    """One group: its key, what the record it stands for is called, and how many rows it has."""

    key: str
    name: str | None
    count: int


class TicketGroups(Query[list[GroupCount]], frozen=True, kw_only=True):
    """The groups of a list with their sizes, in their order; without a group one of all rows."""

    agent_id: str
    queues: list[str]
    which: TicketFilter
    order: Arrangement
    as_of: datetime
    bounds: Bounds


class ListedTickets(Query[list[ListedTicket]], frozen=True, kw_only=True):
    """Some tickets by their ids as rows of a list, in no order; those that are not here are left out."""

    ticket_ids: list[str]


class CountTickets(Query[list[int]], frozen=True, kw_only=True):
    """How many tickets each of some filters lets through."""

    agent_id: str
    queues: list[str]
    filters: list[TicketFilter]
    as_of: datetime


class ViewDefinition(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a saved view keeps: which tickets, their order and groups, and the columns put away."""

    which: TicketFilter = TicketFilter()
    order: Arrangement = Arrangement()
    hidden_columns: list[str] | None = None


class SavedView(msgspec.Struct, frozen=True):
    """A view under a name; with ``team`` everybody of that team sees it."""

    view_id: str
    name: str
    owner_id: str
    owner_name: str | None
    team: str | None
    definition: ViewDefinition


class SavedViews(Query[list[SavedView]], frozen=True, kw_only=True):
    """One's own views and those shared with one's team, by name."""
