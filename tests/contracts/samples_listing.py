"""Samples of lists of tickets: every order and group, saved views, and changes of several tickets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agent_desktop.core.command import Command
from agent_desktop.core.query import Query
from agent_desktop.features.tickets.bulk import (
    Back,
    ChangeListed,
    PlanListed,
    StateBack,
    UndoListed,
    Wanted,
)
from agent_desktop.features.tickets.listing_views import (
    GROUPS,
    ORDERS,
    VIEWS,
    Arrangement,
    Bounds,
    CountTickets,
    Cursor,
    ListedTickets,
    SavedViews,
    TicketFilter,
    TicketGroups,
    TicketOrder,
    TicketPage,
    ViewDefinition,
)
from agent_desktop.features.tickets.view_commands import RemoveView, SaveView
from tests.support import floor
from tests.support.floor import NOW, an_id

BOUNDS = Bounds(
    NOW + timedelta(hours=1),
    NOW.replace(hour=0, minute=0) + timedelta(days=1),
    NOW.replace(hour=0, minute=0) + timedelta(days=7),
    NOW.replace(hour=0, minute=0),
    NOW.replace(hour=0, minute=0) - timedelta(days=6),
    NOW.replace(hour=0, minute=0) - timedelta(days=29),
)
EVERYTHING = TicketFilter(view="team", states=["new", "open", "pending_customer", "on_hold", "solved"])
FILTERS = (
    *(TicketFilter(view=view) for view in VIEWS if view != "all"),
    EVERYTHING,
    TicketFilter(view="team", text="okaf wat"),
    TicketFilter(view="team", priorities=["high", "urgent"], owners=["", floor.LEILA]),
    TicketFilter(view="team", states=["pending_customer", "pending_third_party", "solved"]),
    TicketFilter(view="team", queues=[floor.HEATING], channels=["call"], categories=[""]),
    TicketFilter(view="team", tags=["nobody wrote this"], older_than_days=2, is_unread=True),
)


def page(**values: Any) -> TicketPage:
    """A page of everything in the queues of the small floor, by default the first of all."""
    known: dict[str, Any] = {
        "agent_id": floor.LEILA,
        "queues": [floor.HEATING, floor.BILLING],
        "which": EVERYTHING,
        "order": Arrangement(),
        "as_of": NOW,
        "bounds": BOUNDS,
    }
    return TicketPage(**(known | values))


def groups(**values: Any) -> TicketGroups:
    """The groups of the same list."""
    asked = {name: getattr(page(**values), name) for name in TicketGroups.__struct_fields__}
    return TicketGroups(**asked)


def ids(**values: Any) -> TicketOrder:
    """The whole order of the same list."""
    asked = {name: getattr(page(**values), name) for name in TicketOrder.__struct_fields__}
    return TicketOrder(**asked)


QUERIES: dict[str, list[Query[Any]]] = {
    "tickets.TicketPage": [
        *(page(order=Arrangement(sort=sort, group="")) for sort in ORDERS),
        *(page(order=Arrangement(sort=sort, is_descending=True, group="owner")) for sort in ORDERS),
        *(page(order=Arrangement(group=group)) for group in GROUPS),
        *(page(which=which) for which in FILTERS),
        page(skip=1, limit=2),
        page(
            order=Arrangement(sort="number", group=""),
            after=Cursor([1_000_000_000], an_id(0)),
            is_backward=True,
            limit=2,
        ),
    ],
    "tickets.TicketGroups": [groups(order=Arrangement(group=group)) for group in ("", *GROUPS)],
    "tickets.TicketOrder": [ids(order=Arrangement("subject", group=group)) for group in ("", "when")],
    "tickets.ListedTickets": [ListedTickets(ticket_ids=[floor.PUMP, floor.LEILA, floor.INVOICE])],
    "tickets.CountTickets": [
        CountTickets(
            agent_id=floor.LEILA, queues=[floor.HEATING, floor.BILLING], filters=list(FILTERS), as_of=NOW
        )
    ],
    "tickets.PlanListed": [
        PlanListed(ticket_ids=[floor.PUMP, floor.THERMOSTAT, floor.LEILA, floor.ANSWERED], wanted=wanted)
        for wanted in (
            Wanted(state="solved", priority="low"),
            Wanted(state="open", category_id=floor.BOILER_FAULTS),
            Wanted(owner_id=floor.LEILA, add_tags=["Cold home"]),
            Wanted(owner_id=None, category_id=None),
        )
    ],
    "tickets.SavedViews": [SavedViews()],
}


COMMANDS: dict[str, tuple[Command, ...]] = {
    "tickets.SaveView": (
        SaveView(
            made_at=NOW,
            view_id=an_id(592),
            name="  Cold   homes ",
            definition=ViewDefinition(TicketFilter(view="team", tags=["cold home"]), hidden_columns=["age"]),
        ),
    ),
    "tickets.RemoveView": (RemoveView(made_at=NOW, view_id=floor.LEILAS_VIEW),),
    "tickets.ChangeListed": (
        ChangeListed(
            made_at=NOW,
            ticket_id=floor.THERMOSTAT,
            state="pending_customer",
            priority="high",
            owner_id=floor.LEILA,
            category_id=floor.FAULTS,
            add_tags=["Cold  home"],
        ),
        ChangeListed(made_at=NOW, ticket_id=floor.PUMP, owner_id=None, category_id=None),
    ),
    "tickets.UndoListed": (
        ChangeListed(
            made_at=NOW,
            ticket_id=floor.THERMOSTAT,
            state="on_hold",
            priority="urgent",
            add_tags=["rush"],
        ),
        UndoListed(
            made_at=NOW,
            ticket_id=floor.THERMOSTAT,
            priority=Back("normal", "urgent"),
            state=StateBack("on_hold", "new"),
            added_tags=["rush"],
        ),
    ),
}
